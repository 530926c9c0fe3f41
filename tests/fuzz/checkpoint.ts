/** Checkpoints under right checksums: what loads must go on for an update, or say why not. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { TRAIN } from '../../src/cli/commands/train-command.js';
import { resolveOptions } from '../../src/cli/options/resolve.js';
import { recordOptions } from '../../src/cli/run/recorded-options.js';
import { assertLength, assertSameData, resumeRun } from '../../src/cli/run/resume.js';
import { checkpointChunks, identify } from '../../src/model/checkpoint/checkpoint.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  type TrainingOptions,
} from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { NO_STAGES } from '../../src/train/stages.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { train } from '../../src/train/trainer.js';
import { syntheticDataset } from '../helpers/runs.js';
import { watchTraining } from '../helpers/snapshots.js';
import { anyChange, type Mutation, mutate } from './bytes.js';
import { changeJson } from './json.js';
import type { Random } from './random.js';
import type { Target } from './target.js';

const DIGEST_BYTES = 32;
const MACHINE = { memoryLimit: 2 ** 28, cores: 1 };
const dataset = syntheticDataset(7, 5);
const COMMON: Partial<TrainingOptions> = { layers: 'auto,3,auto', iterations: 4, backend: 'js' };
const RUNS: readonly Partial<TrainingOptions>[] = [
  {},
  { optimizer: 'adam', batchSize: 3, dtype: 'float32', keepProb: [0.9] },
  { batchNorm: true, optimizer: 'momentum', earlyStopping: 100, validationSplit: 0.3 },
];

async function seedOf(own: Partial<TrainingOptions>): Promise<Buffer> {
  const options = { ...COMMON, ...own };
  const { snapshots } = await watchTraining(dataset, options, { checkpointEvery: 1 });
  const all = {
    ...resolveOptions(TRAIN.options, []),
    ...parsedOptions({ ...defaultTrainingOptions(), ...options }),
  };
  const snapshot = snapshots.get(2) as Snapshot;
  const checkpoint = {
    dnn: '0.1.0',
    options: recordOptions(TRAIN.options, all),
    data: identify(dataset),
    snapshot,
  };
  return Buffer.concat([...checkpointChunks(checkpoint)]);
}

function sealed(content: Buffer): Buffer {
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}

/** The first line and the numbers behind it, without the checksum. */
function parts(bytes: Buffer): [head: string, body: Buffer] {
  const end = Math.max(bytes.indexOf('\n'), 0);
  return [bytes.toString('utf8', 0, end), bytes.subarray(end, Math.max(end, bytes.length - DIGEST_BYTES))];
}

const changeHead: Mutation = (bytes, random) => {
  const [head, body] = parts(bytes);
  return sealed(Buffer.concat([Buffer.from(changeJson(head, random)), body]));
};

const changeBody: Mutation = (bytes, random) => {
  const [head, body] = parts(bytes);
  return sealed(Buffer.concat([Buffer.from(head), anyChange(Buffer.from(body), random, [body])]));
};

/** Goes on for one update, as `dnn train --resume` does. */
async function goOn(path: string): Promise<void> {
  const source = { describe: () => `--resume ${path}`, values: { resume: path }, deliberate: true } as const;
  const { checkpoint, resolved } = resumeRun({
    options: resolveOptions(TRAIN.options, [source]),
    sources: [source],
  });
  const { options } = resolved;
  assertSameData(checkpoint, identify(dataset), path);
  const plan = planTraining(dataset, options, MACHINE, checkpoint.snapshot.firstLayer);
  assertLength(checkpoint, options, plan, path);
  const control = { from: checkpoint.snapshot, signal: { aborted: true } };
  const run = train(dataset, options, { ...plan, threads: 1 }, NO_STAGES, control);
  while (!(await run.next()).done);
}

export const checkpoint: Target = {
  name: 'checkpoint',
  async prepare() {
    const files = await Promise.all(RUNS.map(seedOf));
    const own = (random: Random) =>
      random.chance(0.05) ? [] : [changeHead, changeHead, changeHead, changeBody];
    return {
      make(random) {
        const changed = mutate(files, random, own(random));
        return {
          'run.checkpoint': random.chance(0.8)
            ? sealed(Buffer.concat([changed.subarray(0, -DIGEST_BYTES)]))
            : changed,
        };
      },
      read: (directory) => goOn(join(directory, 'run.checkpoint')),
    };
  },
};
