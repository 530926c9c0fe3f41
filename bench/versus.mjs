/** One job of ours against peers: whole processes in turn (ours, a peer, ours, the next peer, …), round by round. */
import { summary } from './measure.mjs';
import { progress } from './progress.mjs';

/**
 * A contestant's one turn: how long its job took, and whatever it reports.
 * @typedef {{ seconds: number, peakBytes?: number | undefined, cost?: number, accuracy?: number }} Turn
 * @typedef {{ name: string, missing?: string, warmUp?: () => void, turn: () => Turn }} Contestant
 * @typedef {import('./measure.mjs').Timing} Timing
 * @typedef {Timing & { peakBytes?: number, cost?: number, accuracy?: number }} Result
 * @typedef {{ name: string, missing?: string, result?: Result, ours?: Result, ratio?: number }} Row
 */

/**
 * Each peer's ratio is of its median to the median of our turns right before its own, so that a machine that
 * slows down in between slows both.
 * @param {{ title: string, note: string, ours: Contestant, peers: readonly Contestant[], rounds: number }} job
 * @returns {{ title: string, note: string, rounds: number, ours: Row, rows: Row[] }}
 */
export function versus({ title, note, ours, peers, rounds }) {
  const us = ready(ours);
  if (us.missing !== undefined) return { title, note, rounds, ours: us, rows: [] };
  const entries = peers.map((peer) => ({ row: ready(peer), peer, theirs: [], before: [] }));
  const able = entries.filter(({ row }) => row.missing === undefined);
  const alone = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`${title}: round ${round} of ${rounds}`);
    if (able.length === 0) alone.push(ours.turn());
    for (const entry of able) {
      entry.before.push(ours.turn());
      entry.theirs.push(entry.peer.turn());
    }
  }
  const all = [...alone, ...able.flatMap(({ before }) => before)];
  return { title, note, rounds, ours: { name: ours.name, result: resultOf(all) }, rows: entries.map(rowOf) };
}

/**
 * A first, short run off the clock: it fills the disk cache and shows whether the contestant runs at all.
 * @param {Contestant} contestant
 * @returns {Row}
 */
function ready({ name, missing, warmUp }) {
  if (missing !== undefined) return { name, missing };
  try {
    warmUp?.();
    return { name };
  } catch (error) {
    return { name, missing: `does not run: ${error.message}` };
  }
}

/** @returns {Row} */
function rowOf({ row, theirs, before }) {
  if (row.missing !== undefined) return row;
  const [result, ours] = [resultOf(theirs), resultOf(before)];
  return { name: row.name, result, ours, ratio: result.median / ours.median };
}

function resultOf(turns) {
  const peaks = turns.map(({ peakBytes }) => peakBytes).filter((bytes) => bytes !== undefined);
  const { cost, accuracy } = turns[turns.length - 1];
  return {
    ...summary(turns.map(({ seconds }) => seconds)),
    ...(peaks.length > 0 && { peakBytes: summary(peaks).median }),
    ...(cost !== undefined && { cost }),
    ...(accuracy !== undefined && { accuracy }),
  };
}
