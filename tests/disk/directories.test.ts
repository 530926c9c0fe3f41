import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory, removeEmptyDirectories } from '../../src/disk/directories.js';
import { dnnError } from '../helpers/errors.js';
import { injectFaults } from '../helpers/faults.mjs';

/** Not the one that faults are injected into. */
const makeMeanwhile = mkdirSync;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-files-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('makeDirectory', () => {
  it('says what it made, so that it can be taken back where nothing was put', () => {
    const inner = join(directory, 'a', 'b', 'c');
    const made = makeDirectory(inner);
    expect(made).toEqual([join(directory, 'a'), join(directory, 'a', 'b'), inner]);
    expect(makeDirectory(inner)).toEqual([]);
    writeFileSync(join(directory, 'a', 'file'), '');
    removeEmptyDirectories(made);
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual(['a', join('a', 'file')]);
  });

  it('takes one that another process makes at the same time, which is not its own to remove', () => {
    const inner = join(directory, 'runs', 'a');
    // It looks for both directories and the one above them, then makes the outer one: the fourth call.
    const { calls, restore } = injectFaults(directory, 4, 'EEXIST', ({ length }) => {
      if (length === 4) makeMeanwhile(join(directory, 'runs'));
    });
    try {
      expect(makeDirectory(inner)).toEqual([inner]);
    } finally {
      restore();
    }
    expect(calls[3]).toBe('mkdirSync');
    expect(existsSync(inner)).toBe(true);
  });

  it('removes what it has made when one of the inner cannot be', () => {
    const name = 'x'.repeat(300);
    expect(dnnError('io', () => makeDirectory(join(directory, 'a', 'b', name, 'c'))).message).toMatch(
      /cannot write directory .*: the name is too long$/,
    );
    expect(readdirSync(directory)).toEqual([]);
  });
});
