/**
 * A progress bar in a terminal's last row, drawn by cli-progress. Its cursor waits in the first column: what is then
 * written takes its place, and if the terminal gets narrower and breaks the row into two, clearing takes both away.
 */
import cliProgress, { type Params, type SingleBar } from 'cli-progress';

// Node sees no named exports in it.
const { Format, SingleBar: Drawn } = cliProgress;

/** The writable end that progress is drawn on. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The texts and figures of the row. */
export interface BarText {
  readonly noun: string;
  readonly unit: string;
  readonly note: string;
  /** The note if there is little room. */
  readonly shortNote: string;
  /** Units a second, if known. */
  readonly rate?: number;
  /** Seconds that remain, if known. */
  readonly left?: number;
}

const CLEAR_BELOW = '\x1b[J';
const SAVE_CURSOR = '\x1b7';
/** A frame may be drawn before it is known that the terminal has become narrower. */
const [WRAP_OFF, WRAP_ON] = ['\x1b[?7l', '\x1b[?7h'];
/** Cells of the bar proper. */
const LENGTH = { least: 4, most: 40 };
const FRAMES_A_SECOND = 10;

export class Bar {
  readonly #stream: ProgressStream;
  readonly #bar: SingleBar;
  #shown = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
    this.#bar = new Drawn({
      stream,
      format: (options, params, { text }) => {
        const line = barLine({ ...(text as () => BarText)(), ...counts(params) }, stream.columns || 80);
        return line((length) => Format.BarFormat(params.progress, { ...options, barsize: length }));
      },
      barCompleteChar: '=',
      barIncompleteChar: '-',
      clearOnComplete: true,
      forceRedraw: true,
      // For each frame alone, below: lines that are printed above the bar are wrapped.
      linewrap: true,
      fps: FRAMES_A_SECOND,
    });
    this.#bar.on('redraw-pre', () => stream.write(WRAP_OFF));
    // cli-progress goes back to the saved cursor at the end: lines may have moved the row since it has begun.
    this.#bar.on('redraw-post', () => stream.write(`${WRAP_ON}${CLEAR_BELOW}\r${SAVE_CURSOR}`));
  }

  /** `text` is asked for at each frame. */
  update(value: number, total: number, text: () => BarText): void {
    if (this.#shown) this.#bar.update(value, { text });
    else this.#bar.start(total, value, { text });
    this.#shown = true;
  }

  /** Prints by `write` above the bar. */
  above(write: () => void): void {
    // A ^C may have been echoed where the cursor was.
    if (this.#shown) this.#stream.write(`\r${CLEAR_BELOW}`);
    write();
    if (this.#shown) this.#bar.render();
  }

  /** Removes the bar. */
  stop(): void {
    if (this.#shown) this.#bar.stop();
    this.#shown = false;
  }
}

interface BarFacts extends BarText {
  readonly progress: number;
  readonly value: number;
  readonly total: number;
}

function counts({ progress, value, total }: Params): Pick<BarFacts, 'progress' | 'value' | 'total'> {
  return { progress, value, total };
}

/** The layouts from the widest to the narrowest: the texts before and behind `[bar]`. */
const LAYOUTS: ((facts: BarFacts) => readonly [before: string, after: readonly string[], between: string])[] =
  [
    (f) => [`${f.noun} `, [percent(f), `${done(f)} ${f.unit}`, f.note, rate(f), leftWords(f)], ' | '],
    (f) => [`${f.noun} `, [percent(f), done(f), f.note, rate(f), leftWords(f)], ' | '],
    (f) => [`${f.noun} `, [done(f), f.shortNote, rate(f), left(f)], ' | '],
    (f) => ['', [done(f), f.shortNote, rate(f), left(f)], ' '],
    (f) => ['', [doneShort(f), f.shortNote, rate(f), left(f)], ' '],
    (f) => ['', [doneShort(f), f.shortNote, left(f)], ' '],
    (f) => ['', [doneShort(f), f.shortNote], ' '],
    (f) => ['', [doneShort(f)], ' '],
    (f) => ['', [percent(f)], ' '],
  ];

const percent = ({ progress }: BarFacts) => `${Math.floor(progress * 100)}%`;
const done = ({ value, total }: BarFacts) => `${value}/${total}`;
const doneShort = ({ value, total }: BarFacts) => `${short(value)}/${short(total)}`;
const rate = (facts: BarFacts) => (facts.rate === undefined ? '' : `${short(facts.rate)}/s`);
const left = (facts: BarFacts) => (facts.left === undefined ? '' : time(facts.left));
const leftWords = (facts: BarFacts) => left(facts) && `${left(facts)} left`;

/** `0.52`, `7.4`, `12`, `1234`, `56k`, `1.2M` */
function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(2))}M`;
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`;
  return Number.isInteger(value) || value >= 10 ? String(Math.round(value)) : value.toPrecision(2);
}

/** `12s`, `3m5s`, `2h10m` */
function time(seconds: number): string {
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) return `${hours}h${minutes % 60}m`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}

/** The first layout that leaves the terminal's last column free, as a function of how a bar is drawn. */
function barLine(facts: BarFacts, columns: number): (bar: (length: number) => string) => string {
  const frames = LAYOUTS.map((layout) => {
    const [before, after, between] = layout(facts);
    return [`${before}[`, `] ${after.filter(Boolean).join(between)}`] as const;
  });
  const room = ([before, after]: readonly [string, string]) => columns - 1 - before.length - after.length;
  const frame = frames.find((each) => room(each) >= LENGTH.least) ?? frames[frames.length - 1];
  const length = Math.max(0, Math.min(LENGTH.most, room(frame)));
  return (bar) => (frame[0] + bar(length) + frame[1]).slice(0, columns - 1);
}
