/** Numbers as they are shown in matrices: rounded, while the numbers themselves keep all their digits. */

/** Three decimals, fewer of large numbers, or two digits of what they would make 0 or too long; a minus sign as wide as a plus. */
export function shortNumber(value: number): string {
  return signed(shortened(value));
}

/** All digits: as many as make it the same number again. */
export function wholeNumber(value: number): string {
  return signed(String(value));
}

function shortened(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1000) return String(Math.trunc(value) + 0);
  if (size < 0.001 || size >= 10_000) return value.toExponential(1).replace('e+', 'e');
  return value.toFixed(size < 100 ? 3 : 1);
}

function signed(text: string): string {
  return text.replace('Infinity', '∞').replaceAll('-', '−');
}
