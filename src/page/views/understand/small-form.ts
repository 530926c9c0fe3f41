/** The form of Understand: few examples, a small network, and one of the optimizers whose updates are shown. */

import { ChoiceField, TextField } from '../../field.js';
import { PlaneFigure, PlaneLegend } from '../../plane/plane-figure.js';
import { PointEditor, PointTools, type Tool } from '../../plane/point-editor.js';
import { POINT_CLASSES } from '../../points.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import type { PlaySettings } from '../../settings/play-settings.js';
import { PRESETS, readData, withSetting } from '../../settings/presets.js';
import { MOST } from '../../small-networks.js';
import type { Plane } from '../../worker/settings.js';
import { startingSmall } from './understand-settings.js';

interface SmallFormProps {
  readonly settings: PlaySettings;
  readonly plane: Plane | undefined;
  readonly classes: readonly string[];
  /** The outputs of the network; 0 before it is known. */
  readonly outputs: number;
  onSettings(settings: PlaySettings): void;
}

const DATA = Object.fromEntries(
  Object.entries(PRESETS)
    .filter(([name, { settings }]) => settings !== undefined || name === 'points')
    .map(([name, { title }]) => [name, title]),
);
const SETTINGS: Readonly<Record<string, string>> = { examples: 'Examples', noise: 'Noise', seed: 'Seed' };
const ACTIVATIONS = {
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  'leaky-relu': 'leaky relu',
  gelu: 'gelu',
  linear: 'linear',
};
const OPTIMIZERS = { gd: 'gradient descent', momentum: 'momentum', adam: 'Adam' };
const LOSSES = {
  '': 'cross-entropy',
  mse: 'squared error',
  quadratic: 'half the squared error',
  huber: 'Huber',
};

export function SmallForm(props: SmallFormProps): VNode {
  return html`<form class="settings" onSubmit=${(event: Event) => event.preventDefault()}>
    <${DataFields} ...${props} />
    <${NetworkFields} ...${props} />
    <${TrainingFields} ...${props} />
  </form>`;
}

function DataFields({ settings, plane, classes, onSettings }: SmallFormProps): VNode {
  const { name, settings: given } = readData(settings.data);
  const made = Object.keys(PRESETS[name]?.settings ?? {});
  const set = (key: string) => (value: string) =>
    onSettings({ ...settings, data: withSetting(settings.data, key, Number(value)) });
  const choose = (data: string) => {
    const { data: small, points } = startingSmall(data, settings.points);
    onSettings({ ...settings, data: small, points });
  };
  return html`<fieldset>
    <legend>Data</legend>
    <${ChoiceField} label="Set" value=${name} choices=${DATA} onValue=${choose} />
    ${
      made.length > 0 &&
      html`<div class="row">${made.map(
        (key) =>
          html`<${TextField} key=${key} label=${SETTINGS[key]} mode="decimal" value=${String(given[key])} onValue=${set(key)} />`,
      )}</div>`
    }
    ${name === 'points' ? html`<${DrawnPoints} settings=${settings} onSettings=${onSettings} />` : plane && html`<${MadePoints} plane=${plane} classes=${classes} />`}
  </fieldset>`;
}

function MadePoints({ plane, classes }: { plane: Plane; classes: readonly string[] }): VNode {
  const colours = classes.map((_, index) => index);
  // The test examples of some sets take no part.
  const shown = useMemo(() => ({ ...plane, test: undefined }), [plane]);
  return html`<div class="few">
    <div class="plane-box">
      <${PlaneFigure} plane=${shown} classes=${classes} look=${undefined} colours=${colours} shareColours=${colours} />
    </div>
    <${PlaneLegend} plane=${shown} classes=${classes} isTurning=${false} />
  </div>`;
}

const SHEET = { x: [-2, 2], y: [-2, 2] } as const;

/** Points that the reader draws: from five on they are trained on, and no more than can be shown are taken. */
function DrawnPoints({ settings, onSettings }: Pick<SmallFormProps, 'settings' | 'onSettings'>): VNode {
  const [tool, setTool] = useState<Tool>(0);
  const { points } = settings;
  const draw = (next: PlaySettings['points']) =>
    onSettings({ ...settings, points: next.slice(0, MOST.examples) });
  const plane = {
    ...SHEET,
    train: {
      values: Float64Array.from(points.flatMap(({ x, y }) => [x, y])),
      labels: Int32Array.from(points, ({ label }) => label),
    },
  };
  return html`<div class="few">
    <${PointTools} tool=${tool} count=${points.length} onTool=${setTool} onClear=${() => draw([])} />
    <div class="plane-box">
      <${PlaneFigure} plane=${plane} classes=${POINT_CLASSES} look=${undefined} colours=${[0, 1, 2, 3]} shareColours=${[0, 1, 2, 3]} />
      <${PointEditor} plane=${SHEET} points=${points} tool=${tool} onPoints=${draw} />
    </div>
    <p class="note">5 to ${MOST.examples} points; the first is example 1.</p>
  </div>`;
}

/** Makes the properties of a field of an option; an empty text leaves it to its default. */
function option({ settings, onSettings }: SmallFormProps, name: string, usual: string) {
  const { [name]: value = usual, ...others } = settings.options;
  const set = (text: string) =>
    onSettings({ ...settings, options: text === '' ? others : { ...others, [name]: text } });
  return { value: String(value), onValue: set };
}

function NetworkFields(props: SmallFormProps): VNode {
  const layers = option(props, 'layers', 'auto,3,auto');
  const [input = 'auto', ...rest] = layers.value.split(',');
  const output = rest.pop() ?? 'auto';
  return html`<fieldset>
    <legend>Network</legend>
    <${TextField}
      label="Hidden layers"
      help=${`Units of each, such as 3 or 4,3: at most ${MOST.units}, in at most ${MOST.layers - 1} layers.`}
      value=${rest.join(',')}
      onValue=${(text: string) => layers.onValue([input, text, output].filter(Boolean).join(','))}
    />
    <${ChoiceField} label="Activation" choices=${ACTIVATIONS} ...${option(props, 'activation', 'relu')} />
    <${TextField} label="Seed" mode="numeric" ...${option(props, 'seed', '1')} />
  </fieldset>`;
}

function TrainingFields(props: SmallFormProps): VNode {
  return html`<fieldset>
    <legend>Training</legend>
    ${props.outputs === 1 && html`<${ChoiceField} label="Loss" choices=${LOSSES} ...${option(props, 'loss', '')} />`}
    <${ChoiceField} label="Optimizer" choices=${OPTIMIZERS} ...${option(props, 'optimizer', 'gd')} />
    <div class="row">
      <${TextField} label="Learning rate α" mode="decimal" ...${option(props, 'learningRate', '0.5')} />
      <${TextField} label="L2 penalty λ" mode="decimal" ...${option(props, 'l2', '0')} />
    </div>
  </fieldset>`;
}
