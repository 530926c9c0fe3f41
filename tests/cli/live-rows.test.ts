import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { LiveRows } from '../../src/cli/terminal/live-rows.js';
import { Screen } from '../helpers/screen.js';

const COLUMNS = 20;
const stream = Object.assign(new PassThrough(), { columns: COLUMNS, rows: 10 });
const seen = () => {
  const screen = new Screen(COLUMNS);
  screen.write(String(stream.read() ?? '').replaceAll('\n', '\r\n'));
  return screen.lines();
};
const rows = new LiveRows(stream);
afterEach(() => rows.stop());

it('are drawn again in place, cut to the width, with other lines above, and go at the end', async () => {
  let text = ['trials 1 of 2', 'a line that is longer than the terminal'];
  rows.show(() => text);
  await pause(150);
  text = ['trials 2 of 2'];
  rows.show(() => text);
  await pause(150);
  rows.above(() => stream.write('a remark\n'));
  text = ['a\u001b[2J', 'b'];
  rows.show(() => text);
  await pause(150);
  const all = stream.read() as Buffer;
  const at = (length: number) =>
    new Screen(COLUMNS).write(all.subarray(0, length).toString().replaceAll('\n', '\r\n')).lines();
  expect(at(all.length)).toEqual(['a remark', 'a\\u001b[2J', 'b']);
  expect(at(all.indexOf('\u001b[?7h'))).toEqual(['trials 1 of 2', 'a line that is lon…']);
  expect(at(all.indexOf('a remark'))).toEqual([]);
  rows.stop();
  stream.unshift(all);
  expect(seen()).toEqual(['a remark']);
});
