/** The worker's answers to the view Try: one model, the last input, and its explanations. */
import { DnnError, Explainer, Predictor, predictionCommand, predictionJson } from '../../../browser.js';
import { FITS } from '../../strokes.js';
import { columnEffects, gradientMap, occlusionMap, type Subject } from './explanations.js';
import { factsOf } from './facts.js';
import { openModel } from './open-model.js';
import { type Decoded, decodeFile, drawnPicture, pngFile } from './pictures.js';
import type { TryAnswer, TryInput, TryReports, TryRequests } from './requests.js';
import { type ReadRow, readRow, seenColumns } from './rows.js';

type TryHandlers = {
  [Name in keyof TryRequests]: (
    ask: TryRequests[Name]['ask'],
  ) => TryRequests[Name]['answer'] | Promise<TryRequests[Name]['answer']>;
};

type Send = <Name extends keyof TryReports>(name: Name, content: TryReports[Name]) => void;

/** The name of a drawing's file. */
const DRAWING = 'drawing.png';

/** The model that is tried, and what was last asked of it. */
interface Tried {
  readonly path: string;
  readonly predictor: Predictor;
  readonly explainer: Explainer;
}

/** The last input. */
interface Last extends Subject {
  readonly picture?: Blob | Decoded['picture'] | undefined;
  readonly row?: ReadRow | undefined;
}

/** The handlers of one worker. */
export function createTryHandlers(send: Send): TryHandlers {
  let tried: Tried | undefined;
  let last: Last | undefined;
  // The number of the last request that overtakes the ones before it.
  let turn = 0;
  const judges = new Judges();
  const opened = () => {
    if (tried === undefined) throw new DnnError('usage', 'no model is open', 'Choose a model.');
    return tried;
  };
  return {
    async openModel({ source }) {
      const own = ++turn;
      const model = await openModel(source);
      const next = { path: source.path, predictor: new Predictor(model), explainer: new Explainer(model) };
      const facts = factsOf(next.predictor, source.path);
      if (own === turn) {
        close(tried);
        [tried, last] = [next, undefined];
      }
      return facts;
    },
    async predictInput({ input, threshold }) {
      const own = ++turn;
      const { path, explainer, predictor } = opened();
      const judge = judges.of(predictor, threshold);
      const decoded = await decodedInput(input, predictor.model.architecture.inputShape);
      if (own !== turn) return undefined;
      const parts = { path, explainer, predictor: judge };
      const [answer, next] =
        input.kind === 'row'
          ? predictRow(parts, input.cells)
          : predictPicture(parts, input, decoded as Decoded);
      last = next;
      return answer;
    },
    picture: async () => {
      const picture = last?.picture;
      return picture === undefined || picture instanceof Blob ? picture : pngFile(picture);
    },
    gradient() {
      const { explainer } = opened();
      return last && gradientMap(explainer, last, explainer.model.architecture.inputShape);
    },
    async occlusion({ patch, cover }) {
      const own = ++turn;
      const { explainer } = opened();
      const step = (part: number) => {
        if (own === turn) send('covering', part);
        return own === turn;
      };
      const shape = explainer.model.architecture.inputShape;
      return last && occlusionMap(explainer, last, shape, { patch, cover, step });
    },
    columnEffects() {
      const { explainer } = opened();
      return last?.row && columnEffects(explainer, last, last.row.columns);
    },
  };
}

function close(tried: Tried | undefined): void {
  void tried?.predictor.close();
  void tried?.explainer.close();
}

/** The predictor of the last threshold: it is given one when it is made. */
class Judges {
  #last: { readonly plain: Predictor; readonly judge: Predictor } | undefined;

  /** @throws DnnError (usage) for a threshold that is none. */
  of(plain: Predictor, threshold: number | undefined): Predictor {
    if (threshold === undefined) return plain;
    if (this.#last?.plain === plain && this.#last.judge.threshold === threshold) return this.#last.judge;
    void this.#last?.judge.close();
    this.#last = { plain, judge: new Predictor(plain.model, { threshold }) };
    return this.#last.judge;
  }
}

async function decodedInput(input: TryInput, shape: readonly number[]): Promise<Decoded | undefined> {
  if (input.kind === 'row') return undefined;
  if (input.kind === 'picture') return decodeFile(input.file, input.name);
  const said = [FITS[input.fit].said, input.isDark ? 'Black on white.' : 'White on black.'];
  return { picture: drawnPicture(input, shape), said };
}

function predictPicture(
  { path, explainer, predictor }: Tried,
  input: Exclude<TryInput, { kind: 'row' }>,
  { picture, said }: Decoded,
): [TryAnswer, Last] {
  const { inputShape } = predictor.model.architecture;
  const { threshold } = predictor;
  const file = input.kind === 'picture' ? input.name : DRAWING;
  const prediction = predictor.predictPicture(picture);
  const seen = predictor.view(picture);
  const size = `The network sees ${inputShape[1]} × ${inputShape[0]} pixels${inputShape[2] === 1 ? ' in grey' : ''}.`;
  const answer = {
    prediction,
    json: predictionJson('file', file, prediction),
    command: predictionCommand({ model: path, file, threshold }),
    said: [...said, size],
    warnings: [],
    file,
    picture: seen,
  };
  const kept = input.kind === 'picture' ? input.file : picture;
  return [answer, { inputs: explainer.inputs(seen, 255), answer: prediction.class ?? 0, picture: kept }];
}

function predictRow(
  { path, explainer, predictor }: Tried,
  cells: Extract<TryInput, { kind: 'row' }>['cells'],
): [TryAnswer, Last] {
  const { model, threshold } = predictor;
  const row = readRow(model, cells);
  const [prediction] = predictor.predictValues(row.values);
  const inputs = explainer.inputs(row.values);
  const answer = {
    prediction,
    json: predictionJson('id', 1, prediction),
    command: predictionCommand({ model: path, row: row.row, threshold, ignoresUnseen: row.hasUnseen }),
    said: [],
    warnings: row.warnings,
    columns: seenColumns(model, row, inputs),
  };
  return [answer, { inputs, answer: prediction.class ?? 0, row }];
}
