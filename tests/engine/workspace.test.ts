import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { Workspace } from '../../src/engine/workspace.js';

/** The reference, and the sizes of what it was asked for. */
function counting(): { backend: Backend; allocated: string[] } {
  const reference = createReference('float64');
  const allocated: string[] = [];
  const zeros = (rows: number, cols: number) => {
    allocated.push(`${rows}x${cols}`);
    return reference.zeros(rows, cols);
  };
  return { backend: { ...reference, zeros }, allocated };
}

describe('Workspace', () => {
  it('allocates only when more rows are asked for than ever before', () => {
    const { backend, allocated } = counting();
    const workspace = new Workspace(backend, 3);
    for (const rows of [4, 4, 2, 1, 4, 0, 3]) expect(workspace.rows(rows).shape).toBe(`${rows}x3`);
    expect(allocated).toEqual(['0x3', '4x3']);
    expect(workspace.rows(5).shape).toBe('5x3');
    expect(workspace.rows(4).shape).toBe('4x3');
    expect(allocated).toEqual(['0x3', '4x3', '5x3']);
  });

  it('is the same object while the number of rows stays the same', () => {
    const workspace = new Workspace(createReference('float64'), 2);
    const first = workspace.rows(3);
    expect(workspace.rows(3)).toBe(first);
    workspace.rows(2);
    expect(workspace.rows(3).data.buffer).toBe(first.data.buffer);
  });

  it('keeps what was written, for a smaller batch too', () => {
    const workspace = new Workspace(createReference('float64'), 2);
    workspace.rows(3).data.set([1, 2, 3, 4, 5, 6]);
    expect(Array.from(workspace.rows(2).data)).toEqual([1, 2, 3, 4]);
  });

  it('without columns has rows all the same', () => {
    expect(new Workspace(createReference('float32'), 0).rows(7).shape).toBe('7x0');
  });
});
