/** The report of a sweep: sweep.json and trials.jsonl to a page. It needs neither the data nor what trained the trials. */
import { basename, join, resolve } from 'node:path';
import { writeAtomically } from '../../disk/write.js';
import {
  bestOf,
  drawnCurves,
  type ReportedSweep,
  type SweptConfiguration,
  type SweptDimension,
  type SweptRung,
} from '../../report/results/sweep-results.js';
import { shell } from '../../shell.js';
import { commandText, unusual } from '../../train/options/command-text.js';
import type { Configuration } from '../../tune/configuration.js';
import { finerSpaces } from '../../tune/finer.js';
import { ranked } from '../../tune/halving.js';
import { costsIn, type KnownResult, readJournal } from '../../tune/journal.js';
import { configurationCount } from '../../tune/search.js';
import { SEARCHES } from '../../tune/searches/searches.js';
import { type Space, spacesOf } from '../../tune/space.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';
import { historyOf, type Lived } from '../../tune/sweep-history.js';
import type { SweepRecord } from '../../tune/sweep-record.js';
import { TUNE, type TuneValues } from '../commands/tune-command.js';
import { originOf } from '../run/origin.js';
import { beginningOf } from './going-on.js';
import { rulesOf } from './rules.js';
import { shortFlag } from './values.js';
import { winnerCommand } from './winner.js';

/** The sweep in `directory` as its files tell it. @throws DnnError (model) when they are damaged, (io) when they cannot be read. */
export function reportedSweep(directory: string): ReportedSweep {
  const { record, options } = beginningOf(directory);
  const journal = join(directory, SWEEP_FILES.trials);
  const entries = readJournal(journal);
  const { folds, metric, search: name, seed, seeds, trials } = options;
  const spaces = spacesOf(options);
  const search = SEARCHES[name](spaces, seed, trials);
  const { configurations, digest } = historyOf({ search, ...rulesOf(options) }, entries);
  const swept: ReportedSweep = {
    name: basename(resolve(directory)),
    dataset: record.data.name,
    search: name,
    metric: metric.text,
    measure: metric.measure,
    isError: metric.isError,
    seeds,
    folds,
    dimensions: spaces.flatMap(sweptDimensions),
    configurations: configurations.map(sweptConfiguration),
    planned: configurationCount(search),
    digest,
    commands: {},
  };
  const best = ranked(configurations.map(({ judged }) => judged))
    .filter(({ outcome }) => outcome === 'done')
    .map(({ configuration }) => configuration);
  return {
    ...withCosts(swept, configurations, journal),
    commands: { ...commandsOf(record, options, spaces, best), ...goingOn(directory, digest) },
  };
}

/** Writes the page of the sweep in `directory` to `out`, and returns what is on it; undefined for a sweep without any result. */
export async function writeSweepReport(directory: string, out: string): Promise<ReportedSweep | undefined> {
  const { sweepPage } = await import('../../report/page/sweep-page.js');
  const swept = reportedSweep(directory);
  if (swept.configurations.length === 0) return undefined;
  writeAtomically(out, [sweepPage(swept, originOf())]);
  return swept;
}

/** The sweep with the costs that are drawn: those of all may take more memory than there is. */
function withCosts(swept: ReportedSweep, lived: readonly Lived[], journal: string): ReportedSweep {
  const drawn = new Set([...drawnCurves(swept).flat(), bestOf(swept)].map((one) => one?.index));
  const trials = new Map(
    lived.flatMap(({ judged: { configuration }, rungs }) =>
      drawn.has(configuration.index) ? [[configuration.index, rungs[rungs.length - 1][0].id]] : [],
    ),
  );
  const costs = costsIn(journal, new Set(trials.values()));
  const configurations = swept.configurations.map((one) => {
    const trial = trials.get(one.index);
    return trial === undefined ? one : { ...one, costs: costs.get(trial) };
  });
  return { ...swept, configurations };
}

function sweptDimensions({ option, dimensions }: Space): SweptDimension[] {
  return dimensions.map(({ name, text, isChoice, size, valueAt }) => ({
    flag: shortFlag(option) + name.slice(option.length),
    text,
    isChoice,
    size,
    valueAt,
  }));
}

function sweptConfiguration({ generation, judged, rungs }: Lived): SweptConfiguration {
  const { configuration, outcome } = judged;
  const { index, places } = configuration;
  const bad = rungs[rungs.length - 1].find((trial) => trial.outcome !== 'done');
  return {
    index,
    generation,
    places,
    outcome,
    ...(bad?.problem !== undefined && { problem: bad.problem }),
    rungs: rungs.map((trials) => sweptRung(trials, index)),
  };
}

/** A configuration of the same values as one before it has its trials, and has taken no time. */
function sweptRung(trials: readonly KnownResult[], index: number): SweptRung {
  const [{ part, planned }] = trials;
  const own = trials.filter((trial) => trial.index === index);
  const isDone = trials.every(({ outcome }) => outcome === 'done');
  return {
    part,
    planned,
    metrics: isDone ? trials.map(({ metric = Number.NaN }) => metric) : [],
    updates: own.reduce((sum, { updates }) => sum + updates, 0),
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The commands that train the first of `order` again, and that search around the best third of them. */
function commandsOf(
  { data: { isTable = false } }: SweepRecord,
  options: TuneValues,
  spaces: readonly Space[],
  order: readonly Configuration[],
): ReportedSweep['commands'] {
  const [best] = order;
  if (best === undefined) return {};
  const finer = finerSpaces(spaces, order.slice(0, Math.ceil(order.length / 3)));
  return {
    best: winnerCommand({ options, isTable }, best),
    ...(finer && { finer: finerCommand(options, finer, isTable) }),
  };
}

/** The command of the same sweep over other spaces. */
function finerCommand(
  options: TuneValues,
  finer: Readonly<Record<string, unknown>>,
  isTable: boolean,
): string {
  return commandText('tune', TUNE.options, { ...unusual(TUNE.options, options, isTable), ...finer });
}

function goingOn(directory: string, digest: string | undefined): ReportedSweep['commands'] {
  return digest === undefined ? { resume: shell`dnn tune --resume ${directory}` } : {};
}
