/** Whether a stream gets colours and animation, by the usual conventions; and the few styles used. */
import { styleText } from 'node:util';

export interface StreamTraits {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR and --no-color forbid, FORCE_COLOR allows, TERM=dumb and pipes have none. */
export function allowsColour(stream: StreamTraits, environment: Environment, forbidden: boolean): boolean {
  if (forbidden || (environment.NO_COLOR ?? '') !== '') return false;
  if (environment.FORCE_COLOR !== undefined) return !['0', 'false'].includes(environment.FORCE_COLOR);
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** Bars are drawn on real terminals only. */
export function allowsAnimation(stream: StreamTraits, environment: Environment): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb' && (stream.columns ?? 80) >= 40;
}

export type Style = Parameters<typeof styleText>[0];

/** `text` in a style, or as it is. */
export function styled(style: Style, text: string, colour: boolean): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
