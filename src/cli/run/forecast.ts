/** How long a run will take, by a calibration on this machine, and how long it took: what `--explain` adds. */
import type { Dataset } from '../../data/dataset.js';
import { modelChunks } from '../../model/file/json.js';
import { createModel } from '../../model/model.js';
import type { AnalysisEvent } from '../../train/events.js';
import { calibrate, type Forecast } from '../../train/forecast/forecast.js';
import type { TrainingOptions } from '../../train/options/options.js';
import type { Plan } from '../../train/plan.js';
import { STAGES, type StageName, type StageSeconds, totalSeconds } from '../../train/stages.js';

/** The expected times of the run and of the `folds` before it; `past` has the stages that are over. */
export async function forecast(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  folds: readonly Plan[] | undefined,
  past: StageSeconds,
): Promise<Forecast> {
  return calibrate(dataset, options, plan, {
    now: () => performance.now(),
    past,
    folds,
    // All of saving but the disk's part.
    finish: (small, trained, stages, isLast) => {
      stages.enter('record');
      const model = createModel(small, options, trained);
      if (!isLast) return;
      stages.enter('saving');
      for (const chunk of modelChunks(model)) Buffer.from(chunk);
    },
  });
}

/** The measured time of each stage beside the expected one. */
export function analysis(measured: StageSeconds, expected: Forecast): AnalysisEvent {
  const rows = (Object.keys(STAGES) as StageName[]).flatMap((stage) => {
    const times = { expected: expected.stages[stage] ?? 0, seconds: measured[stage] ?? 0 };
    return times.expected > 0 || times.seconds > 0 ? [[stage, times]] : [];
  });
  return {
    event: 'analysis',
    expected: expected.seconds,
    seconds: totalSeconds(measured),
    calibration: expected.calibration,
    stages: Object.fromEntries(rows),
  };
}
