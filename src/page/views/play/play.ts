/** The view Play: a network that trains in the page while one looks, and can be stopped, stepped, changed and forked. */

import { PlaneFigure, PlaneLegend } from '../../plane/plane-figure.js';
import { PointEditor, PointTools, type Tool } from '../../plane/point-editor.js';
import { POINT_CLASSES } from '../../points.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import { type PlaySettings, parseSettings, settingsText } from '../../settings/play-settings.js';
import { readData } from '../../settings/presets.js';
import type { ViewProps } from '../view.js';
import { CommandPanel } from './command-panel.js';
import { Controls } from './controls.js';
import { CostFigure } from './cost-figure.js';
import { LayersTable } from './layers-table.js';
import { NetworkFigure } from './network-figure.js';
import { FiltersFigure, PicturesFigure } from './pictures-figure.js';
import { ResultPanel } from './result-panel.js';
import { type FormProps, SettingsForm } from './settings-form.js';
import { type PlayRun, useRuns } from './use-runs.js';

/** The plane that points are drawn on. */
const SHEET = { x: [-2, 2], y: [-2, 2] } as const;

export function Play({ query, setQuery }: ViewProps): VNode {
  const settings = useMemo(() => parseSettings(query), [query]);
  const [version, setVersion] = useState(0);
  const set = (next: PlaySettings) => setQuery(settingsText(next));
  const [runs, actions] = useRuns(settings, version, (changes) => set({ ...settings, changes }));
  const [pace, setPace] = useState('1000');
  const run = runs.runs.find(({ number }) => number === runs.active);
  const rate = run?.progress
    ? String(run.progress.learningRate)
    : String(settings.options.learningRate ?? '');
  const setRate = (text: string) => {
    const isUnderWay = (run?.progress?.iteration ?? 0) > 0 && run?.result === undefined;
    if (isUnderWay && Number(text) > 0) actions.change(Number(text));
    else set({ ...settings, options: { ...settings.options, learningRate: text }, changes: [] });
  };
  const openFile = async (file: File) => {
    await actions.hold(file.name, new Uint8Array(await file.arrayBuffer()));
    setVersion(version + 1);
    set({ ...settings, file: file.name, changes: [] });
  };
  const shown = runs.fault ?? run?.failure;
  return html`<div class="play">
    <${Settings} settings=${settings} onSettings=${set} onFile=${openFile} />
    <div class="work">
      <${Controls}
        runs=${runs}
        run=${run}
        actions=${actions}
        pace=${pace}
        learningRate=${rate}
        onPace=${setPace}
        onRate=${setRate}
      />
      <${Status} run=${run} />
      ${shown && html`<p class="fault" role="alert">${shown.message}. ${shown.hint}</p>`}
      <div class="pair">
        <${Data} settings=${settings} runs=${runs} run=${run} onSettings=${set} />
        <div class="column">
          <${CostFigure}
            runs=${runs.runs}
            active=${runs.active}
            iterations=${runs.plan?.iterations}
            onShow=${actions.show}
          />
          <${Layers} run=${run} />
        </div>
      </div>
      <div class="pair swapped">
        <div class="column">
          ${
            run?.result &&
            html`<${ResultPanel}
              result=${run.result}
              hasCommand=${run.changes.length === 0}
              model=${actions.model}
            />`
          }
          ${runs.plan && html`<${CommandPanel} command=${runs.plan.command} settings=${settings} run=${run} />`}
        </div>
        <${Inside} runs=${runs} run=${run} />
      </div>
    </div>
  </div>`;
}

/** The form, folded away on small screens. */
function Settings(props: FormProps): VNode {
  const isWide = useMemo(() => matchMedia('(min-width: 60rem)').matches, []);
  const { options, data } = props.settings;
  const words = [readData(data).name, options.layers, options.activation].filter(Boolean).join(' · ');
  return html`<details class="side" open=${isWide}>
    <summary>Settings <span class="note">${words}</span></summary>
    <${SettingsForm} ...${props} />
  </details>`;
}

function Status({ run }: { run: PlayRun | undefined }): VNode {
  const { iteration = 0, iterations, costs } = run?.progress ?? {};
  const cost = costs?.y.at(-1);
  return html`<p class="status">
    <progress max=${iterations ?? 1} value=${iteration} aria-label="Updates made"></progress>
    <span>update <b>${iteration.toLocaleString('en')}</b>${iterations && ` of ${iterations.toLocaleString('en')}`}</span>
    <span>cost <b>${cost === undefined ? '–' : cost.toFixed(4)}</b></span>
  </p>`;
}

interface DataProps {
  readonly settings: PlaySettings;
  readonly runs: ReturnType<typeof useRuns>[0];
  readonly run: PlayRun | undefined;
  onSettings(settings: PlaySettings): void;
}

/** The plane, with tools for points that are drawn, or some of the pictures. */
function Data({ settings, runs, run, onSettings }: DataProps): VNode | null {
  const [tool, setTool] = useState<Tool>(0);
  const { plan } = runs;
  const isDrawn = settings.data === 'points';
  const look = run?.progress?.look;
  const setPoints = (points: PlaySettings['points']) => onSettings({ ...settings, points, changes: [] });
  const drawn = useMemo(() => drawnPlane(settings.points), [settings.points]);
  if (!isDrawn && plan?.pictures)
    return html`<${PicturesFigure} pictures=${plan.pictures} classes=${plan.classes} shares=${look?.pictures} />`;
  const plane = isDrawn ? drawn : plan?.plane;
  if (settings.data === 'table' && plane === undefined) return null;
  if (plane === undefined) return html`<div class="plane-place"></div>`;
  const classes = isDrawn ? POINT_CLASSES : (plan?.classes ?? []);
  const used =
    isDrawn && plan?.plane ? plan.classes.map((name) => POINT_CLASSES.indexOf(name as 'A')) : undefined;
  const colours = isDrawn ? [0, 1, 2, 3] : classes.map((_, index) => index);
  return html`<section class="plane-place" aria-label="Data and decision boundary">
    ${
      isDrawn &&
      html`<${PointTools}
        tool=${tool}
        count=${settings.points.length}
        onTool=${setTool}
        onClear=${() => setPoints([])}
      />`
    }
    <div class="plane-box">
      <${PlaneFigure}
        plane=${plane}
        classes=${classes}
        look=${runs.fault ? undefined : look?.plane}
        colours=${colours}
        shareColours=${used ?? colours}
      />
      ${isDrawn && html`<${PointEditor} plane=${SHEET} points=${settings.points} tool=${tool} onPoints=${setPoints} />`}
    </div>
    ${!isDrawn && html`<${PlaneLegend} plane=${plane} classes=${classes} />`}
  </section>`;
}

function drawnPlane(points: PlaySettings['points']) {
  const values = Float64Array.from(points.flatMap(({ x, y }) => [x, y]));
  return { ...SHEET, train: { values, labels: Int32Array.from(points, ({ label }) => label) } };
}

function Layers({ run }: Pick<DataProps, 'run'>): VNode | null {
  const layers = run?.progress?.layers;
  if (layers === undefined) return null;
  return html`<section aria-labelledby="layers-title">
    <h2 id="layers-title">Layers</h2>
    <${LayersTable} layers=${layers} />
  </section>`;
}

/** The inside of the network: its weights as lines or as pictures. */
function Inside({ runs, run }: Pick<DataProps, 'runs' | 'run'>): VNode | null {
  const { plan } = runs;
  const look = run?.progress?.look;
  const W1 = look?.weights.find(({ name }) => name === 'W1');
  const [height = 0, width = 0] = plan?.pictures?.shape ?? [];
  if (W1 && W1.cols === height * width) return html`<${FiltersFigure} ...${W1} shape=${[height, width]} />`;
  if (!plan?.units || !plan.plane) return null;
  return html`<section aria-labelledby="network-title">
    <h2 id="network-title">Network ${plan.units.join('-')}</h2>
    <${NetworkFigure} units=${plan.units} look=${look} />
  </section>`;
}
