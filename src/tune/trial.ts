/** A trial: a configuration on one fold with one seed, up to the end of one rung; and its identity. It trains nothing. */
import { sha256 } from '../sha256.js';

/** The part of a run that one trial trains. */
export interface Trial {
  /** SHA-256 of {@link TrialContent}: equal for equal numbers, on any machine. */
  readonly id: string;
  /** The number of its configuration, from 0. */
  readonly index: number;
  /** The rung that it ends, from 0. */
  readonly rung: number;
  readonly content: TrialContent;
  /** The id of the trial before it, whose checkpoint it goes on from; undefined in the first rung. */
  readonly after?: string | undefined;
}

/** All that changes the numbers of a trial, as plain JSON. */
export interface TrialContent {
  /** The training options that its numbers depend on, as a model records them, the seed among them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** SHA-256 of the dataset. */
  readonly data: string;
  /** The fold, from 0, that is held out, and of how many; undefined where --validation-split holds examples out. */
  readonly fold?: { readonly fold: number; readonly folds: number } | undefined;
  /** The trial ends after ⌈updates of the whole run / part⌉ updates: 1 at the end of the run. */
  readonly part: number;
  /** The name and SHA-256 of the kernels: others round otherwise. */
  readonly kernels: string;
}

/** The trial of this content. */
export function trialOf(content: TrialContent, place: Pick<Trial, 'index' | 'rung' | 'after'>): Trial {
  return { id: trialId(content), ...place, content };
}

/** SHA-256 of the content as canonical JSON, in lower-case hexadecimal. */
export function trialId(content: TrialContent): string {
  return sha256([Buffer.from(canonicalJson(content))]);
}

/** JSON without blanks and with the keys of every object in the order of their code units, as RFC 8785 has it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
