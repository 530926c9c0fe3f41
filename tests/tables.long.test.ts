/** docs/TABLES.md as a new user follows it: its commands in their order, in a directory with the checkout's data. */
import { readFileSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { expectSuccess, Workspace } from './helpers/cli.js';

const place = new Workspace();
symlinkSync(resolve('datasets'), place.at('datasets'));

const blocks = [...readFileSync('docs/TABLES.md', 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms)];
const scripts = blocks.flatMap(([, language, text]) =>
  language === '' && /^npx dnn /m.test(text) ? [text] : [],
);

it('has commands', () => expect(scripts.length).toBeGreaterThan(6));

it.each(scripts)('%s', async (script) => {
  expectSuccess(await place.shell(`set -e\nnpx() { shift; $DNN "$@"; }\n${script}`));
});
