/** The survey of a table that `dnn data info` shows: the cells of its columns, and those that training would refuse or regret. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type OpenOptions, openDataset } from '../../../src/data/open.js';
import type { FaultyColumn } from '../../../src/data/tables/column-error.js';
import { type SurveyedColumn, surveyed } from '../../../src/data/tables/survey.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-survey-'));
afterAll(() => rmSync(root, { recursive: true }));

async function survey(content: string, options: OpenOptions = {}): Promise<SurveyedColumn[]> {
  const path = join(root, 'set.csv');
  writeFileSync(path, content);
  const faulty: FaultyColumn[] = [];
  const dataset = await openDataset(path, { ...options, onFault: (column) => faulty.push(column) });
  return surveyed(dataset, faulty);
}

/** A table of 30 rows; each cell follows from the number of its row. */
function tableOf(columns: Record<string, (row: number) => string | number>): string {
  const rows = Array.from({ length: 30 }, (_, row) => Object.values(columns).map((cell) => cell(row)));
  return [Object.keys(columns), ...rows].map((cells) => cells.join(',')).join('\n');
}

const sound = { size: (row: number) => (row * 7) % 11, label: (row: number) => 'ab'[row % 2] };

describe('the columns of churn_missing.csv', () => {
  const golden = JSON.parse(readFileSync('tests/goldens/tables/churn.json', 'utf8'));

  it('have the type, range and missing cells that pandas counts', async () => {
    const columns = await survey(readFileSync('tests/goldens/tables/churn_missing.csv', 'utf8'));
    const [target, age, ...others] = columns;
    expect(target).toEqual({
      name: 'churned',
      type: 'target',
      missing: 0,
      counts: [
        ['no', 178],
        ['yes', 62],
      ],
    });
    expect(age).toMatchObject({ name: 'age', type: 'number', range: [18, 89], missing: 12 });
    expect(others.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['income', 'number', 0],
      ['plan', 'category', 6],
      ['paperless', 'yes-no', 0],
      ['calls', 'number', 0],
      ['months', 'number', 0],
      ['spend', 'number', 0],
      ['customer_id', 'unread', 0],
    ]);
    expect(others[1].counts).toEqual([
      ['', 6],
      ['basic', 72],
      ['family', 84],
      ['premium', 78],
    ]);
    expect(others.at(-1)?.warning).toBe(
      'holds more than 100 different texts, such as C00000: too many for categories. Leave the column out: --drop customer_id.',
    );
  });

  it('have the mean and deviation of StandardScaler to 1e-12, relative', async () => {
    const columns = await survey(readFileSync('tests/goldens/tables/churn.csv', 'utf8'));
    const { numeric, mean, sd } = golden.standard;
    for (const [i, name] of numeric.entries()) {
      const column = columns.find((each) => each.name === name);
      expect(Math.abs((column?.mean ?? 0) / mean[i] - 1)).toBeLessThan(1e-12);
      expect(Math.abs((column?.deviation ?? 0) / sd[i] - 1)).toBeLessThan(1e-12);
    }
  });
});

describe('columns that training refuses are told and passed over', () => {
  it.each<[title: string, cell: (row: number) => string, problem: string, hint: string]>([
    ['dates', (row) => `2024-01-${10 + (row % 20)}`, 'has 2024-01-10 in line 2, a date', '--drop odd'],
    ['percentages', (row) => `${row}%`, 'has 0% in line 2, a percentage', 'without its percent sign'],
    ['money', (row) => `$${row}`, 'has $0 in line 2, an amount of money', 'without its currency sign'],
    ['a word among numbers', (row) => (row === 3 ? 'oops' : `${row}`), 'oops in line 5', 'Correct that cell'],
    ['nothing', () => '', 'has no values at all', '--drop odd'],
  ])('%s', async (_, odd, problem, hint) => {
    const columns = await survey(tableOf({ odd, ...sound }));
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['label', 'target'],
      ['size', 'number'],
      ['odd', 'unread'],
    ]);
    expect(columns[2].warning).toContain(problem);
    expect(columns[2].warning).toContain(hint);
  });

  it('unless there is no other column', async () => {
    await expect(survey(tableOf({ odd: () => '1%', label: sound.label }))).rejects.toThrow(
      'column 1 (odd) has 1% in line 2, a percentage',
    );
  });

  it('rows without a target', async () => {
    const cell = (row: number) => (row % 10 === 0 ? '' : 'ab'[row % 2]);
    const [target, size] = await survey(tableOf({ size: sound.size, label: cell }));
    expect(target).toMatchObject({ name: 'label', type: 'target', missing: 3 });
    expect(target.warning).toContain('3 rows have no target: lines 2, 12, 22');
    expect(size).toMatchObject({ name: 'size', type: 'number' });
  });

  it('also the target', async () => {
    const rows = Array.from({ length: 1200 }, (_, row) => `${row % 3},note ${row}`);
    const [target, size] = await survey(['size,remark', ...rows].join('\n'));
    expect(target).toMatchObject({ name: 'remark', type: 'target' });
    expect(target.warning).toMatch(
      /^1200 distinct labels of 1200 examples.* looks like names, ids or free text/,
    );
    expect(size).toMatchObject({ name: 'size', range: [0, 2] });
  });
});

describe('columns that training would take are warned of', () => {
  it('a constant, a repeated column, an id and a copy of the target', async () => {
    const columns = await survey(
      tableOf({
        id: (row) => row + 1,
        kind: () => 'x',
        ...sound,
        again: sound.size,
        code: (row) => row % 2,
        name: (row) => `n${row}`,
      }),
    );
    expect(columns.slice(1).map(({ name, warning }) => [name, warning])).toEqual([
      ['id', expect.stringContaining('looks like an id')],
      ['kind', expect.stringContaining('the same in every row')],
      ['size', undefined],
      ['again', expect.stringContaining('repeats size')],
      ['code', expect.stringContaining('gives the target away')],
      ['name', 'looks like an id: a value of its own for each row'],
    ]);
  });

  it('numbers whose squares overflow', async () => {
    const [, size, wide] = await survey('size,wide,label\n1,1e200,a\n2,-1e200,b\n');
    expect(size).not.toHaveProperty('warning');
    const warning = 'has numbers whose sum or squares are too large for a float64';
    expect(wide).toEqual({ name: 'wide', type: 'number', range: [-1e200, 1e200], missing: 0, warning });
  });
});

it('columns without a header have their numbers for names', async () => {
  const columns = await survey('1,2,a\n3,4,b\n');
  expect(columns.map(({ name }) => name)).toEqual(['3', '1', '2']);
});
