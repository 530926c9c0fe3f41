/** How time and memory grow with examples, features, width and depth, with the first layer dual and direct. */
import { fileURLToPath } from 'node:url';
import { runMeasured } from './processes.mjs';
import { progress } from './progress.mjs';

/**
 * @typedef {'examples' | 'features' | 'width' | 'depth'} Axis
 * @typedef {'dual' | 'direct'} Form
 * @typedef {{ examples: number, features: number, hidden: number[] }} Shape
 * @typedef {{ iterationSeconds: number, setupSeconds: number, matrixBytes: number, peakBytes?: number }} Cost
 * @typedef {{ skipped: string }} Skipped
 * @typedef {{ x: number } & Record<Form, Cost | Skipped>} Point
 * @typedef {{ axis: Axis, fixed: string, points: Point[] }} Series
 */

export const FORMS = /** @type {const} */ (['dual', 'direct']);

const MOST_BYTES = 3e9;
/** The cat job's hidden layers. */
const HIDDEN = [20, 7, 5];

/** The axes: the size that each changes, and those that stay. */
const AXES = {
  examples: {
    fixed: '1,000 features, hidden 20,7,5',
    shape: (x) => ({ examples: x, features: 1000, hidden: HIDDEN }),
  },
  features: {
    fixed: '209 examples, hidden 20,7,5',
    shape: (x) => ({ examples: 209, features: x, hidden: HIDDEN }),
  },
  width: {
    fixed: '209 examples, 12,288 features, hidden x,7,5',
    shape: (x) => ({ examples: 209, features: 12_288, hidden: [x, 7, 5] }),
  },
  depth: {
    fixed: '209 examples, 12,288 features, x hidden layers of 20',
    shape: (x) => ({ examples: 209, features: 12_288, hidden: new Array(x).fill(20) }),
  },
};

/**
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Series[]}
 */
export function growth({ growth: points, growthSeconds }) {
  const axes = /** @type {Axis[]} */ (Object.keys(AXES));
  return axes.map((axis) => {
    const { fixed, shape } = AXES[axis];
    const pointAt = (x) => {
      progress(`growth: ${x} ${axis}`);
      const cost = (form) => measure(shape(x), form, growthSeconds);
      return { x, dual: cost('dual'), direct: cost('direct') };
    };
    return { axis, fixed, points: points[axis].map(pointAt) };
  });
}

/**
 * A process each, so that no point pays for the memory of another.
 * @returns {Cost | Skipped}
 */
function measure(shape, form, seconds) {
  const bytes = estimatedBytes(shape, form);
  if (bytes > MOST_BYTES) return { skipped: `needs ${(bytes / 1e9).toFixed(1)} GB` };
  try {
    const script = fileURLToPath(new URL('growth-point.mjs', import.meta.url));
    const args = [script, JSON.stringify({ ...shape, form, seconds })];
    const { stdout, peakBytes } = runMeasured({ file: process.execPath, args });
    return { ...JSON.parse(stdout), ...(peakBytes !== undefined && { peakBytes }) };
  } catch (error) {
    return { skipped: `does not run: ${error.message}` };
  }
}

/** X, the first layer's matrices in float64, and the activations; enough to stay clear of the limit. */
function estimatedBytes({ examples, features, hidden }, form) {
  const weights = 2 * features * hidden[0];
  const first = form === 'dual' ? examples ** 2 + 4 * examples * hidden[0] + weights : weights;
  const activations = 4 * examples * hidden.reduce((sum, n) => sum + n, 1);
  return 8 * (examples * features + first + activations);
}
