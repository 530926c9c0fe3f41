/** Real terminals of more widths, and those that have no room for a bar. */
import { beforeAll, describe, expect, it } from 'vitest';
import { costLines, ESCAPE, toyArrays, type Variables, Workspace } from '../helpers/cli.js';
import { Screen } from '../helpers/screen.js';
import { HAS_SCRIPT, LONG, onTerminal, SCRIPT_NOTICE } from '../helpers/script.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

describe.skipIf(!HAS_SCRIPT)(`on a terminal${SCRIPT_NOTICE}`, () => {
  it.each([40, 200])('%d columns wide the bar comes and goes, and no line is lost', async (columns) => {
    const { stdout, code } = await onTerminal(place, columns, LONG);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\[[=-]+\] .*\d+\/4000/);
    const piped = await place.dnn(LONG.split(' '));
    const text = new Screen(columns).write(stdout).lines();
    expect(text.filter((line) => line.startsWith('Cost after iteration'))).toEqual(costLines(piped));
    expect(text.join('\n')).not.toMatch(/\[[=-]+\]|%/);
    expect(text.at(-1)).toMatch(/^4000 iterations in \d+\.\d\d s$/);
  });

  it.each<[string, number, Variables, string]>([
    ['no columns at all', 0, {}, ''],
    ['30 columns', 30, {}, ''],
    ['stderr to a file', 80, {}, ' 2> remarks.txt'],
  ])('%s: no bar, no escape sequence but colours', async (_, columns, env, more) => {
    const { stdout, code } = await onTerminal(place, columns, LONG + more, env);
    expect(code).toBe(0);
    expect(stdout.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).not.toContain(ESCAPE);
    expect(stdout.match(/Cost after iteration/g)).toHaveLength(9);
  });
});
