/** How much the bench does: a full run for figures, or a quick one that only shows that everything works. */

/**
 * @typedef {object} Settings
 * @property {number} rounds turns of each contestant of a whole job
 * @property {number} catIterations
 * @property {number} adamIterations
 * @property {readonly { hidden: readonly number[], batch: number }[]} networks for MNIST
 * @property {readonly (string | number)[]} convolutions layers between input and output, for MNIST
 * @property {readonly (string | number)[]} colouredConvolutions the same, for pictures of 32×32×3
 * @property {boolean} heavyPeers whether peers run that take seconds to start
 * @property {number} tableSeeds splits of each table, each from a seed of its own
 * @property {number} tuningSeeds searches of each kind, each from a seed of its own
 * @property {number} tuningEpochs epochs of a whole trial
 * @property {number} serveSeconds of load on a server
 * @property {readonly number[]} queueTrials trials of the searches through a queue
 * @property {number} startupRounds
 * @property {number} kernelSeconds about how long one kernel is sampled
 * @property {number} matmulSize
 * @property {readonly number[]} matmulSizes among which the best is looked for
 * @property {readonly [examples: number, units: number, features: number]} firstLayer
 * @property {number} growthSeconds about how long one point's iterations are timed
 * @property {Readonly<Record<import('./growth.mjs').Axis, readonly number[]>>} growth points of each axis
 */

/** @type {Settings} */
const FULL = {
  rounds: 5,
  catIterations: 2500,
  adamIterations: 500,
  networks: [
    { hidden: [128], batch: 64 },
    { hidden: [512, 256], batch: 128 },
  ],
  convolutions: ['conv3:8', 'pool2', 'conv3:16', 'pool2', 64],
  colouredConvolutions: ['conv5:32', 'pool2', 'conv5:64', 'pool2', 128],
  heavyPeers: true,
  tableSeeds: 10,
  tuningSeeds: 10,
  tuningEpochs: 60,
  serveSeconds: 10,
  queueTrials: [200, 800],
  startupRounds: 15,
  kernelSeconds: 0.4,
  matmulSize: 512,
  matmulSizes: [64, 96, 128, 192, 256, 384, 512, 768],
  firstLayer: [209, 20, 12288],
  growthSeconds: 1.5,
  growth: {
    examples: [50, 200, 1000, 5000, 10_000, 50_000],
    features: [100, 1000, 10_000, 100_000],
    width: [5, 20, 80, 320, 1000],
    depth: [1, 4, 16, 64],
  },
};

/** @type {Settings} */
const QUICK = {
  rounds: 1,
  catIterations: 20,
  adamIterations: 5,
  networks: [{ hidden: [16], batch: 2000 }],
  convolutions: ['conv3:1/4', 'pool2'],
  colouredConvolutions: ['conv3:1/4', 'pool2'],
  heavyPeers: false,
  tableSeeds: 2,
  tuningSeeds: 1,
  tuningEpochs: 5,
  serveSeconds: 1,
  queueTrials: [4, 8],
  startupRounds: 2,
  kernelSeconds: 0.008,
  matmulSize: 64,
  matmulSizes: [32, 64],
  firstLayer: [50, 20, 500],
  growthSeconds: 0.01,
  growth: { examples: [50, 200], features: [100], width: [5], depth: [4] },
};

/**
 * @param {{ quick: boolean, rounds: number | undefined }} options
 * @returns {Settings}
 */
export function settingsFor({ quick, rounds }) {
  const settings = quick ? QUICK : FULL;
  return rounds === undefined ? settings : { ...settings, rounds };
}
