/** The events of a run, as plain data: the trainer yields them, reporters draw them, JSON lines print them. */
import type { KernelsName } from '../engine/backend.js';
import type { MeanScores } from './class-scores.js';
import type { FoldRecord, FoldStatistics } from './fold-results.js';
import type { ClassEvaluation } from './metrics.js';
import type { NumberEvaluation } from './number-metrics.js';
import type { Plan } from './plan.js';
import type { Diagnosis, MeasuredSplit } from './records.js';
import type { StageName } from './stages.js';
import type { Snapshot } from './state/snapshot.js';
import type { TracedArray } from './trace/traced-array.js';
import type { StatsRecord } from './watch/layer-stats.js';

/** A run starts. */
export interface StartEvent {
  readonly event: 'start';
  readonly dataset: string;
  readonly examples: number;
  readonly features: number;
  readonly layers: string;
  readonly parameters: number;
  readonly seed: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly plan: Plan;
  /** The kernels that compute the run. */
  readonly kernels: KernelsName;
  /** Why these are not the fastest, in sentences. */
  readonly fallback?: string;
  /** With --resume: the updates that were made before. */
  readonly resumed?: number;
}

/** After every update; for progress bars, never printed. */
export interface StepEvent {
  readonly event: 'step';
  readonly iteration: number;
  readonly iterations: number;
  readonly cost: number;
  /** The fold, from 1, whose run it is part of; `iteration` and `iterations` then count the updates of all runs. */
  readonly fold?: number;
  readonly folds?: number;
}

/** In the middle of a long update or evaluation; for signals to have their turn, never printed. */
export interface PauseEvent {
  readonly event: 'pause';
}

/** The state of the run, to be saved; its matrices are the run's own until the next event is asked for. */
export interface SnapshotEvent {
  readonly event: 'snapshot';
  readonly snapshot: Snapshot;
}

/** All arrays of a traced iteration, copied; for files, never printed. */
export interface TraceEvent {
  readonly event: 'trace';
  readonly iteration: number;
  /** That of this update, where a schedule changes it. */
  readonly learningRate: number;
  /** By the course's names, in the order of the computation. */
  readonly arrays: readonly TracedArray[];
}

/** `cost` is the cost before update `iteration`. */
export interface CostEvent {
  readonly event: 'cost';
  readonly iteration: number;
  readonly cost: number;
  /** The learning rate of update `iteration`, where a schedule changes it. */
  readonly learningRate?: number;
  /** With --validation-split: the loss on the validation examples, of the same parameters as `cost`. */
  readonly validationCost?: number;
  /** With --log-epochs: the epoch that update `iteration` ends, from 0, and the mean cost of its examples. */
  readonly epoch?: number;
  readonly epochCost?: number;
}

/** With --log-stats: statistics of the layers' activations and gradients in update `iteration`. */
export interface StatsEvent extends StatsRecord {
  readonly event: 'stats';
}

/** Early stopping has ended the run before its last update. */
export interface StoppedEvent {
  readonly event: 'stopped';
  /** The updates made. */
  readonly iteration: number;
  /** The split whose cost was watched. */
  readonly split: 'train' | 'validation';
  /** The epochs waited for a lower cost. */
  readonly patience: number;
  /** The lowest cost, and the update before which it was measured. */
  readonly best: { readonly iteration: number; readonly cost: number };
}

/** The parameters are again those before update `iteration`, where the cost watched at each epoch's start was lowest. */
export interface RestoredEvent {
  readonly event: 'restored';
  readonly split: 'train' | 'validation';
  readonly iteration: number;
  readonly cost: number;
}

/** The evaluation of the trained network on one split. */
export type EvaluationEvent = ClassEvaluationEvent | NumberEvaluationEvent;

/** The evaluation of answers that are classes. */
export interface ClassEvaluationEvent
  extends Pick<ClassEvaluation, 'examples' | 'right' | 'accuracy' | 'cost' | 'rmse'>,
    Partial<MeanScores> {
  readonly event: 'evaluation';
  readonly split: MeasuredSplit;
}

/** The evaluation of answers that are numbers. */
export interface NumberEvaluationEvent
  extends Pick<NumberEvaluation, 'examples' | 'cost' | 'rmse' | 'mae' | 'r2' | 'accuracy'> {
  readonly event: 'evaluation';
  readonly split: MeasuredSplit;
}

/** A finding about a finished run that went badly. */
export interface DiagnosisEvent extends Diagnosis {
  readonly event: 'diagnosis';
}

/** The events of the trainer; commands add their own, see {@link RunEvent}. */
export type TrainEvent =
  | StartEvent
  | StepEvent
  | PauseEvent
  | SnapshotEvent
  | TraceEvent
  | CostEvent
  | StatsEvent
  | StoppedEvent
  | RestoredEvent
  | EvaluationEvent
  | DiagnosisEvent;

/** With --folds: the results on the examples that a fold, from 1, has held out. */
export interface FoldEvent extends FoldRecord {
  readonly event: 'fold';
  readonly fold: number;
  readonly folds: number;
}

/** With --folds: the mean and standard deviation of all folds' results. */
export interface FoldsEvent extends FoldStatistics {
  readonly event: 'folds';
  readonly folds: number;
}

/** The model has been written. */
export interface SavedEvent {
  readonly event: 'saved';
  readonly path: string;
  /** Over the parameters W1, b1, W2, … as little-endian bytes. */
  readonly sha256: string;
}

/** The run up to `iteration` is on the disk: `dnn train --resume path` goes on from there. */
export interface CheckpointEvent {
  readonly event: 'checkpoint';
  /** Updates made. */
  readonly iteration: number;
  readonly path: string;
}

/** The arrays of an iteration of --trace are on the disk. */
export interface TracedEvent {
  readonly event: 'traced';
  readonly iteration: number;
  readonly path: string;
  /** The command that checks them; undefined where the update of the optimizer is not checked. */
  readonly check?: string;
}

/** A signal has ended the run after `iteration` of `iterations` updates; its model has been saved. */
export interface InterruptedEvent {
  readonly event: 'interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  readonly iteration: number;
  readonly iterations: number;
  /** The time of the whole command. */
  readonly seconds?: number;
  /** The command that goes on from here, where a checkpoint could be written. */
  readonly resume?: string;
}

/** With `--explain=analyze`: the expected and the measured time of the run, in seconds. */
export interface AnalysisEvent {
  readonly event: 'analysis';
  readonly expected: number;
  /** The sum of the stages. */
  readonly seconds: number;
  /** The time that the forecast took, which belongs to no stage. */
  readonly calibration: number;
  readonly stages: Readonly<
    Partial<Record<StageName, { readonly expected: number; readonly seconds: number }>>
  >;
}

/** The command has ended well. */
export interface DoneEvent {
  readonly event: 'done';
  readonly iterations: number;
  /** With --folds: the folds that the seconds are for too. */
  readonly folds?: number;
  readonly seconds: number;
}

/** The command has failed. */
export interface ErrorEvent {
  readonly event: 'error';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Everything that `dnn train` can report. */
export type RunEvent =
  | TrainEvent
  | FoldEvent
  | FoldsEvent
  | SavedEvent
  | CheckpointEvent
  | TracedEvent
  | InterruptedEvent
  | AnalysisEvent
  | DoneEvent
  | ErrorEvent;
