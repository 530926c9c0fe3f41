/** Checks results that other processes and machines wrote: in files, and on the server of a queue. */
import * as z from 'zod/mini';
import { LIMITS } from '../limits.js';
import { MOST_PROBLEM_CHARACTERS, type TrialResult } from './result.js';

/** A SHA-256 in lower-case hexadecimal. */
export const DIGEST = z
  .string()
  .check(z.refine((text) => /^[0-9a-f]{64}$/.test(text), { error: 'expected 64 hexadecimal digits' }));
export const COUNT = z.int().check(z.minimum(0));
export const TEXT = z.string().check(z.maxLength(MOST_PROBLEM_CHARACTERS));

/** The longest name of a measure, `precision[cat]`: that of a class, and the measure's own. */
const MEASURE_CHARACTERS = LIMITS.nameCharacters + 100;

export const RESULT = z.object({
  id: DIGEST,
  outcome: z.enum(['done', 'diverged', 'failed']),
  measures: z.record(z.string().check(z.maxLength(MEASURE_CHARACTERS)), z.number()),
  sha256: DIGEST,
  iterations: COUNT,
  updates: COUNT,
  planned: COUNT,
  costs: z.array(z.tuple([COUNT, z.number()])).check(z.maxLength(1000)),
  problem: z.optional(TEXT),
  died: z.optional(z.literal(true)),
  seconds: z.number().check(z.minimum(0)),
  machine: TEXT,
}) satisfies z.ZodMiniType<TrialResult>;

/** The result in a text of a server; undefined for what is none, which anybody may have put there, or is of another trial. */
export function resultIn(text: string, id: string): TrialResult | undefined {
  try {
    const { success, data } = RESULT.safeParse(JSON.parse(text), { jitless: true });
    return success && data.id === id ? data : undefined;
  } catch {
    return undefined;
  }
}
