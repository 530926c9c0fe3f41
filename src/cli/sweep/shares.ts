/** Shares of a sweep: the command that puts them together, and what is missing when they are. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileSize } from '../../disk/read.js';
import { counted, enumerated } from '../../report/phrases.js';
import { shell } from '../../shell.js';
import { parseShard, type Shard, shareOf } from '../../tune/shard.js';
import type { RungEvent } from '../../tune/sweep-events.js';
import { isSweep, SWEEP_FILES } from '../../tune/sweep-files.js';
import { differenceOf, readSweepRecord, type SweepRecord } from '../../tune/sweep-record.js';
import { visible } from '../../visible.js';

/** Shares whose missing trials are told one by one. */
const MOST_TOLD = 4;

/** The command that puts the shares together: of those that are here, in the order of their numbers. */
export function mergeAdvice(directory: string, { parts }: Shard): string {
  const places = sharesBeside(directory, parts);
  const sorted = [...places].sort(([a], [b]) => a - b).map(([, place]) => place);
  const command = sorted.reduce((words, place) => words + shell` ${place}`, 'dnn tune --merge');
  const others = parts - sorted.length;
  const more =
    others === 0
      ? ''
      : `, ${others === 1 ? 'the directory of the other share' : `the directories of the other ${others}`} behind ${sorted.length === 1 ? 'this one' : 'these'}`;
  return `When all ${parts} are, put them together${more}: ${command}`;
}

/** The shares of the same sweep that lie beside `directory`, by their numbers; of several the one that came furthest. */
function sharesBeside(directory: string, parts: number): Map<number, string> {
  const own = readSweepRecord(directory);
  const places = new Map<number, string>();
  const results = (place: string) => fileSize(join(place, SWEEP_FILES.trials));
  for (const name of readdirSync(dirname(directory))) {
    const place = join(dirname(directory), name);
    const record = recordIn(place);
    const shard = record && shardOf(record);
    if (shard?.parts !== parts || differenceOf(own, record as SweepRecord) !== undefined) continue;
    const known = places.get(shard.part);
    if (known === undefined || results(place) > results(known)) places.set(shard.part, place);
  }
  return places;
}

/** Undefined for what is no sweep, or a damaged one. */
function recordIn(place: string): SweepRecord | undefined {
  try {
    return isSweep(place) ? readSweepRecord(place) : undefined;
  } catch {
    return undefined;
  }
}

function shardOf({ shard }: SweepRecord): Shard | undefined {
  return shard === undefined ? undefined : parseShard(shard);
}

/** Says what the shares in these directories lack of a rung that was begun; undefined where they lack nothing. */
export function lackOf(
  { known, missing }: RungEvent,
  directories: readonly string[],
  own: Shard | undefined,
): string | undefined {
  if (known === 0 || missing.length === 0) return undefined;
  const what = lackText(missing, directories);
  const [are, they] = missing.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  const end = own === undefined ? `${they} trained now` : `share ${own.text} trains its part of them now`;
  return `${what} ${are} missing: ${end}.`;
}

function lackText(missing: readonly number[], directories: readonly string[]): string {
  const shards = directories.map((directory) => shardOf(readSweepRecord(directory)));
  const parts = shards[0]?.parts;
  if (parts === undefined || shards.some((shard) => shard?.parts !== parts))
    return `${counted(missing.length, 'trial')} of this rung`;
  const counts = new Map<number, number>();
  for (const part of missing.map((index) => shareOf(index, parts)))
    counts.set(part, (counts.get(part) ?? 0) + 1);
  const lacks = [...counts].sort(([a], [b]) => a - b);
  const told = lacks.slice(0, MOST_TOLD).map(([part, count]) => {
    const place = directories[shards.findIndex((shard) => shard?.part === part)];
    return `${counted(count, 'trial')} of share ${part}/${parts}${place === undefined ? '' : ` (${visible(place)})`}`;
  });
  const rest = lacks.slice(MOST_TOLD);
  const untold = rest.reduce((sum, [, count]) => sum + count, 0);
  return enumerated(
    rest.length === 0 ? told : [...told, `${untold} of ${counted(rest.length, 'other share')}`],
  );
}
