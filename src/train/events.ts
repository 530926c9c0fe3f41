/** What happens in a run, as plain data: the trainer yields these, reporters draw them, JSON lines print them. */
import type { Plan } from './plan.js';
import type { StageName } from './stages.js';

export interface StartEvent {
  readonly event: 'start';
  readonly dataset: string;
  readonly examples: number;
  readonly features: number;
  readonly layers: string;
  readonly parameters: number;
  readonly seed: number;
  readonly plan: Plan;
}

/** After every update; for progress bars, never printed. */
export interface StepEvent {
  readonly event: 'step';
  readonly iteration: number;
  readonly iterations: number;
  readonly cost: number;
}

/** `cost` is the cost before update `iteration`. */
export interface CostEvent {
  readonly event: 'cost';
  readonly iteration: number;
  readonly cost: number;
}

export interface EvaluationEvent {
  readonly event: 'evaluation';
  readonly split: 'train' | 'test';
  readonly examples: number;
  /** Examples whose class was predicted. */
  readonly right: number;
  readonly accuracy: number;
  readonly cost: number;
}

/** What training tells while it runs: its start, each step, the logged costs, the evaluations at the end. */
export type TrainEvent = StartEvent | StepEvent | CostEvent | EvaluationEvent;

export interface SavedEvent {
  readonly event: 'saved';
  readonly path: string;
  /** Over the parameters W1, b1, W2, … as little-endian bytes. */
  readonly sha256: string;
}

/** Of `--explain=analyze`: what the run took beside what it was expected to take, in seconds. */
export interface AnalysisEvent {
  readonly event: 'analysis';
  readonly expected: number;
  /** The sum of the stages. */
  readonly seconds: number;
  /** What it took to find out what to expect, which belongs to no stage. */
  readonly calibration: number;
  readonly stages: Readonly<
    Partial<Record<StageName, { readonly expected: number; readonly seconds: number }>>
  >;
}

export interface DoneEvent {
  readonly event: 'done';
  readonly iterations: number;
  readonly seconds: number;
}

export interface ErrorEvent {
  readonly event: 'error';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Everything that `dnn train` can report. */
export type RunEvent = TrainEvent | SavedEvent | AnalysisEvent | DoneEvent | ErrorEvent;
