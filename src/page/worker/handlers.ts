/** The worker's answers to the page, a handler a request. */
import { type Dataset, DnnError, type Plan, trainingCommand } from '../../browser.js';
import { followedPictures, planeOf } from './data-looks.js';
import { optionsOf } from './options.js';
import type { Fault, ReportName, Reports, RequestName, Requests } from './requests.js';
import { Run, type RunListener } from './run.js';
import type { PlanAnswer, RunSettings } from './settings.js';
import { holdFile, openSource, placeOf } from './sources.js';
import { traceIteration } from './trace.js';
import { createTryHandlers } from './try/handlers.js';
import { unitsOf } from './units.js';

type Handlers = {
  [Name in RequestName]: (
    ask: Requests[Name]['ask'],
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>;
};

/** Sends a report to the page. */
type Send = <Name extends ReportName>(name: Name, content: Reports[Name]) => void;

/** The handlers of one worker, with its runs by their numbers. */
export function createHandlers(send: Send): Handlers {
  const runs = new Map<number, { readonly run: Run; readonly settings: RunSettings }>();
  const of = (number: number) => {
    const found = runs.get(number);
    if (found === undefined) throw new DnnError('usage', `there is no run ${number}`, 'Start a new one.');
    return found;
  };
  const listener = (run: number): RunListener => ({
    progress: (progress) => send('progress', progress),
    result: (result) => send('result', result),
    failure: (error) => send('failure', { ...faultOf(error), run }),
  });
  const drop = async (number: number) => {
    await runs.get(number)?.run.close();
    runs.delete(number);
    return undefined;
  };
  return {
    ...createTryHandlers(send),
    hold({ file, bytes }) {
      holdFile(file, bytes);
      return undefined;
    },
    async prepare({ run: number, settings }) {
      const dataset = await openSource(settings.source);
      const run = new Run(number, dataset, settings, listener(number));
      await drop(number);
      runs.set(number, { run, settings });
      return answerOf(dataset, settings, run.plan);
    },
    play({ run, pace }) {
      const { failure } = listener(run);
      of(run).run.play(pace).catch(failure);
      return undefined;
    },
    pause({ run }) {
      of(run).run.pause();
      return undefined;
    },
    async step({ run }) {
      await of(run).run.step();
      return undefined;
    },
    change: ({ run, learningRate }) => of(run).run.change(learningRate),
    async fork({ run: number, from }) {
      const { run, settings } = of(from);
      const forked = await run.fork(number, listener(number));
      runs.set(number, { run: forked, settings });
      forked.report();
      return undefined;
    },
    drop: ({ run }) => drop(run),
    model({ run: number }) {
      const { run, settings } = of(number);
      const text = run.model(placeOf(settings.source));
      if (text === undefined) throw new DnnError('usage', 'the run has not ended', 'Train it to its end.');
      return text;
    },
    async trace({ settings, iteration }) {
      const dataset = await openSource(settings.source);
      return traceIteration(dataset, placeOf(settings.source), settings, iteration);
    },
  };
}

function answerOf(dataset: Dataset, { source, options }: RunSettings, plan: Plan): PlanAnswer {
  return {
    command: trainingCommand(
      placeOf(source),
      optionsOf(dataset, options),
      dataset,
      source.kind === 'table' ? source : {},
    ),
    parameters: plan.parameters,
    examples: plan.examples,
    iterations: plan.iterations,
    batchSize: plan.batchSize,
    units: unitsOf(plan),
    classes: dataset.classes,
    plane: planeOf(dataset),
    pictures: followedPictures(dataset),
  };
}

/** The problem that an error is, for the page. */
export function faultOf(error: unknown): Fault {
  if (error instanceof DnnError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message };
}
