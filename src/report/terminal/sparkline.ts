/** A curve in one line of text. */
const BLOCKS = '▁▂▃▄▅▆▇█';

/** One block a value, at most `width`, from the smallest to the largest of them. */
export function sparkline(values: readonly number[], width = 60): string {
  const step = Math.max(1, values.length / width);
  const shown = Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[Math.floor(i * step)],
  );
  const low = Math.min(...shown);
  const range = Math.max(...shown) - low || 1;
  return shown.map((value) => BLOCKS[Math.round(((value - low) / range) * (BLOCKS.length - 1))]).join('');
}
