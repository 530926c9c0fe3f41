/** The answers of `dnn ui` to its page, as plain data: the server writes them and the page reads them. It imports nothing. */

/** The state of a run or sweep: as `dnn ls` shows it. */
export type RowState = 'done' | 'rejected' | 'interrupted' | 'running' | 'failed' | 'damaged';

/** The quality on each split: accuracies, or of numbers R². */
export type Qualities = Readonly<Partial<Record<'train' | 'validation' | 'test', number>>>;

/** A run or sweep in the list. */
export interface RunRow {
  readonly name: string;
  readonly state: RowState;
  /** Why it failed or was rejected, or what is damaged. */
  readonly problem?: string;
  readonly data?: string;
  readonly layers?: string;
  readonly optimizer?: string;
  readonly learningRate?: number;
  /** When it began, in ISO 8601. */
  readonly started?: string;
  /** Updates made, and those that it makes if nothing ends it before. */
  readonly iterations?: number;
  readonly planned?: number;
  /** Seconds that it still takes, of one that is training. */
  readonly secondsLeft?: number;
  /** Seconds of all its processes together. */
  readonly seconds?: number;
  /** The last cost that was logged. */
  readonly cost?: number;
  /** `accuracy`, or `r2` where numbers are predicted. */
  readonly measure: 'accuracy' | 'r2';
  readonly qualities: Qualities;
  /** Codes of the findings on a run that went badly. */
  readonly findings: readonly string[];
  /** True if its model can be read. */
  readonly hasModel: boolean;
  /** Set for a sweep, whose other facts are those of its best run. */
  readonly sweep?: {
    readonly search: string;
    readonly metric: string;
    /** Results of trials so far. */
    readonly trials: number;
    readonly digest?: string;
    readonly shard?: string;
  };
}

/** The answer of `api/runs`. */
export interface RunListing {
  /** The directory that the command was given. */
  readonly directory: string;
  readonly runs: readonly RunRow[];
}

/** A finding on a run. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The results of a run on one split, by the names of the measures. */
export type Measures = Readonly<Record<string, number>>;

/** The answer of `api/runs/<name>`. */
export interface RunDetails {
  readonly row: RunRow;
  /** The directory of the run, as a word of a command. */
  readonly word: string;
  /** The options that its numbers and length depend on, as flags: `--lr`, `0.0075`. */
  readonly options: readonly (readonly [flag: string, value: string])[];
  /** The command that trains it again; left out where its config cannot be read. */
  readonly command?: string;
  /** The command that goes on with it, where a checkpoint allows it. */
  readonly resume?: string;
  /** Over the parameters of its model. */
  readonly sha256?: string;
  readonly parameters?: number;
  readonly kernels?: string;
  readonly dnn?: string;
  readonly machine?: string;
  readonly evaluations: Readonly<Partial<Record<'train' | 'validation' | 'test', Measures>>>;
  readonly findings: readonly Finding[];
}

/** An axis of a search. */
export interface Axis {
  /** `--lr`, or of several in one option `--layers[1]`. */
  readonly flag: string;
  /** The space as it was written: `log:1e-4..1`. */
  readonly text: string;
  /** True if its values have no order. */
  readonly isChoice: boolean;
  /** Values to write beside the axis, each at its place from 0 to 1. */
  readonly labels: readonly (readonly [place: number, value: string])[];
}

/** A configuration of a sweep, and what came of it. */
export interface SweptRow {
  /** Its number in the sweep, from 0. */
  readonly index: number;
  readonly outcome: 'done' | 'diverged' | 'failed';
  readonly problem?: string;
  /** A place from 0 to 1 an axis, and the value there. */
  readonly places: readonly number[];
  readonly values: readonly (string | number)[];
  /** It ended after this part of a whole run: 9 for a ninth, 1 for all of it. */
  readonly part: number;
  /** The mean over seeds and folds in its last rung; left out unless all were done. */
  readonly metric?: number;
  readonly updates: number;
  readonly seconds: number;
}

/** The answer of `api/sweeps/<name>`. */
export interface SweepDetails {
  readonly name: string;
  readonly path: string;
  readonly data: string;
  readonly search: string;
  readonly metric: string;
  /** True if a smaller metric is better. */
  readonly isError: boolean;
  readonly seeds: number;
  readonly folds: number;
  readonly axes: readonly Axis[];
  /** The best first; behind those that are done the others. */
  readonly rows: readonly SweptRow[];
  /** Configurations of the whole sweep. */
  readonly planned: number;
  readonly digest?: string;
  /** Commands to paste. */
  readonly commands: { readonly best?: string; readonly finer?: string; readonly resume?: string };
}

/** The answer to a request that cannot be met. */
export interface Problem {
  readonly error: string;
  readonly hint?: string;
}

/** Runs and sweeps that are new or have changed, and the names of those that are gone. */
export interface RunChanges {
  readonly changed: readonly RunRow[];
  readonly gone: readonly string[];
  /** True of the first: there are no others. */
  readonly isWhole: boolean;
}

/** A message of `api/events`, by the name of its event. */
export type Message =
  /** Runs and sweeps that are new or have changed, and names that are gone; first all that there are. */
  | { readonly event: 'runs'; readonly data: RunChanges }
  /** Events of a run, in their order: those that {@link WATCHED} names. */
  | { readonly event: 'lines'; readonly data: { readonly run: string; readonly events: readonly RunLine[] } }
  /** The log of a run is another one, or none: what was told of it counts no more. */
  | { readonly event: 'reset'; readonly data: { readonly run: string } }
  /** All that the log of a run has was told: what follows happens now. */
  | { readonly event: 'live'; readonly data: { readonly run: string } }
  /** The results of a sweep have changed. */
  | { readonly event: 'sweep'; readonly data: { readonly sweep: string } };

/** The events of a run's log that are passed on. */
export const WATCHED = [
  'run',
  'start',
  'cost',
  'evaluation',
  'diagnosis',
  'stopped',
  'restored',
  'saved',
  'done',
  'interrupted',
  'error',
] as const;

/** Plain fields of a line of a run's log, of those that {@link WATCHED} names; docs/JSON.md says what they are. */
export interface RunLine {
  readonly event: (typeof WATCHED)[number];
  readonly iteration?: number;
  readonly iterations?: number;
  readonly cost?: number;
  readonly validationCost?: number;
  readonly learningRate?: number;
  readonly split?: string;
  readonly accuracy?: number;
  readonly r2?: number;
  readonly sha256?: string;
  readonly message?: string;
  readonly resumed?: number;
}
