import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory, removeEmptyDirectories } from '../../src/disk/directories.js';

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
});
