/** Every example of the commands' help runs as it stands there. */
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { BIN, expectNoTrace, toyArrays, Workspace } from '../helpers/cli.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';
import { SAMPLE } from '../helpers/sample.js';

const place = new Workspace();

beforeAll(async () => {
  for (const name of ['cat', 'dog']) cpSync(resolve(`datasets/samples/${name}.png`), place.at(`${name}.png`));
  mkdirSync(place.at('photos/more'), { recursive: true });
  cpSync(place.at('cat.png'), place.at('photos/more/cat.png'));
  cpSync(place.at('dog.png'), place.at('photos/dog.png'));
  await place.writeHdf5('train_mine.h5', toyArrays());
  if (REAL_CATS === undefined) return;
  mkdirSync(place.at('datasets'));
  for (const part of ['train', 'test'])
    symlinkSync(`${REAL_CATS}/${part}_catvnoncat.h5`, place.at(`datasets/${part}_catvnoncat.h5`));
});

/** The command that leaves the arrays of a first iteration in NAME.npz. */
function traced(name: string, flags: string): string {
  return `dnn train ${flags} --iterations 1 --trace 0 --out m.json; mv m.trace-0.npz ${name}.npz`;
}

/** Commands that make the files that an example needs beside those that `dnn train` leaves. */
const BEFORE: [start: string, script: string][] = [
  [
    'dnn compare runs/first',
    'rm -rf runs; for n in first second; do dnn train --data moons --layers 2,3,1 --iterations 20 --name $n; done',
  ],
  ['dnn compare model.json model.checkpoint', 'dnn train --iterations 2 --checkpoint-every 1'],
  [
    'dnn compare work.npz',
    'dnn train --data moons --layers 2,3,1 --iterations 1 --trace 0 && cp model.trace-0.npz work.npz',
  ],
  ['dnn check work.npz', traced('work', '')],
  ['dnn check work.npz --activation', traced('work', '--activation tanh --l2 0.7 --lr 0.05')],
  ['dnn check first.npz', traced('first', '--data catvnoncat --init he --seed 3')],
  [
    'dnn check --costs',
    'dnn train --data catvnoncat --layers 12288,20,7,5,1 --iterations 101 --log-every 100 > costs.txt',
  ],
  ['dnn inspect model.checkpoint', 'dnn train --iterations 2 --checkpoint-every 1'],
  [
    'dnn report runs/first',
    'for n in first second; do dnn train --data moons --layers 2,3,1 --iterations 20 --name $n; done',
  ],
  [
    'dnn report runs/sweep-1',
    'dnn tune --data moons --layers 2,3,1 --lr 0.1..1 --trials 2 --iterations 20 --name sweep-1',
  ],
  [
    'dnn report gd.json',
    'for o in gd momentum adam; do dnn train --data moons --layers 2,3,1 --iterations 20 --optimizer $o --out $o.json; done',
  ],
  [
    'dnn predict rows.csv --model churn.json',
    "printf 'customer,age,plan,churned\\na,1,x,no\\nb,2,y,yes\\n' > rows.csv; dnn train --data rows.csv --drop customer --layers auto,auto --iterations 1 --out churn.json",
  ],
  [
    'dnn serve churn.json',
    'rm -rf runs/cats-1; for o in "--out churn.json" "--name cats-1"; do dnn train --data moons --layers 2,3,1 --iterations 20 $o; done',
  ],
  ['dnn predict - --model churn.json', 'printf \'{"age": 1, "plan": "x"}\\n\' > rows.jsonl'],
  [
    'dnn import params.npz --data catvnoncat',
    'dnn train --data catvnoncat --iterations 1 --out real.json && dnn export real.json --to npz --out params.npz',
  ],
  [
    'dnn import mlp.safetensors --data digits',
    'dnn train --data digits --iterations 1 --out mlp.json && dnn export mlp.json --to safetensors --out mlp.safetensors',
  ],
  [
    'dnn import params.npz --layers 8x8x1',
    'dnn train --data digits --classes 0,1 --layers 8x8x1,conv3:2,pool2,12,1 --iterations 1 --out c.json && dnn export c.json --to npz --out params.npz',
  ],
];

/** The example of a command that has no end, ended when it listens, on a port that nobody has. */
function untilItListens(example: string): string {
  const command = example.replace(/^dnn/, () => `"${process.execPath}" "${BIN}"`);
  return `export DNN_PORT=0; ${command} 2> log & until grep -q '"event":"start"\\|http://127' log; do kill -0 $! || break; sleep 0.1; done; kill $!; wait $!; code=$?; cat log >&2; exit $code`;
}

/** Searches of few trials where there are minutes only. */
const FEWER = SAMPLE === 1 ? {} : { DNN_TRIALS: '4' };

describe.each(COMMANDS)('dnn $path', ({ examples }) => {
  const needsCats = (example: string) => REAL_CATS === undefined && example.includes('catvnoncat');
  for (const example of examples) {
    it.skipIf(needsCats(example))(`${example}${needsCats(example) ? SKIP_NOTICE : ''}`, async () => {
      const dnn = `dnn() { "${process.execPath}" "${BIN}" "$@"; }`;
      const [before] = BEFORE.filter(([start]) => example.startsWith(start))
        .toSorted(([a], [b]) => b.length - a.length)
        .map(([, script]) => `{ ${script}; } >/dev/null 2>&1`);
      const isServer = /^dnn (serve|ui)/.test(example) && !example.includes('--export');
      const script = [dnn, before ?? '', isServer ? untilItListens(example) : example].join('\n');
      const { code, stderr } = await place.run('bash', ['-c', script], FEWER);
      expectNoTrace(stderr);
      // Its server is nowhere: all but the connection is right.
      if (example.startsWith('dnn worker')) {
        expect(stderr).toContain('queue.example');
        expect(code).toBe(7);
        return;
      }
      expect(stderr).not.toMatch(/^Error/m);
      expect(code).toBe(isServer ? 143 : 0);
    });
  }
});
