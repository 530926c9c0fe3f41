/** The requests of the view Try: a model, an input to predict, and where the network looks. Plain data. */
import type { Prediction } from '../../../browser.js';
import type { Fit, Stroke } from '../../strokes.js';

/** A model, and its path in commands. */
export type ModelSource =
  /** Beside the page, or from the server of `dnn ui`. */
  | { readonly kind: 'address'; readonly address: string; readonly path: string }
  | { readonly kind: 'file'; readonly file: Blob; readonly path: string }
  | { readonly kind: 'text'; readonly text: string; readonly path: string };

/** A column of the form of a model that takes rows. */
export interface FormColumn {
  readonly name: string;
  readonly type: 'number' | 'yes-no' | 'category';
  /** The words to choose from: no and yes, or the categories; the empty text stands for a missing cell. */
  readonly words: readonly string[];
  /** The numbers of the training: `Training: 41 ± 12.5`; '' where they are not known. */
  readonly help: string;
  /** The text that the form begins with. */
  readonly usual: string;
  /** True if the cell may be empty. */
  readonly mayBeMissing: boolean;
}

/** The model as the page shows it. */
export interface ModelFacts {
  readonly path: string;
  readonly takes: 'pictures' | 'rows';
  /** Why it takes no pictures, of a model of inputs with sides. */
  readonly problem?: string | undefined;
  /** Height, width and channels of what it sees, of a model of pictures. */
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  /** The name of what is predicted. */
  readonly target?: string | undefined;
  /** True if two classes can be told apart by a threshold. */
  readonly hasThreshold: boolean;
  /** The columns of a model that takes rows, and whether they have names. */
  readonly columns: readonly FormColumn[];
  readonly isTable: boolean;
  readonly parameters: number;
  readonly data: string;
  /** Set where plain loops compute, or the file was changed. */
  readonly notes: readonly string[];
}

/** An input to predict. */
export type TryInput =
  | { readonly kind: 'picture'; readonly file: Blob; readonly name: string }
  | {
      readonly kind: 'drawing';
      readonly strokes: readonly Stroke[];
      readonly fit: Fit;
      readonly isDark: boolean;
    }
  /** The text of a cell a column, in their order. */
  | { readonly kind: 'row'; readonly cells: readonly string[] };

/** A column as the network sees it. */
export interface SeenColumn {
  readonly name: string;
  /** The cell, or what took the place of a missing one. */
  readonly value: string;
  /** Its inputs: of a number one on the scale of the training, of a category one for each. */
  readonly inputs: readonly number[];
}

export interface TryAnswer {
  readonly prediction: Prediction;
  /** The text of `dnn predict --json`. */
  readonly json: string;
  readonly command: string;
  /** Sentences on what was done to the input, and on what training has not seen. */
  readonly said: readonly string[];
  readonly warnings: readonly string[];
  /** The name of the picture's file in the command. */
  readonly file?: string | undefined;
  /** The bytes of the picture as the network sees it, (height × width × channels). */
  readonly picture?: Uint8Array | undefined;
  readonly columns?: readonly SeenColumn[] | undefined;
}

/** The value in the place of what is covered. */
export type Cover = 'edge' | 'mean' | 'black' | 'white';

/** How much each pixel counts. */
export interface HeatMap {
  /** (height × width) */
  readonly values: Float32Array;
  /** The place where most is lost, for maps of patches. */
  readonly strongest?: StrongestPatch | undefined;
}

export interface StrongestPatch {
  /** The place of its upper left pixel, from 0. */
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
  /** The probability of the answer, or the number: as it is, and with the patch covered. */
  readonly before: number;
  readonly after: number;
}

/** How much a column counts. */
export interface ColumnEffect {
  readonly name: string;
  /** The slope of the score along the column × its spread. */
  readonly slope: number;
  /** The fall of the score when the column is taken to `covered`; undefined where its usual value is not known. */
  readonly fall?: number | undefined;
  readonly covered?: string | undefined;
}

/** Requests by name; an answer that a later input has overtaken is undefined. */
export interface TryRequests {
  openModel: { ask: { readonly source: ModelSource }; answer: ModelFacts };
  predictInput: {
    ask: { readonly input: TryInput; readonly threshold?: number | undefined };
    answer: TryAnswer | undefined;
  };
  /** The picture that was predicted last, as a file. */
  picture: { ask: undefined; answer: Blob | undefined };
  /** |∂score/∂x| of the last picture: of its channels the largest. */
  gradient: { ask: undefined; answer: HeatMap | undefined };
  /** The fall of the score when a square of `patch` pixels is covered; each pixel has the mean of its patches. */
  occlusion: { ask: { readonly patch: number; readonly cover: Cover }; answer: HeatMap | undefined };
  /** The same for the columns of the last row. */
  columnEffects: { ask: undefined; answer: readonly ColumnEffect[] | undefined };
}

/** Reports by name. */
export interface TryReports {
  /** The part of an occlusion that is done, from 0 to 1. */
  covering: number;
}
