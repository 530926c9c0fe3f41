/** `dnn check --costs`: a printed list of costs beside the run that the options describe. */
import { availableParallelism } from 'node:os';
import { mistakeLines } from '../../check/answer.js';
import { type CostsResult, checkCosts, workOf } from '../../check/costs/check-costs.js';
import { type PrintedCost, printedCosts } from '../../check/costs/printed.js';
import type { IntendedRun } from '../../check/costs/simulator.js';
import { intendedNetwork, meantArchitecture } from '../../check/intended-network.js';
import { isOfLayers } from '../../check/placed.js';
import { startOf } from '../../check/start.js';
import { readBytes } from '../../disk/read.js';
import { DnnError, optionError } from '../../errors.js';
import type { Invocation } from '../command.js';
import { columnsOf } from '../inputs/columns.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { jsonNumber } from '../json-number.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { CHECK } from './check-command.js';

/** Multiply-adds that one simulated run may cost. */
const MOST_WORK = 3e11;
/** Bytes of a list of costs. */
const MOST_BYTES = 2 ** 24;

type CheckInvocation = Invocation<typeof CHECK.options>;

export async function runCosts(invocation: CheckInvocation, path: string): Promise<void> {
  const { console, options, warnOfIdle } = invocation;
  warnOfIdle?.(options);
  const printed = read(path, options.every);
  const run = await intendedRun(invocation);
  assertWork(run, printed);
  const result = await checkCosts(run, printed, {
    threads: options.threads ?? availableParallelism(),
    pace: (work) => unhurried(work, console),
  });
  if (options.json) console.print(JSON.stringify(jsonOf(result)));
  else printResult(result, path, console);
  if (result.agreeing < printed.length) throw differing(result);
}

/** @throws DnnError (data) where the file is no list of costs. */
function read(path: string, every: number): PrintedCost[] {
  const bytes = readBytes(path, 'list of costs', 'data');
  if (bytes.length > MOST_BYTES) {
    throw new DnnError(
      'data',
      `${path} has ${bytes.length} bytes, too many for a list of costs`,
      'Keep the lines with costs only.',
    );
  }
  return printedCosts(bytes.toString('utf8'), path, every);
}

async function intendedRun({ console, options }: CheckInvocation): Promise<IntendedRun> {
  if (options.keepProb.some((p) => p < 1)) {
    throw optionError(
      'keepProb',
      options.keepProb.join(','),
      'runs with dropout are not simulated',
      'Check one iteration instead: dnn check --template',
    );
  }
  const { layers, maxMemory } = options;
  const dataset = await openData(options.data, { ...readingOf(options, layers), maxMemory }, console);
  const architecture = meantArchitecture({ ...dataset, classes: dataset.classes.length }, options);
  const network = intendedNetwork(architecture, options, 1, options);
  const units = network.sizes[network.sizes.length - 1];
  return { network, ...columnsOf(dataset, units, options), start: startOf(options) };
}

/** @throws DnnError (usage) where simulating the run would take minutes. */
function assertWork(run: IntendedRun, printed: readonly PrintedCost[]): void {
  const last = printed.at(-1)?.iteration ?? 0;
  if (workOf(run, last) <= MOST_WORK) return;
  throw new DnnError(
    'usage',
    `${last + 1} iterations of a network ${run.network.sizes.join(',')} on ${run.X.cols} examples are too many to simulate`,
    'Keep the first costs of the list only, or check one iteration: dnn check --template',
  );
}

function printResult(
  { printed, right, agreeing, mistakes, variants, untried }: CostsResult,
  path: string,
  console: Console,
): void {
  console.say(`Checking ${printed.length} costs of ${path}`);
  if (printed[0].said !== undefined)
    console.say(
      `The program counts from ${printed[0].said - printed[0].iteration}: its cost of iteration ${printed[0].said} is that of ${printed[0].iteration} here.`,
    );
  if (agreeing === printed.length) {
    console.print(`All ${agreeing} costs are those that these options give.`);
    return;
  }
  const { iteration, said = iteration, cost } = printed[agreeing];
  const before =
    agreeing === 0 ? '' : `The first ${agreeing === 1 ? 'cost is' : `${agreeing} costs are`} right. `;
  console.print(
    `${before}The first that differs is that of iteration ${said}: printed ${cost}, these options give ${right[agreeing]}.`,
  );
  for (const placed of mistakes) {
    const opening = `A run prints these costs, all ${printed.length}, when ${placed.mistake.did}`;
    for (const line of mistakeLines(opening, placed)) console.print(line);
  }
  if (mistakes.length === 0)
    console.print(`None of ${variants} simulated runs with a known mistake prints these costs.`);
  if (untried.length > 0)
    console.print(
      `Not simulated, because their runs on all features would take minutes: ${untried.join(', ')}.`,
    );
}

function jsonOf({ printed, right, agreeing, mistakes, variants, untried }: CostsResult): object {
  return {
    costs: printed.map(({ iteration, said, cost }, i) => ({
      iteration: said ?? iteration,
      printed: jsonNumber(cost),
      right: i < right.length ? jsonNumber(right[i]) : null,
      isRight: i < right.length ? i < agreeing : null,
    })),
    first: agreeing === printed.length ? null : (printed[agreeing].said ?? printed[agreeing].iteration),
    mistakes: mistakes.map(({ mistake, layers, only }) => ({
      ...{ id: mistake.id, layers: isOfLayers(mistake) ? layers : [], only },
      message: `${mistake.did}. ${mistake.why}`,
      ...{ wrong: mistake.wrong, right: mistake.right },
    })),
    variants,
    untried,
  };
}

function differing({ printed, right, agreeing }: CostsResult): DnnError {
  const { iteration, said = iteration, cost } = printed[agreeing];
  return new DnnError(
    'internal',
    `the cost of iteration ${said} is printed as ${cost}, and should be ${right[agreeing]}`,
  );
}
