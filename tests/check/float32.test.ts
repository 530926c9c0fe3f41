/** Work that NumPy computed in float32 throughout: it passes at its own tolerance, and its slips are named. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.js';
import type { Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { worksOf } from '../../src/check/work/work.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { GD_NETWORK } from '../helpers/intended.js';

const WORKS = fileURLToPath(new URL('works/float32/', import.meta.url));
const FILES = readdirSync(WORKS).map((file) => file.replace('.npz', ''));

/** A file is called by its kind of network, the number of examples, and the slip. */
function checked(file: string) {
  const [kind] = file.split('-');
  const [work] = worksOf(readNpz(`${WORKS}${file}.npz`), file);
  const meant: Intended = {
    ...GD_NETWORK,
    sizes: work.sizes,
    hidden: work.sizes.slice(1, -1).map(() => (kind === 'tanh' ? 'tanh' : 'relu')),
    keepProb: work.sizes.slice(1, -1).map(() => 1),
    ...(kind === 'softmax' ? { output: 'softmax', loss: 'categorical-cross-entropy' } : {}),
    update: { ...GD_NETWORK.update, learningRate: 0.05 },
  };
  return check(work, meant, MISTAKES);
}

describe('float32 throughout, computed by NumPy', () => {
  it.each(FILES.filter((file) => file.endsWith('right')))('%s is right to 1e-4, and told', (file) => {
    const { findings, arrays, notes, tolerance } = checked(file);
    expect(findings).toEqual([]);
    expect(arrays.every(({ verdict }) => verdict === 'right')).toBe(true);
    expect(tolerance).toBe(1e-4);
    expect(notes.join()).toContain('its numbers are float32');
  });

  it.each(FILES.filter((file) => !file.endsWith('right')))('%s is named, alone', (file) => {
    const id = file.split('-').slice(2).join('-').replace('no-1-m', 'no-1/m');
    const { findings } = checked(file);
    const named = findings.flatMap(({ mistakes, pairs }) =>
      [...mistakes, ...pairs.flat()].map(({ mistake }) => mistake.id),
    );
    expect([...new Set(named)]).toEqual([id]);
  });
});
