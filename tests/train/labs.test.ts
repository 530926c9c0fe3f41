/** The course's labs against NumPy; labs.long.test.ts has those that are left. The He lab is the long one (15,000 updates, as published). */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import { readHdf5 } from '../../src/data/formats/hdf5/hdf5.js';
import { type Checksum, expectChecksum } from '../helpers/goldens.js';
import { runTraining } from '../helpers/runs.js';
import {
  circles,
  circlesLab,
  expectCosts,
  expectCounts,
  type Lab,
  labOptions,
  labs,
  moonsLab,
} from './labs.suite.js';

circlesLab('circles-he');
moonsLab('moons-adam');

it('circles-he in the dual form, its first 1,000 updates', async () => {
  const he = (labs.initialization as Lab[]).find(({ name }) => name === 'circles-he') as Lab;
  const run = await runTraining(circles, { ...labOptions(he), iterations: 1001 }, 'dual');
  const costs = (he.costs_from_logits ?? he.costs).slice(0, 2);
  expectCosts(run, { ...he, costs_from_logits: costs });
  expect(run.costs).toHaveLength(2);
});

const DIGITS = [process.env.DNN_DATA_DIR, '../shared/datasets', 'datasets']
  .filter((place) => place !== undefined)
  .map((place) => resolve(place, 'digits.h5'))
  .find((path) => existsSync(path));

describe.skipIf(!DIGITS)(
  `softmax on digits${DIGITS ? '' : ' (SKIPPED: digits.h5 is not on this machine)'}`,
  () => {
    const lab = labs.softmax[0] as Lab & {
      train_first: number;
      test_predictions: number[];
      final: { W: Checksum; b: Checksum }[];
    };

    function readDigits(): Dataset {
      const arrays = readHdf5(DIGITS as string);
      const values = (name: string) => arrays.find((array) => array.name === name)?.values() as Uint8Array;
      const [images, labels] = [values('images'), Int32Array.from(values('labels'))];
      const part = (from: number, to: number): Split => ({
        examples: to - from,
        values: images.subarray(from * 64, to * 64),
        labels: labels.subarray(from, to),
        dtype: 'uint8',
      });
      return {
        name: 'digits',
        shape: [8, 8],
        divisor: 16,
        classes: Array.from({ length: 10 }, (_, c) => String(c)),
        train: part(0, lab.train_first),
        test: part(lab.train_first, labels.length),
        notes: [],
      };
    }

    it('costs within 1e-9, counts and predictions equal, sums of the weights within 1e-9', async () => {
      const run = await runTraining(readDigits(), labOptions(lab));
      expectCosts(run, lab);
      expectCounts(run, lab);
      expect(Array.from(run.evaluations.test?.predictions ?? [])).toEqual(lab.test_predictions);
      for (const [l, { W, b }] of lab.final.entries()) {
        expectChecksum(run.parameters[2 * l].value.data, W, 1e-9, `W${l + 1}`);
        expectChecksum(run.parameters[2 * l + 1].value.data, b, 1e-9, `b${l + 1}`);
      }
    });
  },
);
