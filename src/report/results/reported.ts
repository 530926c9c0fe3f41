/** What a report is made from: models with their records, and what they do on data. Nothing is read or computed here. */
import type { Matrix } from '../../engine/matrix.js';
import type { Architecture } from '../../nn/architecture.js';
import type { StatsRecord } from '../../train/watch/layer-stats.js';
import type { Boundary } from './boundary.js';
import type { Mistake, SplitResults } from './results.js';

type Costs = readonly (readonly [number, number])[];

/** Cost and accuracy as a run has written them into its model. */
export interface RecordedEvaluation {
  readonly examples: number;
  readonly accuracy: number;
  readonly cost: number;
}

/** What a model says of the run that made it. */
export interface RunRecord {
  readonly config: Readonly<Record<string, unknown>>;
  readonly costs: Costs;
  readonly validationCosts?: Costs | undefined;
  readonly stats?: readonly StatsRecord[] | undefined;
  readonly evaluations: Readonly<
    Partial<Record<'train' | 'validation' | 'test', RecordedEvaluation | undefined>>
  >;
  readonly dataset: { readonly name: string; readonly sha256: string; readonly source?: string | undefined };
}

/** A mistake with its picture, where examples are pictures. */
export interface Exhibit extends Mistake {
  /** An address that holds the picture. */
  readonly picture: string | undefined;
}

/** Results on one split, and pictures of the worst mistakes, the surest first. */
export interface ReportedSplit extends SplitResults {
  readonly gallery: readonly Exhibit[];
}

/** When, where and how long a model was trained: of runs that have a name. */
export interface Training {
  /** ISO 8601. */
  readonly started: string;
  readonly machine: string;
  readonly node: string;
  /** Undefined when none of its processes has ended by itself. */
  readonly seconds: number | undefined;
}

/** A model, its run and its results. */
export interface ReportedModel {
  readonly path: string;
  /** A name that no other model of the report has. */
  readonly name: string;
  /** When the file was written. */
  readonly saved: Date | undefined;
  readonly trained: Training | undefined;
  /** SHA-256 over the parameters. */
  readonly sha256: string;
  readonly dtype: string;
  readonly architecture: Architecture;
  /** One a row of the confusion matrix. */
  readonly classes: readonly string[];
  readonly run: RunRecord;
  /** The data that it was evaluated on. */
  readonly dataset: string;
  /** Whether they are those of its training. */
  readonly trainedOnThisData: boolean;
  readonly splits: readonly ReportedSplit[];
  /** W1, or a filter bank; undefined when the first layer has no weights. */
  readonly firstWeights: Matrix | undefined;
  readonly boundary: Boundary | undefined;
}

/** Where and when a report was made. */
export interface Origin {
  readonly dnn: string;
  readonly node: string;
  readonly machine: string;
  readonly made: Date;
  /** What reading and evaluating took. */
  readonly seconds: number;
}
