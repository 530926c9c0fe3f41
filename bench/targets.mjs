/** The targets of the project, compared with the measured sections. */
import { BARE_LOOP } from './kernels.mjs';
import { meanAndError, median } from './measure.mjs';
import { timesPeer } from './serve.mjs';
import { bytesText, digits, secondsText, table } from './tables.mjs';

/**
 * A target's verdict for one section's results; undefined when these do not tell (a peer was missing).
 * @typedef {{ wanted: string, measured: string, met: boolean }} Verdict
 * @typedef {{ what: string, section: import('./tables.mjs').SectionName, judge: (data: any) => Verdict | undefined }} Target
 */

/** Test accuracies further apart than this are not the same. */
const SAME_ACCURACY = 0.003;

/** @type {Target[]} */
const TARGETS = [
  faster('the cat job against NumPy', 'cat', 'NumPy', 20),
  faster('… against PyTorch float64', 'cat', 'PyTorch float64', 18),
  faster('… against PyTorch float32', 'cat', 'PyTorch float32', 8),
  faster('… against TensorFlow.js WASM', 'cat', 'TensorFlow.js', 400),
  { what: 'the cat job’s peak memory against NumPy’s', section: 'cat', judge: smallerThanNumPy },
  faster('the cat job by Adam against PyTorch float64', 'adam', 'PyTorch float64', 1),
  { what: 'MNIST 784-128-10, an epoch against PyTorch', section: 'mnist', judge: mnistFaster },
  { what: '… its test accuracy after 3 epochs', section: 'mnist', judge: mnistAccuracy },
  {
    what: 'MNIST with convolutions, an epoch against PyTorch',
    section: 'cnn',
    judge: ([job]) => epochFaster(job, 2),
  },
  { what: '… its test accuracy after 3 epochs', section: 'cnn', judge: mnistAccuracy },
  {
    what: 'MNIST with convolutions, an epoch against TensorFlow.js WASM',
    section: 'cnn',
    judge: ([job]) => atLeast(rowOf(job, 'TensorFlow.js')?.ratio, 5, '×'),
  },
  {
    what: 'pictures of 32×32×3 with larger convolutions, an epoch against PyTorch',
    section: 'cnn',
    judge: ([, job]) => epochFaster(job, 1),
  },
  {
    what: 'tables: scores within one standard error of scikit-learn’s, or above',
    section: 'tables',
    judge: scores,
  },
  { what: '… whole processes, the slowest against scikit-learn', section: 'tables', judge: tablesFaster },
  { what: 'searches of 30 trials against Optuna’s without a pruner', section: 'tuning', judge: searchFaster },
  { what: '… their median best cost, as good as Optuna’s', section: 'tuning', judge: searchAsGood },
  {
    what: '… reaches the best of 120 random trials within one standard error',
    section: 'tuning',
    judge: searchReachesRandom,
  },
  { what: '… and in a share of their updates', section: 'tuning', judge: searchUpdates },
  serves('requests of one row a second against Flask and NumPy', 'Flask'),
  serves('… against FastAPI and NumPy', 'FastAPI'),
  ofBareLoop('matmul 512³ float64, one thread, slowest form, against its bare loop', 'wasm float64'),
  ofBareLoop('matmul 512³ float32, one thread, slowest form, against its bare loop', 'wasm float32'),
  twoThreads('… float64 on two threads', 'wasm float64'),
  twoThreads('… float32 on two threads', 'wasm float32'),
  startup('`dnn predict cat.png` against a bare Node', 'dnn predict cat.png', 2.5),
  startup('`dnn --help` against a bare Node', 'dnn --help', 1.8),
];

/**
 * The targets of the sections that were measured, as Markdown.
 * @param {Record<string, unknown>} sections name → results
 */
export function targetTable(sections) {
  const rows = TARGETS.filter(({ section }) => section in sections).map(({ what, section, judge }) => {
    const verdict = judge(sections[section]);
    if (verdict === undefined) return [what, '', 'not measured', ''];
    return [what, verdict.wanted, verdict.measured, verdict.met ? 'met' : '**not met**'];
  });
  if (rows.length === 0) return 'No target belongs to the sections measured.';
  return table(['target', 'wanted', 'measured', ''], rows);
}

function faster(what, section, peer, times) {
  const judge = (job) => atLeast(rowOf(job, peer)?.ratio, times, '×');
  return { what, section, judge };
}

function atLeast(value, wanted, unit) {
  if (value === undefined) return undefined;
  return { wanted: `≥ ${wanted}${unit}`, measured: `${digits(value)}${unit}`, met: value >= wanted };
}

function rowOf(job, peer) {
  return job.rows.find(({ name }) => name.startsWith(peer));
}

function smallerThanNumPy(job) {
  const [ours, theirs] = [job.ours.result?.peakBytes, rowOf(job, 'NumPy')?.result?.peakBytes];
  if (ours === undefined || theirs === undefined) return undefined;
  return { wanted: `< ${bytesText(theirs)}`, measured: bytesText(ours), met: ours < theirs };
}

function mnistFaster([job]) {
  return epochFaster(job, 1);
}

function epochFaster(job, times) {
  const row = job && rowOf(job, 'PyTorch');
  if (row?.ratio === undefined) return undefined;
  const verdict = atLeast(row.ratio, times, '×');
  const seconds = `${secondsText(row.ours.median)} and ${secondsText(row.result.median)}`;
  return { ...verdict, measured: `${verdict.measured} (${seconds})` };
}

function mnistAccuracy([job]) {
  const [ours, theirs] = [job.ours.result?.accuracy, rowOf(job, 'PyTorch')?.result?.accuracy];
  if (ours === undefined || theirs === undefined) return undefined;
  return {
    wanted: `${theirs.toFixed(4)} ± ${SAME_ACCURACY}`,
    measured: ours.toFixed(4),
    // To a picture: accuracies are counts of 10,000.
    met: Math.round(Math.abs(ours - theirs) * 1e4) <= SAME_ACCURACY * 1e4,
  };
}

function scores({ rows }) {
  return onAll(rows, ({ ours, theirs }) => ours.mean >= theirs.mean - theirs.error);
}

function tablesFaster({ rows }) {
  return rows.length === 0 ? undefined : atLeast(Math.min(...rows.map(({ ratio }) => ratio)), 1, '×');
}

function searchFaster({ rows }) {
  if (rows.length === 0) return undefined;
  const least = (key) =>
    Math.min(...rows.map(({ ours, [key]: theirs }) => theirs.timing.median / ours.timing.median));
  const verdict = atLeast(least('alone'), 5, '×');
  return { ...verdict, measured: `${verdict.measured} (with MedianPruner ${digits(least('pruned'))}×)` };
}

function searchAsGood({ rows }) {
  return onAll(rows, ({ ours, alone }) => median(ours.best) <= median(alone.best));
}

function searchReachesRandom({ rows }) {
  return onAll(rows, ({ ours, random }) => {
    const { mean, error } = meanAndError(random.best);
    return meanAndError(ours.best).mean <= mean + error;
  });
}

function searchUpdates({ rows }) {
  if (rows.length === 0) return undefined;
  const share = Math.max(...rows.map(({ ours, random }) => median(ours.updates) / median(random.updates)));
  return { wanted: '≤ 1/3', measured: digits(share), met: share <= 1 / 3 };
}

function serves(what, peer) {
  const judge = (results) => {
    const times = timesPeer(results, peer);
    return times === undefined ? undefined : atLeast(times, 5, '×');
  };
  return { what, section: 'serve', judge };
}

/** A verdict on rows that must all be good. */
function onAll(rows, isGood) {
  if (rows.length === 0) return undefined;
  const good = rows.filter(isGood);
  const [measured, wanted] = [good.length, rows.length].map((count) => `${count} of ${rows.length}`);
  return { wanted, measured, met: good.length === rows.length };
}

/** The three forms of the matmul that the target names. */
function matmuls({ rows }) {
  return rows.filter(({ kernel }) => /^multiply\w+ 512³$/.test(kernel));
}

function ofBareLoop(what, column) {
  const judge = (kernels) => {
    const rates = matmuls(kernels).map(({ rates }) => rates[column].median);
    const bare = kernels.rows.find(({ kernel }) => kernel === BARE_LOOP)?.rates[column].median;
    if (rates.length === 0 || bare === undefined) return undefined;
    const slowest = Math.min(...rates);
    const verdict = atLeast(slowest / bare, 0.8, '×');
    return { ...verdict, measured: `${verdict.measured} (${digits(slowest)} and ${digits(bare)} GFLOP/s)` };
  };
  return { what, section: 'kernels', judge };
}

function twoThreads(what, column) {
  const judge = (kernels) => {
    if (!kernels.columns.includes(`${column} ×2`)) return undefined;
    const gains = matmuls(kernels).map(({ rates }) => rates[`${column} ×2`].median / rates[column].median);
    return gains.length === 0 ? undefined : atLeast(Math.min(...gains), 1.8, '×');
  };
  return { what, section: 'kernels', judge };
}

function startup(what, process, most) {
  const judge = ({ rows }) => {
    const { ratio } = rows.find(({ name }) => name === process);
    return { wanted: `≤ ${most}×`, measured: `${ratio.toFixed(2)}×`, met: ratio <= most };
  };
  return { what, section: 'startup', judge };
}
