/** The runs of Play: the one that the settings describe and its forks, followed as the worker reports on them. */
import { useEffect, useMemo, useReducer } from '../../preact.js';
import { type PlaySettings, runSettings } from '../../settings/play-settings.js';
import { RefusedError, WorkerClient } from '../../worker/client.js';
import type { Progress, RunResult } from '../../worker/progress.js';
import type { Failure, Fault, RequestName, Requests } from '../../worker/requests.js';
import type { PlanAnswer, RateChange } from '../../worker/settings.js';

/** Runs that are kept at a time. */
export const MOST_RUNS = 4;

/** One run as the page knows it. */
export interface PlayRun {
  readonly number: number;
  /** `A`, `B`, …: the run of the settings, and its forks. */
  readonly label: string;
  /** The update that it was forked at, and from which run. */
  readonly forked?: { readonly from: string; readonly at: number } | undefined;
  readonly changes: readonly RateChange[];
  readonly progress?: Progress | undefined;
  readonly result?: RunResult | undefined;
  readonly failure?: Fault | undefined;
}

/** All runs of the same settings. */
export interface Runs {
  readonly plan?: PlanAnswer | undefined;
  /** Why the settings describe no run. */
  readonly fault?: Fault | undefined;
  readonly isPreparing: boolean;
  readonly runs: readonly PlayRun[];
  /** The number of the run that is shown. */
  readonly active: number;
}

type Action =
  | { readonly kind: 'preparing'; readonly number: number; readonly changes: readonly RateChange[] }
  | { readonly kind: 'planned'; readonly number: number; readonly plan: PlanAnswer }
  | { readonly kind: 'refused'; readonly number: number; readonly fault: Fault }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'changed'; readonly number: number; readonly changes: readonly RateChange[] }
  | { readonly kind: 'forked'; readonly number: number; readonly from: PlayRun }
  | { readonly kind: 'active'; readonly number: number }
  | { readonly kind: 'broken'; readonly fault: Fault };

const LABELS = 'ABCD';

function reduced(state: Runs, action: Action): Runs {
  const change = (number: number | undefined, parts: Partial<PlayRun>): Runs => ({
    ...state,
    runs: state.runs.map((run) => (run.number === number ? { ...run, ...parts } : run)),
  });
  switch (action.kind) {
    case 'preparing': {
      const { number, changes } = action;
      return { ...state, isPreparing: true, active: number, runs: [{ number, label: 'A', changes }] };
    }
    case 'planned':
      if (state.active !== action.number) return state;
      return { ...state, plan: action.plan, fault: undefined, isPreparing: false };
    case 'refused':
      return state.active === action.number ? { ...state, fault: action.fault, isPreparing: false } : state;
    case 'progress':
      return change(action.progress.run, { progress: action.progress });
    case 'result':
      return change(action.result.run, { result: action.result });
    case 'failure':
      return change(action.failure.run, { failure: action.failure });
    case 'changed':
      return change(action.number, { changes: action.changes });
    case 'forked': {
      const { number, from } = action;
      const { progress, changes } = from;
      const label = [...LABELS].find((letter) => state.runs.every((run) => run.label !== letter)) ?? '';
      const forked = { from: from.label, at: progress?.iteration ?? 0 };
      return {
        ...state,
        active: number,
        runs: [...state.runs, { number, label, forked, changes, progress }],
      };
    }
    case 'active':
      return { ...state, active: action.number };
    case 'broken':
      return { ...state, fault: action.fault };
  }
}

/** Actions on the runs. */
export interface RunActions {
  play(pace: number): void;
  pause(): void;
  step(): void;
  /** Begins again from the settings, without forks. */
  restart(): void;
  /** The same, and trains. */
  again(pace: number): void;
  fork(): void;
  change(learningRate: number): void;
  show(number: number): void;
  /** Hands the bytes of a file to the worker. */
  hold(file: string, bytes: Uint8Array): Promise<void>;
  /** The text of the model file of the run that is shown, which has ended. */
  model(): Promise<string>;
}

/**
 * Runs of `settings`, prepared again whenever their run would be another. `version` counts the files opened; `onChanges` is
 * told of changes of the rate.
 */
export function useRuns(
  settings: PlaySettings,
  version: number,
  onChanges: (changes: readonly RateChange[]) => void,
): [Runs, RunActions] {
  const client = useMemo(() => new WorkerClient(), []);
  const numbers = useMemo(() => ({ last: 0 }), []);
  const [state, dispatch] = useReducer(reduced, { isPreparing: true, runs: [], active: 0 });
  useEffect(() => {
    client.on('progress', (progress) => dispatch({ kind: 'progress', progress }));
    client.on('result', (result) => dispatch({ kind: 'result', result }));
    client.on('failure', (failure) => {
      if (failure.run === undefined) dispatch({ kind: 'broken', fault: failure });
      else dispatch({ kind: 'failure', failure });
    });
    return () => client.close();
  }, [client]);

  const prepare = async (): Promise<number | undefined> => {
    const number = ++numbers.last;
    for (const run of state.runs) drop(client, run.number);
    dispatch({ kind: 'preparing', number, changes: settings.changes });
    try {
      const plan = await client.ask('prepare', { run: number, settings: runSettings(settings, version) });
      dispatch({ kind: 'planned', number, plan });
      return number;
    } catch (error) {
      dispatch({ kind: 'refused', number, fault: faultIn(error) });
      return undefined;
    }
  };
  useEffect(() => void prepare(), [JSON.stringify(runSettings({ ...settings, changes: [] }, version))]);

  /** Asks for what has no answer to wait for. */
  const tell = <Name extends RequestName>(
    name: Name,
    ask: Requests[Name]['ask'],
  ): Promise<Requests[Name]['answer'] | undefined> =>
    client.ask(name, ask).catch((error: unknown) => {
      dispatch({ kind: 'broken', fault: faultIn(error) });
      return undefined;
    });
  const run = state.active;
  const actions: RunActions = {
    play: (pace) => void tell('play', { run, pace }),
    pause: () => void tell('pause', { run }),
    step: () => void tell('step', { run }),
    restart: () => void prepare(),
    async again(pace) {
      const number = await prepare();
      if (number !== undefined) void tell('play', { run: number, pace });
    },
    fork() {
      const from = state.runs.find(({ number }) => number === run);
      if (from === undefined || state.runs.length >= MOST_RUNS) return;
      const number = ++numbers.last;
      dispatch({ kind: 'forked', number, from });
      void tell('fork', { run: number, from: run });
    },
    async change(learningRate) {
      const changes = await tell('change', { run, learningRate });
      if (changes === undefined) return;
      dispatch({ kind: 'changed', number: run, changes });
      onChanges(changes);
    },
    show(number) {
      void tell('pause', { run });
      dispatch({ kind: 'active', number });
      onChanges(state.runs.find((each) => each.number === number)?.changes ?? []);
    },
    async hold(file, bytes) {
      await tell('hold', { file, bytes });
    },
    model: () => client.ask('model', { run }),
  };
  return [state, actions];
}

function drop(client: WorkerClient, run: number): void {
  // One that was refused is not there.
  client.ask('drop', { run }).catch(() => undefined);
}

function faultIn(error: unknown): Fault {
  if (error instanceof RefusedError) return error.fault;
  return { code: 'internal', message: String(error) };
}
