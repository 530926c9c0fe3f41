/** Starts that Python draws by a mistake: each is named alone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Computation } from '../../src/check/computation.js';
import type { Intended, IntendedStart } from '../../src/check/intended.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { startOf } from '../../src/check/start.js';
import { stepsOf } from '../../src/check/steps.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';

const GOLDENS = fileURLToPath(new URL('goldens/starts/', import.meta.url));

interface Start extends IntendedStart {
  readonly id: string;
  readonly key: string;
  readonly sizes: number[];
}

const STARTS = JSON.parse(readFileSync(`${GOLDENS}starts.json`, 'utf8')) as Start[];
const arrays = readNpz(`${GOLDENS}starts.npz`).map(({ name, shape, values }) => {
  const [rows, cols] = shape;
  return [name, new Matrix(rows, cols, Float64Array.from(values() as Float64Array))] as const;
});

function under(prefix: string): Map<string, Matrix> {
  const own = arrays.filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, array]) => [name.slice(prefix.length), array]));
}

function matched(given: Map<string, Matrix>, { init, seed, sizes }: Omit<Start, 'id' | 'key'>) {
  const hidden = sizes.slice(1, -1).map(() => 'relu' as const);
  const network: Intended = {
    ...GD_NETWORK,
    ...{ sizes, hidden, keepProb: hidden.map(() => 1), start: { init, seed } },
  };
  const computation = new Computation(network, 1, given, { sources: startOf({ init, seed }) });
  const steps = stepsOf(network).filter(({ kind }) => kind === 'W' || kind === 'b');
  return match(computation, steps, MISTAKES, 1e-9);
}

describe('a start that NumPy draws by a mistake is named, alone, to 1e-9', () => {
  it.each(STARTS)('$key', ({ id, key, ...start }) => {
    const { explanations } = matched(under(`${key}/`), start);
    expect(explanations.map(({ single }) => single.map(({ mistake }) => mistake.id))).toEqual([[id]]);
  });

  it.each(['lecun-normal', 'he-normal', 'normal:0.5'] as const)('finds nothing wrong with %s', (init) => {
    const { verdicts } = matched(under(`${init}/right/`), { init, seed: 30, sizes: STARTS[0].sizes });
    expect(verdicts.map(({ name }) => name)).toEqual(['W1', 'b1', 'W2', 'b2', 'W3', 'b3']);
    expect(verdicts.every(({ isRight }) => isRight)).toBe(true);
  });
});
