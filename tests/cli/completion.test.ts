/** `dnn completion`: the scripts in the real shells, which offer what the tables have. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Declaration, GENERAL_FLAGS } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { OPTIMIZERS } from '../../src/train/optimizers.js';
import { expectSuccess, Workspace } from '../helpers/cli.js';
import { hasShell, openShell, type Shell, type ShellName } from '../helpers/shells.js';

const SHELLS: readonly ShellName[] = ['bash', 'zsh', 'fish'];
const place = new Workspace();
mkdirSync(place.at('here/photos'), { recursive: true });
place.write('here/cat.png', '');
place.write('here/model.json', '{}');

const TOPICS = [...new Set(COMMANDS.map(({ path }) => path[0]))].sort();
const DATASETS = [
  'blobs',
  'breast-cancer',
  'catvnoncat',
  'churn',
  'circles',
  'demo-cats',
  'digits',
  'flower',
  'iris',
  'mnist',
  'moons',
  'rents',
  'spirals',
  'wine',
  'xor',
];

function flagsOf({ options }: Declaration): string[] {
  const own = Object.values(options).flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? []);
  return [...own, ...GENERAL_FLAGS.map(({ flags }) => flags.split(' ')[0]), '--help'].sort();
}

describe.each(SHELLS)('%s', (name) => {
  const skipped = !hasShell(name);
  const notice = skipped ? ` (SKIPPED: ${name} is not on this machine: apt-get install ${name})` : '';
  if (skipped && process.env.DNN_REQUIRE_SHELLS === '1') throw new Error(`DNN_REQUIRE_SHELLS is 1:${notice}`);
  let shell: Shell;
  beforeAll(async () => {
    if (skipped) return;
    const printed = await place.dnn(['completion', name]);
    expectSuccess(printed);
    shell = await openShell(name, printed.stdout, place.at('here'));
  });
  afterAll(() => shell?.close());

  const offers: [line: string, expected: readonly string[]][] = [
    ['dnn ', TOPICS],
    ['dnn tr', ['train']],
    ['dnn --v', ['--version']],
    ['dnn data ', ['info', 'ls', 'make', 'pull']],
    ['dnn data p', ['pull']],
    ['dnn train --optimizer ', Object.keys(OPTIMIZERS).sort()],
    ['dnn train --optimizer ada', ['adagrad', 'adam', 'adamw']],
    ['dnn train --optimizer=ada', ['adagrad', 'adam', 'adamw']],
    ['dnn train --seed 3 --dtype ', ['float32', 'float64']],
    ['dnn train --activation relu,t', ['relu,tanh']],
    ['dnn train --lr-decay inv', ['inverse:0.01']],
    ['dnn train --lr-decay step:0.5@', ['step:0.5@1000']],
    ['dnn train --early-stopping --dty', ['--dtype']],
    ['dnn train --explain=ana', ['analyze']],
    ['dnn train --data moo', ['moons']],
    ['dnn train --config mod', ['model.json']],
    ['dnn data make ', ['blobs', 'circles', 'flower', 'moons', 'spirals', 'xor']],
    ['dnn data pull ', ['catvnoncat', 'mnist']],
    ['dnn data info dig', ['digits']],
    ['dnn data make moons --noi', ['--noise']],
    ['dnn evaluate --split ', ['all', 'test', 'train']],
    ['dnn predict ca', ['cat.png']],
    ['dnn predict --model m', ['model.json']],
    ['dnn completion ', ['bash', 'fish', 'zsh']],
    ['dnn train --seed ', []],
    ['dnn tune ', ['lr']],
    ['dnn tune --tri', ['--trials']],
    ['dnn tune --search ', ['grid', 'random', 'tpe']],
    ['dnn tune --metric validation_a', ['validation_accuracy', 'validation_auc']],
    ['dnn tune --lr ', ['log:1e-4..1']],
    ['dnn tune --layers auto,8..64,auto --lr lo', ['log:1e-4..1']],
    ['dnn tune --time 2', ['2h']],
    ['dnn tune lr --upd', ['--updates']],
    ['dnn tune lr --tri', []],
    ['dnn gradcheck ', []],
    ['dnn zebra ', []],
  ];
  it.skipIf(skipped).each(offers)(`%j: %j${notice}`, async (line, expected) => {
    const found = await shell.offers(line);
    // zsh offers flags, too, where nothing else is known.
    const flags = line.includes(' --', line.lastIndexOf(' '));
    expect(found.filter((word) => flags || !word.startsWith('--'))).toEqual(expected);
  });

  it.skipIf(skipped)(`offers files and datasets together${notice}`, async () => {
    const found = (await shell.offers('dnn train --data ')).map((word) => word.replace(/\/$/, ''));
    expect(found).toEqual([...DATASETS, 'cat.png', 'model.json', 'photos'].sort());
  });

  it.skipIf(skipped).each(COMMANDS)(`offers every flag of $path${notice}`, async (command) => {
    const { path } = command;
    expect(await shell.offers(`dnn ${path.join(' ')} --`)).toEqual(flagsOf(command));
  });
});

it('an unknown shell is refused', async () => {
  await place.refuses(['completion', 'zssh'], 2, ['"zssh"', 'Did you mean zsh?']);
  await place.refuses(['completion'], 2, ["'shell'"]);
});

it('zsh finds the script as a file in its path too', async ({ skip }) => {
  if (!hasShell('zsh')) return skip('SKIPPED: zsh is not on this machine');
  const { stdout } = await place.dnn(['completion', 'zsh']);
  place.write('fpath/_dnn', stdout);
  const ask = `fpath=($PWD/fpath $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[dnn]`;
  const { stdout: found } = await place.run('zsh', ['-f', '-c', ask], {});
  expect(found).toBe('_dnn\n');
});
