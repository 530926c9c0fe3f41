/** Amounts of work in floating-point operations, a multiply-add being two: as `--max-work` has them and as messages do. */
import { type Architecture, layerWeights } from '../nn/architecture.js';

/** 1000 to the power of… */
const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

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
  const operations = Number(digits) * 1000 ** power;
  return operations > 0 && Number.isFinite(operations) ? { text: text.trim(), operations } : undefined;
}

/** `5120000000000` → `5.12 TFLOP` */
export function workText(operations: number): string {
  const power = Math.max(0, Math.floor(Math.log10(Math.max(operations, 1)) / 3));
  const known = Math.min(UNITS.length - 1, power);
  return `${(operations / 1000 ** known).toPrecision(3)} ${UNITS[known]}FLOP`;
}

/** Operations of the network's products for one example, forward. */
export function workOfExample(architecture: Architecture): number {
  return layerWeights(architecture).reduce((sum, weights) => sum + 2 * (weights?.work.forward ?? 0), 0);
}
