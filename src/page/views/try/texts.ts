/** Answers in words and digits. */

/** `98.21 %`; what would be rounded to all or nothing says so. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.00005) return '< 0.01 %';
  if (share < 1 && share >= 0.99995) return '> 99.99 %';
  return `${(100 * share).toFixed(2)} %`;
}

/** A number in at most five digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2);
  return Number(value.toPrecision(5)).toLocaleString('en', { maximumFractionDigits: 10 });
}

/** `1.2e-3`, `0.45`, `120`: two digits of a scale. */
export function scaleText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  return size < 0.001 || size >= 1e5 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}

/** The classes by their probabilities, the largest first, and how many others there are. */
export function rankedClasses(
  probabilities: readonly number[],
  most: number,
): { readonly first: readonly number[]; readonly others: number } {
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a]);
  return { first: order.slice(0, most), others: Math.max(0, order.length - most) };
}
