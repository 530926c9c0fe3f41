/** The measured sections as Markdown, which reads well in a terminal too. */
import { FORMS } from './growth.mjs';
import { median } from './measure.mjs';

/** @typedef {import('./versus.mjs').Row} Row */

/** Section name → its results as Markdown. */
export const RENDER = {
  startup: startupTable,
  cat: jobTable,
  adam: jobTable,
  mnist: jobTables,
  cnn: jobTables,
  tables: scoreTable,
  tuning: tuningTable,
  queue: queueTable,
  serve: serverTable,
  growth: (series) => series.map(growthTable).join('\n\n'),
  kernels: kernelTable,
};

/** @typedef {keyof typeof RENDER} SectionName */

/**
 * Columns are padded and, but for the first, flush right.
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function table(header, rows) {
  const lines = [header, ...rows];
  const widths = header.map((_, c) => Math.max(3, ...lines.map((line) => line[c].length)));
  const text = (cells) => `| ${cells.join(' | ')} |`;
  const padded = (line) =>
    text(line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))));
  const rule = text(widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return [padded(header), rule, ...rows.map(padded)].join('\n');
}

function startupTable({ rounds, rows }) {
  const header = ['process', 'median', 'min', 'of bare Node'];
  const cells = rows.map(({ name, median, min, ratio }) => [
    `\`${name}\``,
    secondsText(median),
    secondsText(min),
    `${ratio.toFixed(2)}×`,
  ]);
  return `Start-up, ${rounds} rounds in turn\n\n${table(header, cells)}`;
}

function jobTables(jobs) {
  return jobs.map(jobTable).join('\n\n');
}

function jobTable({ title, note, rounds, ours, rows }) {
  const all = [ours, ...rows];
  const header = ['', 'median', 'min', 'dnn beside it', 'times slower', 'peak', 'last cost', 'test accuracy'];
  const cells = all.map((row) =>
    row.missing === undefined ? jobCells(row) : missingCells(row, header.length),
  );
  return `${title}\n\n${note} ${plural(rounds, 'round')}.\n\n${withoutEmptyColumns(header, cells)}`;
}

function jobCells({ name, result, ours, ratio }) {
  const { median, min, peakBytes, cost, accuracy } = result;
  return [
    name,
    secondsText(median),
    secondsText(min),
    ours ? secondsText(ours.median) : '',
    ratio === undefined ? '' : `${digits(ratio)}×`,
    peakBytes === undefined ? '' : bytesText(peakBytes),
    cost === undefined ? '' : cost.toFixed(6),
    accuracy === undefined ? '' : accuracy.toFixed(4),
  ];
}

function missingCells({ name, missing }, columns) {
  return [`${name}: missing (${missing})`, ...new Array(columns - 1).fill('')];
}

function withoutEmptyColumns(header, rows) {
  const used = header.map((_, c) => c === 0 || rows.some((row) => row[c] !== ''));
  const keep = (line) => line.filter((_, c) => used[c]);
  return table(keep(header), rows.map(keep));
}

function scoreTable({ seeds, missing, rows }) {
  if (missing !== undefined) return `Tables: missing (${missing})`;
  const header = ['table', 'dnn', 'scikit-learn', 'dnn takes', 'scikit-learn takes', 'times slower'];
  const score = ({ mean, error }) => `${mean.toFixed(4)} ± ${error.toFixed(4)}`;
  const cells = rows.map(({ name, ours, theirs, seconds, theirSeconds, ratio }) => [
    name,
    score(ours),
    score(theirs),
    secondsText(seconds.median),
    secondsText(theirSeconds.median),
    `${digits(ratio)}×`,
  ]);
  return `Tables by the defaults: test accuracy (rents: R²), mean ± standard error of ${plural(seeds, 'split')}, and the median of whole processes\n\n${table(header, cells)}`;
}

function kernelTable({ columns, rows }) {
  const cells = rows.map(({ kernel, unit, rates }) => [
    kernel,
    unit,
    ...columns.map((column) => rateText(rates[column])),
  ]);
  return table(['kernel: median (best)', 'unit', ...columns], cells);
}

function rateText(rate) {
  return rate === undefined ? '' : `${digits(rate.median)} (${digits(rate.best)})`;
}

function tuningTable({ seeds, epochs, missing, rows }) {
  if (missing !== undefined) return `Searches: missing (${missing})`;
  const header = ['', 'best cost (median)', 'lowest', 'highest', 'updates', 'time', 'times slower'];
  const cells = rows.flatMap(({ name, ours, alone, pruned, random }) => {
    const slower = ({ timing }) => `${digits(timing.median / ours.timing.median)}×`;
    return [
      [`${name}: dnn tune, 30 trials`, ...searchCells(ours), ''],
      [`${name}: Optuna, 30 trials`, ...searchCells(alone), slower(alone)],
      [`${name}: Optuna with MedianPruner, 30 trials`, ...searchCells(pruned), slower(pruned)],
      [`${name}: dnn tune, 120 random trials`, ...searchCells(random), slower(random)],
    ];
  });
  return `Searches of networks of float32, ${plural(epochs, 'epoch')} at most, ${plural(seeds, 'seed')}\n\n${table(header, cells)}`;
}

function searchCells({ best, updates, timing }) {
  const costs = [median(best), Math.min(...best), Math.max(...best)].map((cost) => cost.toFixed(4));
  return [
    ...costs,
    updates === undefined ? '' : String(Math.round(median(updates))),
    secondsText(timing.median),
  ];
}

function queueTable({ trials, rounds, rows }) {
  const header = ['trained by', ...trials.map((count) => `${count} trials`), 'trials/s', 'one more'];
  const cells = rows.map(({ name, missing, seconds, eachMilliseconds }) =>
    missing
      ? [name, missing, ...header.slice(2).map(() => '')]
      : [
          name,
          ...seconds.map((each) => `${each.toFixed(1)} s`),
          (trials.at(-1) / seconds.at(-1)).toFixed(0),
          `${eachMilliseconds.toFixed(1)} ms`,
        ],
  );
  return `${table(header, cells)}\n\nMedians of ${rounds}; one more trial, beside its training or with it: the slope between both lengths.`;
}

function serverTable({ seconds, rounds, missing, rows }) {
  if (missing !== undefined) return `Servers: missing (${missing})`;
  const header = ['server', 'connections', 'requests/s', '99th percentile', 'failed'];
  const cells = rows.flatMap(({ name, missing: why, loads }) =>
    why === undefined
      ? loads.map(({ connections, rates, p99, errors }) => [
          name,
          String(connections),
          Math.round(median(rates)).toLocaleString('en'),
          secondsText(median(p99)),
          String(errors),
        ])
      : [missingCells({ name, missing: why }, header.length)],
  );
  return `Servers: requests of one row (a table of 6 columns, ${plural(rounds, 'round')} of ${seconds} s with wrk -t1 on the same machine; medians)\n\n${table(header, cells)}`;
}

function growthTable({ axis, fixed, points }) {
  const header = [
    axis,
    ...FORMS.flatMap((form) => [`${form}: iteration`, 'before the first', 'matrices', 'process peak']),
  ];
  const cells = points.map((point) => [
    point.x.toLocaleString('en'),
    ...FORMS.flatMap((form) => growthCells(point[form])),
  ]);
  return `Against ${axis}: ${fixed}\n\n${table(header, cells)}`;
}

function growthCells(cost) {
  if ('skipped' in cost) return [cost.skipped, '', '', ''];
  const { iterationSeconds, setupSeconds, matrixBytes, peakBytes } = cost;
  const peak = peakBytes === undefined ? '' : bytesText(peakBytes);
  return [secondsText(iterationSeconds), secondsText(setupSeconds), bytesText(matrixBytes), peak];
}

/** @param {number} seconds */
export function secondsText(seconds) {
  if (seconds >= 1) return `${digits(seconds)} s`;
  return seconds >= 1e-3 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds * 1e6)} µs`;
}

/** @param {number} bytes */
export function bytesText(bytes) {
  return bytes >= 1e9 ? `${digits(bytes / 1e9)} GB` : `${digits(bytes / 1e6)} MB`;
}

/** Three significant digits, without an exponent. @param {number} value */
export function digits(value) {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}

function plural(n, word) {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
