/** A length of time as people write it: `90s`, `10m`, `1h30m`. */
import { DnnError } from '../../errors.js';
import { type Kind, type Parsed, parsed } from '../../train/options/kinds.js';

/** A length of time. */
export interface Duration extends Parsed {
  readonly seconds: number;
}

const UNITS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
const FORM = /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const FORMS = 'a length of time such as 90s, 10m, 2h or 1h30m';
/** A timer of Node.js takes at most 24 days. */
const LONGEST = 20 * UNITS.d;

/** Reads a length of time above 0. */
export const DURATION: Kind<Duration> = parsed(FORMS, parseDuration, ['90s', '10m', '2h']);

function parseDuration(text: string): Duration {
  const parts = FORM.exec(text.trim().toLowerCase())?.slice(1);
  const sizes = Object.values(UNITS);
  const seconds = parts?.reduce((sum, part, i) => sum + Number(part ?? 0) * sizes[i], 0) ?? 0;
  if (seconds > LONGEST) throw new DnnError('usage', `expected ${FORMS}, at most 20d`);
  if (seconds > 0) return { text, seconds };
  throw new DnnError('usage', `expected ${FORMS}`, meant(text));
}

/** `Did you mean 600s?`, or `2h30m` for the form of a clock, as batch systems have it. */
function meant(text: string): string | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) > 0 ? `Did you mean ${text}s, or ${text}m?` : undefined;
  const words = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)[a-z]*$/i.exec(text);
  if (words) return Number(words[1]) === 0 ? undefined : `Did you mean ${words[1]}${words[2].toLowerCase()}?`;
  const [, hours, minutes, seconds] = /^(?:(\d+):)?(\d+):(\d+)$/.exec(text) ?? [];
  if (minutes === undefined) return undefined;
  const parts = [
    [hours ?? '0', 'h'],
    [minutes, 'm'],
    [seconds, 's'],
  ] as const;
  const written = parts.filter(([n]) => Number(n) > 0).map(([n, unit]) => `${Number(n)}${unit}`);
  return written.length === 0 ? undefined : `Did you mean ${written.join('')}?`;
}
