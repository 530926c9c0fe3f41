/** `dnn compare`: are two runs, models, checkpoints or npz files the same, and where do they part? */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type ComparedArray, compareArrays, courseName, inOrder } from '../../check/compare-arrays.js';
import { readNpz } from '../../data/formats/npz/npz.js';
import { readEnds } from '../../disk/file-ends.js';
import { fileSize } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { loadCheckpoint } from '../../model/checkpoint/checkpoint-reader.js';
import { compareRuns } from '../../model/comparison/compare-runs.js';
import { type RecordedRun, runOfCheckpoint, runOfModel } from '../../model/comparison/recorded-run.js';
import { isRun } from '../../model/runs.js';
import { sha256 } from '../../sha256.js';
import type { Invocation } from '../command.js';
import { type ComparedSide, type Comparison, differenceSentence } from '../comparison/compared.js';
import { comparisonJson } from '../comparison/comparison-json.js';
import { comparisonLines } from '../comparison/comparison-lines.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { openModel } from '../inputs/open-model.js';
import { isCheckpointAt, recordedFile } from '../inputs/recorded-file.js';
import type { Console } from '../terminal/console.js';
import type { COMPARE } from './compare-command.js';

type Options = Invocation<typeof COMPARE.options>['options'];

/** One of the two: a run, or the arrays of an npz file. */
interface Side extends ComparedSide {
  readonly run?: RecordedRun;
  readonly arrays: readonly ComparedArray[];
}

export async function run({ console, options, words }: Invocation<typeof COMPARE.options>): Promise<void> {
  const [first, second] = words.map((word) => open(word, options, console));
  const compared = comparisonOf(first, second);
  if (options.json) console.print(JSON.stringify(comparisonJson(compared)));
  else for (const line of comparisonLines(compared, console.columns)) console.print(line);
  if (!compared.result.same) throw new DnnError('internal', differenceSentence(compared));
}

/** Runs are compared as runs; where one is an npz file, by their arrays. */
function comparisonOf(a: Side, b: Side): Comparison {
  const about = ({ path, kind, sha256 }: Side) => ({ path, kind, sha256 });
  const sides = { a: about(a), b: about(b) };
  if (a.run && b.run) {
    return { of: 'runs', ...sides, runA: a.run, runB: b.run, result: compareRuns(a.run, b.run) };
  }
  return { of: 'arrays', ...sides, result: compareArrays(...alike(a, b)) };
}

/** The arrays of both; beside a model, of an npz file those that the model has, and all parameters. */
function alike(a: Side, b: Side): [readonly ComparedArray[], readonly ComparedArray[]] {
  const known = ({ arrays }: Side, model: Side) => {
    const names = new Set(model.arrays.map(({ name }) => name));
    const isParameter = (name: string) => /^[Wb](?:\d+|L)$/.test(name);
    return arrays.filter((array) => {
      const name = courseName(array);
      return names.has(array.name) || names.has(name) || isParameter(name);
    });
  };
  if (a.run) return [a.arrays, known(b, a)];
  if (b.run) return [known(a, b), b.arrays];
  return [a.arrays, b.arrays];
}

/** @throws DnnError: data for an npz file that cannot be read, model for a model or checkpoint, usage for --max-memory. */
function open(word: string, options: Options, console: Console): Side {
  const named = join(options.runs, word);
  const path = recordedFile(!existsSync(word) && isRun(named) ? named : word);
  if (isNpz(path)) return ofArrays(path, options);
  if (!isCheckpointAt(path)) return ofRun(path, 'model', runOfModel(openModel(path, options, console)));
  assertRoom(path, fileSize(path), options, ADVICE);
  return ofRun(path, 'checkpoint', runOfCheckpoint(loadCheckpoint(path)));
}

const ADVICE = 'Allow more: --max-memory.';

function isNpz(path: string): boolean {
  if (!existsSync(path)) return extname(path) === '.npz';
  return extname(path) === '.npz' || readEnds(path, 2)?.start === 'PK';
}

function ofRun(path: string, kind: Side['kind'], run: RecordedRun): Side {
  const arrays = run.matrices.map(({ name, value: { rows, cols, data, dtype } }) => {
    return { name, shape: [rows, cols], dtype, values: data };
  });
  return { path, kind, run, arrays, sha256: run.sha256 };
}

function ofArrays(path: string, options: Options): Side {
  const read = readNpz(path, 'npz file', (where, bytes) => assertRoom(where, bytes, options, ADVICE));
  const arrays = read.map((array) => {
    const { name, shape, dtype } = array;
    return { name, shape, dtype, values: dtype === 'string' ? array.strings() : array.values() };
  });
  return { path, kind: 'arrays', arrays, sha256: sha256(inOrder(arrays).map(bytesOf)) };
}

function bytesOf({ values }: ComparedArray): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.from(JSON.stringify(values));
}
