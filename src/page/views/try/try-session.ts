/** A session with the worker: one model, the input that is wanted last, and then where the network looks. */
import { RefusedError, WorkerClient } from '../../worker/client.js';
import type { Fault } from '../../worker/requests.js';
import type {
  ColumnEffect,
  Cover,
  HeatMap,
  ModelFacts,
  ModelSource,
  TryAnswer,
  TryInput,
} from '../../worker/try/requests.js';

/** The session as the view draws it. What was answered stays until the next answer has come. */
export interface SessionState {
  readonly isOpening: boolean;
  readonly facts?: ModelFacts | undefined;
  /** Why the model cannot be opened. */
  readonly modelFault?: Fault | undefined;
  readonly answer?: TryAnswer | undefined;
  /** Why the input cannot be predicted. */
  readonly inputFault?: Fault | undefined;
  readonly gradient?: HeatMap | undefined;
  readonly occlusion?: HeatMap | undefined;
  readonly effects?: readonly ColumnEffect[] | undefined;
  /** The part of an occlusion that is done. */
  readonly covering?: number | undefined;
}

/** An input, and how it is judged. */
export interface Wanted {
  readonly input: TryInput;
  readonly threshold?: number | undefined;
}

/** How a part of the picture is covered. */
export interface Covered {
  readonly patch: number;
  readonly cover: Cover;
}

const NOTHING = {
  answer: undefined,
  inputFault: undefined,
  gradient: undefined,
  occlusion: undefined,
  effects: undefined,
  covering: undefined,
};

export class TrySession {
  readonly #client = new WorkerClient();
  readonly #tell: (state: SessionState) => void;
  #state: SessionState = { isOpening: false };
  #wanted: Wanted | undefined;
  #isBusy = false;
  /** The numbers of the last model, and of the last input: what was asked before them counts no more. */
  #opened = 0;
  #round = 0;
  #covered: Covered = { patch: 1, cover: 'edge' };

  /** `tell` is called with each new state. */
  constructor(tell: (state: SessionState) => void) {
    this.#tell = tell;
    this.#client.on('covering', (covering) => this.#set({ covering }));
    this.#client.on('failure', (fault) => this.#set({ modelFault: fault }));
  }

  async open(source: ModelSource): Promise<void> {
    const opened = ++this.#opened;
    this.#round++;
    this.#wanted = undefined;
    this.#set({ ...NOTHING, facts: undefined, modelFault: undefined, isOpening: true });
    const told = await this.#client.ask('openModel', { source }).then(
      (facts) => ({ facts }),
      (error: unknown) => ({ modelFault: faultIn(error) }),
    );
    if (opened === this.#opened) this.#set({ ...told, isOpening: false });
  }

  /** Predicts an input, in the place of one that still waits. */
  predict(wanted: Wanted): void {
    this.#round++;
    this.#wanted = wanted;
    if (!this.#isBusy) void this.#work();
  }

  /** Forgets the input and its answer. */
  forget(): void {
    this.#round++;
    this.#wanted = undefined;
    this.#set(NOTHING);
  }

  /** Covers the picture otherwise from now on. */
  cover(covered: Covered): void {
    const isSame = covered.patch === this.#covered.patch && covered.cover === this.#covered.cover;
    this.#covered = covered;
    if (!isSame && !this.#isBusy && this.#state.answer?.picture) void this.#occlude(this.#round);
  }

  /** The picture that was predicted last, as a file. */
  picture(): Promise<Blob | undefined> {
    return this.#client.ask('picture', undefined);
  }

  close(): void {
    this.#client.close();
  }

  #set(parts: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...parts };
    this.#tell(this.#state);
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#wanted) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      await this.#answer(wanted);
    }
    this.#isBusy = false;
    await this.#explain(this.#round);
  }

  async #answer(wanted: Wanted): Promise<void> {
    const opened = this.#opened;
    const told = await this.#client.ask('predictInput', wanted).then(
      (answer) => answer && { answer, inputFault: undefined },
      (error: unknown) => ({ ...NOTHING, inputFault: faultIn(error) }),
    );
    if (told && opened === this.#opened) this.#set(told);
  }

  async #explain(round: number): Promise<void> {
    const { answer } = this.#state;
    if (answer === undefined) return;
    try {
      if (answer.columns) {
        const effects = await this.#client.ask('columnEffects', undefined);
        if (round === this.#round) this.#set({ effects });
        return;
      }
      const gradient = await this.#client.ask('gradient', undefined);
      if (round !== this.#round) return;
      this.#set({ gradient });
      await this.#occlude(round);
    } catch (error) {
      if (round === this.#round) this.#set({ inputFault: faultIn(error) });
    }
  }

  async #occlude(round: number): Promise<void> {
    const covered = this.#covered;
    const occlusion = await this.#client.ask('occlusion', covered);
    if (occlusion && round === this.#round && covered === this.#covered)
      this.#set({ occlusion, covering: undefined });
  }
}

function faultIn(error: unknown): Fault {
  return error instanceof RefusedError ? error.fault : { code: 'internal', message: String(error) };
}
