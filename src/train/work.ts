/** Amounts of work in floating-point operations, a multiply-add being two: as `--max-work` has them and as messages do. */
import { type Architecture, layerWeights } from '../nn/architecture.js';

/** Each is a thousand of the one before. */
const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];
const SIZES = [1, 1e3, 1e6, 1e9, 1e12, 1e15];

export const WORK_FORMS = 'a number of operations such as 500G or 2T';

/** An amount of work. */
export interface WorkSize {
  /** As it was written. */
  readonly text: string;
  readonly operations: number;
}

/** For work that was allowed before, such as a report on what was just trained. */
export const ANY_WORK: WorkSize = { text: '', operations: Number.POSITIVE_INFINITY };

/** Reads `500G` or `1.5T`; undefined if `text` is no amount of work. */
export function parseWork(text: string): WorkSize | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)$/i.exec(text.trim()) ?? [];
  const power = UNITS.findIndex((name) => name.toLowerCase() === unit.toLowerCase());
  const operations = Number(digits) * SIZES[power];
  return operations > 0 && Number.isFinite(operations) ? { text: text.trim(), operations } : undefined;
}

/** `5120000000000` → `5.12 TFLOP` */
export function workText(operations: number): string {
  const power = Math.max(
    0,
    SIZES.findLastIndex((size) => operations >= size),
  );
  return `${(operations / SIZES[power]).toPrecision(3)} ${UNITS[power]}FLOP`;
}

/** Operations of the network's products for one example, forward. */
export function workOfExample(architecture: Architecture): number {
  return layerWeights(architecture).reduce((sum, weights) => sum + 2 * (weights?.work.forward ?? 0), 0);
}
