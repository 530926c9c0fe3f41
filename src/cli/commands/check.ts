/** `dnn check`: where does a learner's own network go wrong? */
import { answerOf, differenceWords, layerWords, partWords } from '../../check/answer.js';
import { type CheckResult, checkInPieces } from '../../check/check.js';
import type { CheckedArray } from '../../check/checked-array.js';
import { dataSources, type Sources } from '../../check/computation.js';
import { depth, type Intended } from '../../check/intended.js';
import { architectureOf, areOfLayers, intendedNetwork, otherLayers } from '../../check/intended-network.js';
import { missingNames } from '../../check/missing.js';
import { NETWORK_FLAGS } from '../../check/mistakes/mistake.js';
import { MISTAKES } from '../../check/mistakes/mistakes.js';
import { isOfLayers } from '../../check/placed.js';
import { SETTING_FLAGS } from '../../check/settings.js';
import { startOf } from '../../check/start.js';
import { template } from '../../check/template.js';
import type { Told } from '../../check/told.js';
import { type Work, worksOf } from '../../check/work/work.js';
import type { Dataset } from '../../data/dataset.js';
import { readNpz } from '../../data/formats/npz/npz.js';
import type { Reserve } from '../../data/reserve.js';
import { readEnds } from '../../disk/file-ends.js';
import { DnnError } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { table } from '../../report/terminal/table.js';
import { listed } from '../../visible.js';
import type { Invocation } from '../command.js';
import { columnsOf } from '../inputs/columns.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { jsonNumber } from '../json-number.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { CHECK } from './check-command.js';

type CheckOptions = Invocation<typeof CHECK.options>['options'];

export async function run(invocation: Invocation<typeof CHECK.options>): Promise<void> {
  const { console, options, words, isGiven, warnOfIdle } = invocation;
  if (words.length > 0 && (options.template || options.costs !== undefined)) {
    const other = options.template ? '--template' : '--costs';
    throw new DnnError('usage', `${words[0]} and ${other}: one of them is checked`, 'Leave one of them out.');
  }
  if (options.template) return printTemplate(invocation);
  if (options.costs !== undefined) {
    return (await import('./check-costs.js')).runCosts(invocation, options.costs);
  }
  const [path] = words;
  if (path === undefined) {
    throw new DnnError(
      'usage',
      'dnn check needs a file: dnn check work.npz',
      'Print the lines that save it: dnn check --template.',
    );
  }
  assertSeveral(path);
  const reserve: Reserve = (where, bytes) =>
    assertRoom(where, bytes, options, 'Save fewer examples, or allow more: --max-memory.');
  const all = worksOf(readNpz(path, 'file', reserve), path);
  const works = isGiven('layers') ? fittingWorks(all, options.layers) : all;
  warnOfIdle?.(options);
  const { work, network, result } = await bestReading(works, invocation);
  assertChecked(result, path);
  if (options.json) console.print(JSON.stringify(jsonOf(result)));
  else printResult(result, path, work.sizes, console);
  if (result.findings.length > 0) throw wrong(result);
  assertJudged(result, work, network);
}

/** The readings whose layers are those that were said. @throws DnnError (usage) where none has them. */
function fittingWorks(works: readonly Work[], layers: CheckOptions['layers']): readonly Work[] {
  const fitting = works.filter(({ sizes }) => areOfLayers(layers, sizes));
  if (fitting.length === 0) throw otherLayers(layers, works[0].sizes);
  return fitting;
}

/** @throws DnnError where arrays were left unjudged, and nothing is known to be wrong: that is not all right. */
function assertJudged({ arrays }: CheckResult, work: Work, network: Intended): void {
  const unjudged = arrays.filter(({ verdict }) => verdict === 'unjudged').map(({ name }) => name);
  if (unjudged.length === 0) return;
  const missing = missingNames(work, network);
  const why = missing.length === 0 ? '' : `: ${listed(missing)} missing`;
  throw new DnnError(
    'internal',
    `${unjudged.length} of ${arrays.length} arrays could not be judged${why}`,
    `Save ${KEPT_TOO}: dnn check --template`,
  );
}

const KEPT_TOO = 'the masks of dropout, and what the optimizer keeps, too';

/** @throws DnnError (data) for a file of one array, as np.save writes it. */
function assertSeveral(path: string): void {
  if (readEnds(path, NUMPY.length)?.start !== NUMPY) return;
  throw new DnnError(
    'data',
    `${path} holds one array of NumPy; expected an npz file with several`,
    'Save them together: np.savez("work.npz", X=X, Y=Y, W1=W1, b1=b1, dW1=dW1). All names: dnn check --template',
  );
}

/** The first bytes of a .npy file. */
const NUMPY = '\x93NUMPY';

/** A reading of the file, and what is found in it. */
interface Reading {
  readonly work: Work;
  readonly network: Intended;
  readonly result: CheckResult;
}

/** The reading of the file by which the fewest arrays are wrong. */
async function bestReading(
  works: readonly Work[],
  { options, isGiven, isFlag, console }: Invocation<typeof CHECK.options>,
): Promise<Reading> {
  // A seed for all runs, of a variable or a run's file, does not say that these arrays are of the first iteration.
  const start = isFlag('seed') || isFlag('init') ? options : undefined;
  const unsaid = Object.entries({ ...SETTING_FLAGS, ...NETWORK_FLAGS }).flatMap(([name, flag]) =>
    isGiven(name) ? [] : [flag],
  );
  const meant = works.map(({ sizes }) => ({
    ...intendedNetwork(architectureOf(sizes, options), options, options.update, start),
    unsaid,
  }));
  const dataset = await datasetOf(options, console);
  const readings: Reading[] = [];
  for (const [i, work] of works.entries()) {
    const checking = checkInPieces(work, meant[i], MISTAKES, sourcesOf(meant[i], dataset, options));
    readings.push({ work, network: meant[i], result: await unhurried(checking, console) });
  }
  const wrongOf = ({ arrays }: CheckResult) => arrays.filter(({ verdict }) => verdict !== 'right').length;
  return readings.reduce((a, b) => (wrongOf(b.result) < wrongOf(a.result) ? b : a));
}

/** @throws DnnError (data) where no array could be judged. */
function assertChecked({ arrays, findings }: CheckResult, path: string): void {
  if (findings.length > 0 || arrays.some(({ verdict }) => verdict === 'right')) return;
  const problem =
    arrays.length === 0
      ? 'it has X, Y and parameters, and nothing that was computed from them'
      : 'a mask of dropout (D1, …), or what the optimizer keeps (v_dW1, …), is missing for each of its arrays';
  throw new DnnError(
    'data',
    `${path} has nothing to check: ${problem}`,
    'Save one array more, such as AL, cost or dW1: dnn check --template',
  );
}

/** The data that X and Y are compared with, if any are named. */
async function datasetOf(options: CheckOptions, console: Console): Promise<Dataset | undefined> {
  const { data, layers, maxMemory } = options;
  return data === undefined
    ? undefined
    : openData(data, { ...readingOf(options, layers), maxMemory }, console);
}

/** The right start and data, where the options say which they are. */
function sourcesOf(network: Intended, dataset: Dataset | undefined, options: CheckOptions): Sources {
  const start = network.start ? startOf(network.start) : {};
  if (dataset === undefined) return start;
  return { ...start, ...dataSources(columnsOf(dataset, network.sizes[depth(network)], options)) };
}

function printTemplate({ console, options }: Invocation<typeof CHECK.options>): void {
  // Of the sizes the lines depend on their number alone, and on one output or several.
  const { output, hidden } = options.layers;
  const isOfClasses = options.outputActivation === 'softmax' || options.loss === 'categorical-cross-entropy';
  const last = output === 'auto' ? (isOfClasses ? 2 : 1) : output;
  const sizes = [1, ...hidden.map(() => 1), last];
  const network = intendedNetwork(architectureOf(sizes, options), options, options.update);
  for (const line of template(network)) console.print(line);
}

function printResult(result: CheckResult, path: string, sizes: readonly number[], console: Console): void {
  console.say(`Checking ${path}: a network ${sizes.join(',')}`);
  for (const note of result.notes) console.remark(note);
  console.print('');
  const rows = result.arrays.map((array) => [array.name, verdictWords(array, result)]);
  for (const line of table(rows, console.columns)) console.print(line);
  console.print('');
  for (const line of answerOf(result)) console.print(line);
}

function verdictWords(array: CheckedArray, { findings, tolerance }: CheckResult): string {
  const { verdict, name } = array;
  if (verdict === 'right') return `right to ${tolerance}`;
  if (verdict === 'unjudged')
    return 'not judged: made from an array of a wrong shape or without numbers, or from one that is missing';
  const first = findings[0]?.array.name === name ? 'WRONG' : 'wrong';
  return `${verdict === 'shape' ? 'WRONG' : first}: ${differenceWords(array)}`;
}

function jsonOf({ arrays, findings, notes, tolerance }: CheckResult): object {
  return {
    arrays: arrays.map(({ name, course, verdict, difference, at, relative, shape, expected }) => ({
      ...{ name, course, verdict, ...numbers({ difference }), at, ...numbers({ relative }), shape, expected },
    })),
    first: findings[0]?.array.name ?? null,
    mistakes: findings.flatMap(({ array, mistakes }) =>
      mistakes.flatMap((placed) => mistakesJson(placed, array.name)),
    ),
    pairs: findings.flatMap(({ array, pairs }) =>
      pairs.map((pair) => pair.map((placed) => mistakesJson(placed, array.name))),
    ),
    unknown: findings.flatMap(({ array, mistakes, pairs, relation, reason, untried }) =>
      mistakes.length + pairs.length > 0
        ? []
        : [{ array: array.name, relation: relation ?? reason ?? null, untried }],
    ),
    notes,
    tolerance,
  };
}

/** Numbers that are there, as JSON has them. */
function numbers(named: Readonly<Record<string, number | undefined>>): Record<string, number | string> {
  const known = Object.entries(named).filter((each): each is [string, number] => each[1] !== undefined);
  return Object.fromEntries(known.map(([name, x]) => [name, jsonNumber(x)]));
}

/** A mistake, once a layer, or once if it is of none. */
function mistakesJson(placed: Told, array: string): object[] {
  const { mistake, layers, only, digits } = placed;
  const { id, did, wrong, right, why } = mistake;
  const places = isOfLayers(mistake) ? layers : [null];
  return places.map((layer) => ({
    ...{ id, layer, array, only },
    message: `${did}${layerWords(layer === null ? [] : [layer], mistake)}${partWords(placed)}. ${why}`,
    ...{ wrong, right, digits },
  }));
}

function wrong({ arrays, findings }: CheckResult): DnnError {
  const names = findings.map(({ array }) => array.name);
  const count = counted(
    arrays.filter(({ verdict }) => verdict === 'wrong' || verdict === 'shape').length,
    'array',
  );
  return new DnnError(
    'internal',
    `${count} of ${arrays.length} ${count.startsWith('1 ') ? 'is' : 'are'} wrong, first ${listed(names)}`,
  );
}
