/** The view Try: a model answers what one draws, drops, pastes or types, and shows where it looks. */
import { html, useEffect, useMemo, useRef, useState, type VNode } from '../../preact.js';
import type { Fit, Stroke } from '../../strokes.js';
import { usualFit } from '../../strokes.js';
import type { Cover, ModelFacts, TryInput } from '../../worker/try/requests.js';
import type { ViewProps } from '../view.js';
import { AnswerPanel, TryCommand } from './answer-panel.js';
import { PictureLooks, RowLooks } from './looks-panel.js';
import { ModelPanel } from './model-panel.js';
import { type ModelChoice, type ModelFile, useModels } from './models.js';
import { PictureInput, usePaste } from './picture-input.js';
import { RowForm } from './row-form.js';
import { type SessionState, TrySession } from './try-session.js';
import { parseTry, type TrySettings, tryText, usualPatch } from './try-settings.js';

/** The input that the reader has given: it is in no address. */
interface Given {
  readonly strokes: readonly Stroke[];
  /** A picture takes the place of the drawing. */
  readonly picture?: File | undefined;
  readonly cells: readonly string[];
}

const NOTHING: Given = { strokes: [], cells: [] };

export function Try({ query, setQuery, isShown }: ViewProps): VNode {
  const settings = useMemo(() => parseTry(query), [query]);
  const set = (parts: Partial<TrySettings>) => setQuery(tryText({ ...settings, ...parts }));
  const [modelFile, setModelFile] = useState<ModelFile | undefined>(undefined);
  const [given, setGiven] = useState(NOTHING);
  const give = (parts: Partial<Given>) => setGiven((before) => ({ ...before, ...parts }));
  const models = useModels(modelFile, isShown);
  const model = models && chosenModel(models, settings.model);
  const [state, session] = useSession(model);
  const { facts } = state;
  useEffect(() => {
    if (facts?.takes === 'rows') give({ cells: facts.columns.map(({ usual }) => usual) });
  }, [facts]);
  const patch = facts ? settings.patch || usualPatch(facts.shape) : 1;
  usePrediction(session, facts, given, { ...settings, patch });

  const openFile = (file: File) => {
    setModelFile({ file, number: (modelFile?.number ?? 0) + 1 });
    set({ model: 'file', threshold: '' });
  };
  const takePicture = (file: File) => give({ picture: file, strokes: [] });
  const takesPictures = facts?.takes === 'pictures';
  usePaste(isShown && takesPictures, takePicture);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    if (/\.json$/i.test(file.name) || file.type === 'application/json') openFile(file);
    else if (takesPictures) takePicture(file);
  };
  return html`<div class="try" onDragOver=${(event: Event) => event.preventDefault()} onDrop=${drop}>
    <div class="try-side">
      <${ModelPanel}
        models=${models}
        chosen=${model?.name ?? settings.model}
        facts=${facts}
        fault=${state.modelFault ?? missingModel(models, settings.model)}
        isOpening=${state.isOpening}
        onModel=${(name: string) => set({ model: name, threshold: '', patch: 0, fit: '' })}
        onFile=${openFile}
      />
      ${
        takesPictures &&
        html`<${PictureInput}
          shape=${facts.shape}
          strokes=${given.strokes}
          fit=${settings.fit}
          isDark=${settings.isDark}
          picture=${given.picture?.name}
          onStrokes=${(strokes: readonly Stroke[]) => give({ strokes, picture: undefined })}
          onFit=${(fit: Fit) => set({ fit })}
          onDark=${(isDark: boolean) => set({ isDark })}
          onPicture=${takePicture}
        />`
      }
      ${facts?.takes === 'rows' && html`<${RowForm} facts=${facts} cells=${given.cells} onCells=${(cells: readonly string[]) => give({ cells })} />`}
    </div>
    ${
      facts &&
      html`<div class="try-work">
        <${AnswerPanel}
          facts=${facts}
          answer=${state.answer}
          fault=${state.inputFault}
          threshold=${settings.threshold}
          onThreshold=${(threshold: string) => set({ threshold })}
        />
        ${
          takesPictures
            ? html`<${PictureLooks}
                ...${{ facts, state, patch }}
                cover=${settings.cover}
                onPatch=${(size: number) => set({ patch: size })}
                onCover=${(cover: Cover) => set({ cover })}
              />`
            : html`<${RowLooks} ...${{ facts, state }} />`
        }
        ${state.answer && html`<${TryCommand} answer=${state.answer} picture=${() => session.picture()} />`}
      </div>`
    }
  </div>`;
}

/** The model that the address names, or the first that there is. */
function chosenModel(models: readonly ModelChoice[], name: string): ModelChoice | undefined {
  return name === '' ? models[0] : models.find((each) => each.name === name);
}

/** Why there is no model to try. */
function missingModel(models: readonly ModelChoice[] | undefined, name: string) {
  if (models === undefined || chosenModel(models, name) !== undefined) return undefined;
  const known: Readonly<Record<string, string>> = {
    '': 'there is no model yet',
    file: 'the model file is not open: a link holds no files',
    play: 'the network of Play is not here: a link holds no models',
  };
  const hint = 'Train one in Play and press Try it, or open a model file: dnn train writes model.json.';
  return { code: 'usage', message: known[name] ?? `there is no model ${name.replace(/^run:/, '')}`, hint };
}

/** The session, which opens the model whenever it is another. */
function useSession(model: ModelChoice | undefined): [SessionState, TrySession] {
  const [state, setState] = useState<SessionState>({ isOpening: false });
  const session = useMemo(() => new TrySession(setState), []);
  useEffect(() => () => session.close(), [session]);
  const { source } = model ?? {};
  const key =
    source?.kind === 'address' ? source.address : source?.kind === 'file' ? source.file : source?.text;
  useEffect(() => {
    if (source) void session.open(source);
  }, [key]);
  return [state, session];
}

/** Has the session predict whenever the input or its settings are others. */
function usePrediction(
  session: TrySession,
  facts: ModelFacts | undefined,
  given: Given,
  { threshold, fit, isDark, patch, cover }: TrySettings,
): void {
  const input = useMemo(() => facts && inputOf(facts, given, fit, isDark), [facts, given, fit, isDark]);
  const covered = useRef('');
  useEffect(() => {
    if (facts && covered.current !== `${patch} ${cover}`) session.cover({ patch, cover });
    covered.current = `${patch} ${cover}`;
  }, [facts, patch, cover]);
  useEffect(() => {
    if (facts === undefined) return;
    const judged = facts.hasThreshold && threshold !== '' ? Number(threshold.replace(',', '.')) : undefined;
    if (input) session.predict({ input, threshold: judged });
    else session.forget();
  }, [facts, input, threshold]);
}

/** The input that was given; undefined before one was. */
function inputOf(facts: ModelFacts, given: Given, fit: Fit | '', isDark: boolean): TryInput | undefined {
  const { picture, strokes, cells } = given;
  if (facts.takes === 'rows')
    return cells.length === facts.columns.length ? { kind: 'row', cells } : undefined;
  if (picture) return { kind: 'picture', file: picture, name: picture.name };
  return strokes.length > 0
    ? { kind: 'drawing', strokes, fit: fit || usualFit(facts.shape), isDark }
    : undefined;
}
