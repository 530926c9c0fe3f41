/** A run's events as JSON, one a line, for machines. */
import type { DnnError } from '../../errors.js';
import type { ErrorEvent, RunEvent } from '../../train/events.js';
import { brief, shortened } from '../../visible.js';

/** The longest message of an error, in characters. */
const LONGEST = 2000;

/** Events of the process itself: one a millisecond, or for files. */
const UNPRINTED: ReadonlySet<RunEvent['event']> = new Set(['step', 'pause', 'snapshot', 'trace']);

/** The event's line; undefined for those that are not printed. */
export function jsonLine(event: RunEvent): string | undefined {
  return UNPRINTED.has(event.event) ? undefined : JSON.stringify(event);
}

/** The event of an error that ended a run. */
export function errorEvent({ code, lines, hint }: DnnError): ErrorEvent {
  const message = lines.map((line) => shortened(line, LONGEST)).join('\n  ');
  return { event: 'error', code, message, ...(hint && { hint: brief(hint, LONGEST) }) };
}
