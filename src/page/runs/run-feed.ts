/**
 * News that `dnn ui` tells of runs and sweeps while they are shown: one stream of events for all, as a browser keeps few
 * connections to a server. It goes on where it was when it is lost, and rests while the page is hidden.
 */
import type { Message, RunChanges, RunLine, RunRow } from '../../serve/ui/messages.js';
import { emptyCosts, type LoggedCosts } from './logged-costs.js';

/** The runs and sweeps whose news are wanted beside the list. */
export interface Subject {
  readonly runs: readonly string[];
  readonly sweeps: readonly string[];
}

/** All that is known so far. A new object each time that it has changed. */
export interface Told {
  /** undefined until the list has come. */
  readonly rows: ReadonlyMap<string, RunRow> | undefined;
  /** The costs of the runs of the subject. */
  readonly costs: ReadonlyMap<string, LoggedCosts>;
  /** A number a sweep of the subject, which grows with its results. */
  readonly sweeps: ReadonlyMap<string, number>;
  readonly isConnected: boolean;
}

/** Milliseconds for which news are collected before they are drawn, and after which a lost server is tried again. */
const [COLLECTED, RETRY] = [100, 4000];

export class RunFeed {
  readonly #changed: (told: Told) => void;
  #subject: Subject = { runs: [], sweeps: [] };
  #source: EventSource | undefined;
  #at = '';
  #rows: ReadonlyMap<string, RunRow> | undefined;
  #costs = new Map<string, LoggedCosts>();
  /** The costs as they were told last; undefined when there are new ones. */
  #toldCosts: ReadonlyMap<string, LoggedCosts> | undefined;
  #sweeps = new Map<string, number>();
  #isConnected = true;
  #isOpen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** `changed` gets what is known, at most ten times a second. */
  constructor(changed: (told: Told) => void) {
    this.#changed = changed;
  }

  /** Listens to the news of `subject` from now on. What is known of its runs stays. */
  open(subject: Subject): void {
    this.close();
    this.#isOpen = true;
    this.#subject = subject;
    for (const name of this.#costs.keys()) if (!subject.runs.includes(name)) this.#costs.delete(name);
    this.#toldCosts = undefined;
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
    this.#tell();
  }

  /** Listens no more. */
  close(): void {
    this.#isOpen = false;
    document.removeEventListener('visibilitychange', this.#look);
    this.#rest();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Connects while the page is seen. */
  readonly #look = () => {
    if (document.hidden) this.#rest();
    else if (this.#source === undefined) this.#connect();
  };

  #rest(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
  }

  #connect(): void {
    const { runs, sweeps } = this.#subject;
    const asked = [...runs.map((name) => ['run', name]), ...sweeps.map((name) => ['sweep', name])];
    const source = new EventSource(`api/events?${new URLSearchParams([...asked, ['at', this.#at]])}`);
    this.#source = source;
    const on = <Name extends Message['event']>(
      name: Name,
      take: (data: Extract<Message, { readonly event: Name }>['data']) => void,
    ) =>
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        this.#at = lastEventId;
        take(JSON.parse(data));
        this.#tell();
      });
    on('runs', (changes) => this.#list(changes));
    on('lines', ({ run, events }) => this.#log(run, events));
    on('reset', ({ run }) => this.#setCosts(run, emptyCosts()));
    on('sweep', ({ sweep }) => this.#sweeps.set(sweep, (this.#sweeps.get(sweep) ?? 0) + 1));
    source.addEventListener('open', () => this.#found(true));
    source.addEventListener('error', () => this.#lost(source));
  }

  /** A browser tries again by itself, unless the server has refused. */
  #lost(source: EventSource): void {
    this.#found(false);
    if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
    this.#rest();
    this.#retry = setTimeout(() => this.#isOpen && this.#look(), RETRY);
  }

  #found(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.#tell();
  }

  #list({ changed, gone, isWhole }: RunChanges): void {
    const rows = new Map(isWhole ? [] : this.#rows);
    for (const row of changed) rows.set(row.name, row);
    for (const name of gone) rows.delete(name);
    this.#rows = rows;
  }

  #log(run: string, events: readonly RunLine[]): void {
    const costs = this.#costs.get(run) ?? emptyCosts();
    this.#setCosts(run, costs);
    for (const { event, iteration, cost, validationCost } of events) {
      if (event !== 'cost' || typeof iteration !== 'number') continue;
      if (typeof cost === 'number') costs.training.add(iteration, cost);
      if (typeof validationCost === 'number') costs.validation.add(iteration, validationCost);
    }
  }

  #setCosts(run: string, costs: LoggedCosts): void {
    this.#costs.set(run, costs);
    this.#toldCosts = undefined;
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#toldCosts ??= new Map(this.#costs);
      this.#changed({
        rows: this.#rows,
        costs: this.#toldCosts,
        sweeps: new Map(this.#sweeps),
        isConnected: this.#isConnected,
      });
    }, COLLECTED);
  }
}
