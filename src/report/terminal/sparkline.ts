/** A curve in one line of text. */
import { highest, lowest } from '../../engine/extremes.js';

const BLOCKS = '▁▂▃▄▅▆▇█';

/** A block for each value, at most `width` of them, the lowest for the smallest value. */
export function sparkline(values: readonly number[], width = 60): string {
  const step = Math.max(1, values.length / width);
  const shown = Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[Math.floor(i * step)],
  );
  const low = lowest(shown);
  const range = highest(shown) - low || 1;
  return shown.map((value) => BLOCKS[Math.round(((value - low) / range) * (BLOCKS.length - 1))]).join('');
}
