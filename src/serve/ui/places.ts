/** The places in several logs as one text: a reader that comes back names them, and is told what follows. */
import { type Place, START } from './growing-log.js';

/** `first=1024.9f86d081884c&second=0.…`: names and marks are the reader's to give back, and are checked like all else. */
export function placesText(places: ReadonlyMap<string, Place>): string {
  const parts = [...places].map(([name, { offset, mark }]) => [name, `${offset}.${mark}`] as const);
  return new URLSearchParams(Object.fromEntries(parts)).toString();
}

/** The place in each of the logs `names`: its start where the text does not say. */
export function parsePlaces(text: string, names: readonly string[]): Map<string, Place> {
  const given = new URLSearchParams(text);
  return new Map(names.map((name) => [name, parsePlace(given.get(name))]));
}

function parsePlace(text: string | null): Place {
  const [, digits, mark] = /^(\d{1,15})\.([0-9a-f]{12})$/.exec(text ?? '') ?? [];
  return digits === undefined ? START : { offset: Number(digits), mark };
}
