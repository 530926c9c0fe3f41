/** Times a function inside this process: warmed up, in samples long enough for the clock, never one call only. */

/** A sample is repeated calls for at least so long, so that the clock's grain does not count. */
const SAMPLE_SECONDS = 0.01;
const LEAST_SAMPLES = 3;
const MOST_SAMPLES = 50;

/** @typedef {{ min: number, median: number, samples: number }} Timing seconds a call */

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The mean and its standard error.
 * @param {readonly number[]} values
 */
export function meanAndError(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}

/** @param {readonly number[]} values */
export function summary(values) {
  return { min: Math.min(...values), median: median(values), samples: values.length };
}

/**
 * Seconds of one call of `run`, sampled for about `seconds`. The kernels write into matrices that outlive the
 * call, so no compiler can take the work away.
 * @param {() => void} run
 * @param {number} seconds
 * @returns {Timing}
 */
export function timeCalls(run, seconds) {
  const calls = warmUp(run, seconds / 4, Math.min(SAMPLE_SECONDS, seconds / 4));
  const samples = [];
  const end = performance.now() + seconds * 1000;
  while (samples.length < LEAST_SAMPLES || (performance.now() < end && samples.length < MOST_SAMPLES)) {
    samples.push(secondsOf(run, calls) / calls);
  }
  return summary(samples);
}

/** Calls `run` for `seconds` and returns how many calls make a sample. */
function warmUp(run, seconds, sampleSeconds) {
  const end = performance.now() + seconds * 1000;
  let calls = 1;
  for (;;) {
    const taken = secondsOf(run, calls);
    if (taken < sampleSeconds) calls *= 2;
    else if (performance.now() >= end) return calls;
  }
}

function secondsOf(run, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return (performance.now() - start) / 1000;
}
