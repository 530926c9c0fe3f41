/**
 * Cases of a long loop: all of them, or every `DNN_SAMPLE`th where there are minutes only, as in CI. What a loop proves of
 * its cases holds of each, so that fewer prove less of the same.
 */
export const SAMPLE = Number(process.env.DNN_SAMPLE ?? 1);

export function sampled<T>(cases: readonly T[]): T[] {
  return cases.filter((_, i) => i % SAMPLE === 0);
}
