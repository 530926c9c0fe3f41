/** Trials for tests: of written options on data that are open, run in this process. */
import type { Dataset } from '../../src/data/dataset.js';
import { identifyKernels } from '../../src/engine/kernels-identity.js';
import {
  defaultTrainingOptions,
  recordedOptions,
  type TrainingOptions,
} from '../../src/train/options/options.js';
import { copySnapshot, type Snapshot } from '../../src/train/state/snapshot.js';
import type { TrialResult } from '../../src/tune/result.js';
import { runTrial, type TrialSurroundings } from '../../src/tune/run-trial.js';
import { type Trial, type TrialContent, trialOf } from '../../src/tune/trial.js';
import { type TrialData, trialDataOf } from '../../src/tune/trial-data.js';
import { WarmBackend } from '../../src/tune/warm-backend.js';

/** Makes trials on `dataset`, and runs them. */
export class Trials {
  readonly data: TrialData;
  readonly #warm = new WarmBackend();

  constructor(dataset: Dataset) {
    this.data = trialDataOf(dataset);
  }

  /** A trial of the options, a tenth held out unless they say otherwise. */
  of(options: Partial<TrainingOptions>, content: Partial<TrialContent> = {}, after?: Trial): Trial {
    const recorded = recordedOptions({ ...defaultTrainingOptions(), validationSplit: 0.1, ...options });
    const plain = JSON.parse(JSON.stringify(recorded));
    const kernels = identifyKernels('wasm');
    const whole = { options: plain, data: this.data.digest, part: 1, kernels, ...content };
    return trialOf(whole, { index: 0, rung: 0, after: after?.id });
  }

  /** A trial of each part of one run. */
  inParts(options: Partial<TrainingOptions>, parts: readonly number[]): Trial[] {
    const trials: Trial[] = [];
    for (const part of parts) trials.push(this.of(options, { part }, trials.at(-1)));
    return trials;
  }

  /** The result of a trial and the snapshots on the way, by the updates made. */
  async run(
    trial: Trial,
    surroundings: Partial<TrialSurroundings> = {},
  ): Promise<{ result: TrialResult | undefined; snapshots: Map<number, Snapshot> }> {
    const snapshots = new Map<number, Snapshot>();
    const result = await runTrial(this.data, trial, {
      ...{ machine: {}, warm: this.#warm, name: 'here', now: () => 0 },
      keep: (snapshot) => snapshots.set(snapshot.iteration, copySnapshot(snapshot)),
      ...surroundings,
    });
    return { result, snapshots };
  }

  /** The result of a trial. */
  async result(trial: Trial, surroundings: Partial<TrialSurroundings> = {}): Promise<TrialResult> {
    const { result } = await this.run(trial, surroundings);
    if (result === undefined) throw new Error('the trial was ended');
    return result;
  }
}
