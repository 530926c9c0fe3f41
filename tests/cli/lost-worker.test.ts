/** A worker thread that ends in the middle of a step: a clear error and exit 1 at once, the last checkpoint stays. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { BIN, eventsOf, expectError, expectSuccess, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const LOST = resolve('tests/helpers/lost-worker.mjs');
const RUN = 'train --data digits --layers auto,128,auto --threads 2 --checkpoint-every 5 --log-format json';

describe('a worker that ends in the middle of a step', () => {
  it.each([
    ['throw', 1],
    ['throw', 200],
    ['exit', 1],
    ['exit', 200],
  ])('by %s, behind piece %d', async (end, piece) => {
    const args = [...RUN.split(' '), '--iterations', '1000000', '--out', `${end}${piece}.json`];
    const variables = { WORKER_END: end, WORKER_PIECE: String(piece) };
    const start = performance.now();
    const result = await place.run(process.execPath, ['--import', LOST, BIN, ...args], variables);
    // 60 seconds pass before a worker is given up that does not say that it ends.
    expect(performance.now() - start).toBeLessThan(50_000);
    expectError(result, 1, ['a worker thread was lost: ', 'with --threads 1 no workers are used']);
    const events = eventsOf(result);
    expect(events.at(-1)).toMatchObject({ event: 'error', code: 'internal' });
    expect(existsSync(place.at(`${end}${piece}.json`))).toBe(false);
    const last = events.findLast(({ event }) => event === 'checkpoint');
    if (piece > 1) expect(last).toBeDefined();
    if (last === undefined) return;
    const { iteration } = loadCheckpoint(place.at(`${end}${piece}.checkpoint`)).snapshot;
    expect(last).toMatchObject({ iteration });
    const more = ['--resume', `${end}${piece}.checkpoint`, '--threads', '1'];
    expectSuccess(await place.dnn(['train', ...more, '--iterations', String(iteration + 1)]));
  });
});
