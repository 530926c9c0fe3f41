/** Colours and animation by the usual conventions: NO_COLOR, FORCE_COLOR, TERM, terminals and pipes. */
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

interface StreamTraits {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Bits of a colour: none, 16 colours, 256, all. */
export type ColourDepth = 1 | 4 | 8 | 24;

/** True to write colours: NO_COLOR and --no-color forbid them, FORCE_COLOR allows them, TERM=dumb and pipes have none. */
export function allowsColour(stream: StreamTraits, environment: Environment, forbidden: boolean): boolean {
  if (forbidden || (environment.NO_COLOR ?? '') !== '') return false;
  if (environment.FORCE_COLOR !== undefined) return !['0', 'false'].includes(environment.FORCE_COLOR);
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** The number of colours by FORCE_COLOR=1, 2 or 3, else by COLORTERM, TERM and Node's knowledge of terminals. */
export function colourDepth(stream: StreamTraits, environment: Environment, forbidden: boolean): ColourDepth {
  if (!allowsColour(stream, environment, forbidden)) return 1;
  const { FORCE_COLOR: forced, COLORTERM = '', TERM = '' } = environment;
  if (forced === undefined) {
    // Node looks at CI and TMUX first, and then returns 256 at most.
    if (/^(truecolor|24bit)$/.test(COLORTERM) || TERM.endsWith('-direct')) return 24;
    if (/-256(color)?$/.test(TERM)) return 8;
  }
  const known = WriteStream.prototype.getColorDepth({ ...environment, NO_COLOR: undefined });
  return known >= 24 ? 24 : known >= 8 ? 8 : 4;
}

/** True if the background is light, by COLORFGBG, which ends in its colour. */
export function isLight({ COLORFGBG = '' }: Environment): boolean {
  return /;(7|9|1[0-5])$/.test(COLORFGBG);
}

/** Bars are drawn on real terminals only. */
export function allowsAnimation(stream: StreamTraits, environment: Environment): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb' && (stream.columns ?? 80) >= 40;
}

export type Style = Parameters<typeof styleText>[0];

/** `text` in a style where colour is allowed. */
export function styled(style: Style, text: string, colour: boolean): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
