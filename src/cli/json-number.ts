/** Numbers in JSON: those that it does not have are texts, "NaN", "Infinity" and "-0". */
export function jsonNumber(x: number): number | string {
  if (Object.is(x, -0)) return '-0';
  return Number.isFinite(x) ? x : String(x);
}
