/** A sweep's events as they come: a live table on a terminal, plain lines elsewhere, or JSON. */
import { counted, scoreText } from '../../report/phrases.js';
import { table } from '../../report/terminal/table.js';
import { roughTime } from '../../report/terminal/times.js';
import { deviationOf, type NoiseBand } from '../../tune/noise.js';
import { configurationCount, type Judged } from '../../tune/search.js';
import type { SweepResult } from '../../tune/sweep.js';
import type { JudgedEvent, SweepEvent, TrialEvent } from '../../tune/sweep-events.js';
import { brief } from '../../visible.js';
import type { Console } from '../terminal/console.js';
import type { LiveRows } from '../terminal/live-rows.js';
import { SweepProgress } from './progress.js';
import { valuesText } from './values.js';
import type { SweepWork } from './work.js';

/** Milliseconds between two plain lines. */
const PAUSE = 5000;

export class SweepReporter {
  readonly #work: SweepWork;
  readonly #console: Console;
  readonly #isJson: boolean;
  readonly #rows: LiveRows | undefined;
  readonly #progress: SweepProgress;
  #leader: Judged | undefined;
  #best: TrialEvent | undefined;
  #lastLine = performance.now();
  /** Trials that no process has brought to an end. */
  died = 0;

  static async of(work: SweepWork, console: Console): Promise<SweepReporter> {
    const isJson = work.options.logFormat === 'json';
    return new SweepReporter(work, console, isJson, isJson ? undefined : await console.rows());
  }

  private constructor(work: SweepWork, console: Console, isJson: boolean, rows: LiveRows | undefined) {
    this.#work = work;
    this.#progress = new SweepProgress(work);
    this.#console = console;
    this.#isJson = isJson;
    this.#rows = rows;
  }

  /** Tells what the sweep will do. */
  start(directory: string, jobs: number | undefined): void {
    const { options, search, dataset, plan, spaces } = this.#work;
    const { generations } = search;
    const configurations = configurationCount(search);
    const rungs = this.#progress.rungsOf(0);
    if (this.#isJson) {
      this.#print({
        event: 'start',
        directory,
        dataset: dataset.name,
        examples: dataset.train.examples,
        search: options.search,
        spaces: Object.fromEntries(spaces.map(({ option, text }) => [option, text])),
        configurations,
        generations,
        rungs,
        seeds: plan.seeds.length,
        ...(plan.folds && { folds: plan.folds }),
        metric: options.metric.text,
        trials: this.#progress.amount.trials,
        ...(jobs && { jobs }),
      });
      return;
    }
    const [{ part }] = rungs;
    const halving =
      part === 1
        ? ''
        : `, ${rungs.map(({ configurations }) => configurations).join(' → ')} in ${counted(rungs.length, 'rung')}`;
    const runs = this.#progress.each;
    const each = runs === 1 ? '' : `, each ${this.#runsText()}`;
    const at = jobs === undefined ? '' : `, ${jobs} at a time`;
    const generation = generations.length > 1 ? ` in ${generations.length} generations` : '';
    this.#console.remark(
      `Searching ${spaces.map(({ option }) => option).join(', ')} on ${counted(dataset.train.examples, 'example')} of ${brief(dataset.name)}: ${counted(configurations, 'configuration')}${generation}${halving}${each}${at}; ${directory}`,
    );
  }

  report(event: SweepEvent): void {
    if (event.event === 'rung') this.#progress.begin(event);
    if (event.event === 'trial') this.#count(event);
    if (event.event === 'judged') this.#judge(event);
    if (this.#isJson) this.#json(event);
    else this.#show(event);
  }

  stop(): void {
    this.#rows?.stop();
  }

  /** `12 of 43 trials` */
  get progress(): string {
    return `${this.#progress.done} of ${counted(this.#progress.amount.trials, 'trial')}`;
  }

  /** The result in words, or as the last event. `command` trains the best again. */
  end(
    { best, digest, judged, left }: SweepResult,
    noise: NoiseBand | undefined,
    command: string | undefined,
  ): void {
    if (this.#isJson) {
      this.#print({
        event: 'sweep',
        best: best && { ...this.#judged(best), ...(command && { command }) },
        ...(noise && { noise }),
        configurations: judged.length,
        complete: digest !== undefined,
        ...(digest === undefined ? { left } : { digest }),
      });
      return;
    }
    if (best !== undefined && command !== undefined) this.#console.say(`Train it again: ${command}`);
    if (digest !== undefined) this.#console.say(`Sweep digest: ${digest}`);
  }

  /** Says which configuration is the best, and how much that means. */
  tellBest(best: Judged, noise: NoiseBand | undefined, judged: readonly Judged[]): void {
    if (this.#isJson) return;
    const part = best.part === 1 ? '' : `, after 1/${best.part} of its run`;
    this.#console.say(`Best of ${judged.length}: ${valuesText(best.configuration)}`);
    this.#console.say(`${this.#metricText(best)}${part} (configuration ${best.configuration.index})`);
    if (judged.some(isLost)) this.#console.say(`${lossText(judged)}.`);
    if (noise === undefined || noise.of < 2) return;
    const band = this.#score(noise.width);
    this.#console.say(
      noise.within > 1
        ? `${noise.within} of ${noise.of} are within the noise of the best (± ${band}): their order means nothing.`
        : `No other of ${noise.of} is within the noise of the best (± ${band}).`,
    );
  }

  #metricText(judged: Judged): string {
    const deviation = deviationOf(judged);
    const spread = deviation === undefined ? '' : ` ± ${this.#score(deviation)} (${this.#runsText()})`;
    return `${this.#work.options.metric.text} ${this.#score(judged.mean)}${spread}`;
  }

  #score(value: number): string {
    return scoreText(this.#work.options.metric.measure, value);
  }

  /** `on 5 folds with 2 seeds` */
  #runsText(): string {
    const { seeds, folds } = this.#work.plan;
    const parts = [
      ...(folds === undefined ? [] : [`on ${counted(folds, 'fold')}`]),
      ...(seeds.length > 1 ? [`with ${counted(seeds.length, 'seed')}`] : []),
    ];
    return parts.join(' ');
  }

  #count(event: TrialEvent): void {
    this.#progress.count(event);
    const { metric, rung: own, died } = event;
    if (died) this.died++;
    if (metric === undefined) return;
    const isBetter =
      this.#best?.metric === undefined ||
      own > this.#best.rung ||
      (this.#work.options.metric.isError ? metric < this.#best.metric : metric > this.#best.metric);
    if (isBetter) this.#best = event;
  }

  #judge({ best, leader }: JudgedEvent): void {
    this.#leader = leader;
    this.#progress.last.best = best === undefined ? 'none' : this.#score(best.mean);
  }

  #json(event: SweepEvent): void {
    if (event.event === 'judged')
      this.#print({ ...event, best: event.best && this.#judged(event.best), leader: undefined });
    else if (event.event === 'rung') this.#print({ ...event, missing: undefined });
    else this.#print(event);
  }

  #judged(judged: Judged): object {
    const { configuration, rung, part, mean } = judged;
    const deviation = deviationOf(judged);
    return {
      index: configuration.index,
      options: configuration.values,
      rung,
      part,
      metric: mean,
      ...(deviation !== undefined && { deviation }),
    };
  }

  #print(event: object): void {
    this.#console.print(JSON.stringify(event));
  }

  #show(event: SweepEvent): void {
    if (event.event === 'judged') this.#tellRung(event);
    else if (this.#rows) this.#rows.show(() => this.#table());
    else if (event.event === 'trial' && !event.known) this.#plainLine();
  }

  #plainLine(): void {
    const now = performance.now();
    if (now - this.#lastLine < PAUSE) return;
    this.#lastLine = now;
    this.#console.remark(this.#progressLine());
  }

  #progressLine(): string {
    return `${this.progress}${this.#bestText()}${this.#timeText()}`;
  }

  /** `, about 3 min left`, once that is known. */
  #timeText(): string {
    const left = this.#progress.secondsLeft;
    return left === undefined ? '' : `, about ${roughTime(left)} left`;
  }

  #bestText(): string {
    const [, metric] = this.#leaderText();
    return metric && `, best so far ${metric}`;
  }

  #tellRung({ generation, rung, best }: JudgedEvent): void {
    const { generations } = this.#work.search;
    const { event } = this.#progress.last;
    // Of many generations the ends are enough.
    if (generations.length > 1 && rung < event.rungs.length - 1 && best !== undefined) return;
    const where =
      generations.length > 1 ? `Generation ${generation + 1} of ${generations.length}, rung` : 'Rung';
    const { configurations, part } = event.rungs[rung];
    const length = part === 1 ? 'whole runs' : `1/${part} of each run`;
    const result =
      best === undefined
        ? 'all diverged or failed'
        : `best ${this.#metricText(best)}: ${valuesText(best.configuration)}`;
    this.#console.remark(
      `${where} ${rung + 1} of ${event.rungs.length}, ${counted(Math.min(configurations, event.trials), 'configuration')}, ${length}: ${result}`,
    );
  }

  /** The rows of the live table: the rungs of the generation that is under way, the best, and the time. */
  #table(): string[] {
    const { generation, rungs } = this.#progress.last.event;
    const { generations } = this.#work.search;
    const begun = this.#progress.begunIn(generation);
    const rows = rungs.map(({ configurations, part }, r) => {
      const { event, done = 0, best = '' } = begun[r] ?? {};
      const trials = event?.trials ?? configurations * this.#progress.each;
      return [`${r + 1} of ${rungs.length}`, `${done} of ${trials}`, partText(part), best];
    });
    const place = generations.length > 1 ? `generation ${generation + 1} of ${generations.length}, ` : '';
    const [values, metric] = this.#leaderText();
    return [
      ...table([['rung', 'trials', 'each for', 'best'], ...rows]),
      ...(values === undefined ? [] : [`best so far ${metric}: ${values}`]),
      `${place}${this.progress}${this.#timeText()}`,
    ];
  }

  /** The values and the metric of the best so far: of a configuration that is judged, else of one trial. */
  #leaderText(): readonly [values: string | undefined, metric: string] {
    if (this.#leader !== undefined)
      return [valuesText(this.#leader.configuration), this.#score(this.#leader.mean)];
    if (this.#best?.metric === undefined) return [undefined, ''];
    return [valuesText({ values: this.#best.options }), this.#score(this.#best.metric)];
  }
}

function partText(part: number): string {
  return part === 1 ? 'all of a run' : `1/${part} of a run`;
}

/** `2 of 30 diverged or failed, configuration 4: the numbers overflow` */
export function lossText(judged: readonly Judged[]): string {
  const lost = judged.filter(isLost);
  const first = lost.find(({ problem }) => problem !== undefined);
  const reason = first && `, configuration ${first.configuration.index}: ${brief(first.problem as string)}`;
  return `${lost.length} of ${judged.length} diverged or failed${reason ?? ''}`;
}

function isLost({ outcome }: Judged): boolean {
  return outcome !== 'done';
}
