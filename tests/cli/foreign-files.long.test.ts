/** Files that are not dnn's: at names that nobody gave they stay, and nothing is written through planted links. */
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTERS } from '../../src/model/export/exports.js';
import { expectError, expectSuccess, Workspace } from '../helpers/cli.js';
import { WINDOWS_NOTICE } from '../helpers/skips.js';

const TRAIN = 'train --data moons --layers 2,2,1 --iterations 2'.split(' ');
const FOREIGN = 'a file that dnn did not write has this name';
const MINE = '{"modelTopology":{}}';

const place = new Workspace();
beforeAll(async () => {
  const run = await place.dnn([...TRAIN, '--name', 'a', '--checkpoint-every', '2']);
  expectSuccess(run);
  expect(run.stderr).not.toContain('Replaced');
  place.write('k.json', readFileSync(place.at('runs/a/model.json')));
});

/** In a directory of its own; the file that is in the way there stays as it is. */
async function refuses(name: string, command: string, file: string, words: readonly string[]): Promise<void> {
  place.write(`${name}/${file}`, MINE);
  const result = await place.shell(`cd ${name} && $DNN ${command}`);
  expectError(result, 2, [`cannot write ${file}: ${FOREIGN}`, ...words]);
  expect(result.stdout).toBe('');
  expect(readFileSync(place.at(`${name}/${file}`), 'utf8')).toBe(MINE);
}

describe('without --out', () => {
  it.concurrent.each([
    ['train', `${TRAIN.join(' ')}`, 'model.json'],
    ['import', 'import ../k.npz --data moons', 'model.json'],
    ['report', 'report ../k.json', 'report.html'],
  ])('%s refuses a file that dnn did not write', async (name, command, file) => {
    if (name === 'import') expectSuccess(await place.dnn(['export', 'k.json', '--out', 'k.npz']));
    await refuses(name, command, file, [`Say that it may go: --out ${file}`]);
  });

  it.concurrent.each(Object.entries(EXPORTERS))(
    'export --to %s refuses one too, and replaces its own',
    async (format, { extension }) => {
      const file = `model${extension}`;
      const folder = `to-${format}`;
      place.write(`${folder}/model.json`, readFileSync(place.at('k.json')));
      const command = `export --to ${format}`;
      await refuses(folder, command, file, [`Say that it may go: --out ${file}`]);
      const twice = await place.shell(`cd ${folder} && $DNN ${command} --out ${file} && $DNN ${command}`);
      expectSuccess(twice);
      const types = format === 'mjs' ? ' and its types, model.d.mts' : '';
      expect(twice.stdout).toBe(`Wrote ${file} (${format})${types}.\n`.repeat(2));
    },
  );

  it('train says which model of its own it replaces, and how to keep every run', async () => {
    place.write('again/model.json', readFileSync(place.at('k.json')));
    const result = await place.shell(`cd again && $DNN train --data xor --layers 2,2,1 --iterations 2`);
    expectSuccess(result);
    expect(result.stderr).toContain(
      'Replaced model.json, which was trained on moons. To keep every run, give it a name: --name <name>.',
    );
    const report = await place.shell('cd again && $DNN report && $DNN report');
    expectSuccess(report);
  });

  it('an empty file gives way', async () => {
    place.write('empty/model.json', '');
    expectSuccess(await place.shell(`cd empty && $DNN ${TRAIN.join(' ')}`));
  });
});

it('a checkpoint or a rejected model does not take the place of a foreign file beside the model', async () => {
  const train = `${TRAIN.join(' ')} --out m.json`;
  const hint = 'Move it away, or give the model another name: --out.';
  await refuses('beside', train, 'm.checkpoint', [hint]);
  await refuses('rejected', `${train} --expect "cost<0.1"`, 'm.rejected.json', [hint]);
});

describe.skipIf(WINDOWS_NOTICE !== '')(
  `a planted link that leads out of its directory${WINDOWS_NOTICE}`,
  () => {
    it.concurrent.each(['config.json', 'metrics.jsonl', 'model.json', 'report.html', 'model.rejected.json'])(
      'in a run is not written through when the run goes on: %s',
      async (file) => {
        const run = `runs/b-${file}`;
        cpSync(place.at('runs/a'), place.at(run), { recursive: true });
        const content = existsSync(place.at(`${run}/${file}`))
          ? readFileSync(place.at(`${run}/${file}`))
          : '';
        const victim = place.write(`victim-${file}`, content);
        rmSync(place.at(`${run}/${file}`), { force: true });
        symlinkSync(`../../victim-${file}`, place.at(`${run}/${file}`));
        const result = await place.dnn(['train', '--resume', `${run}/model.checkpoint`, '--iterations', '4']);
        expectError(result, 7, [`cannot write ${run}/${file}: it is a link to `, 'Remove the link.']);
        expect(readFileSync(victim, 'utf8')).toBe(content.toString());
      },
    );

    it('is not where a download begins', async () => {
      place.write('notes.txt', 'my own notes');
      place.write('datasets/.keep', '');
      symlinkSync('../notes.txt', place.at('datasets/train_catvnoncat.h5.partial'));
      const result = await place.dnn(['data', 'pull', 'catvnoncat']);
      expectError(result, 7, ['cannot write datasets/train_catvnoncat.h5.partial: it is a link']);
      expect(readFileSync(place.at('notes.txt'), 'utf8')).toBe('my own notes');
    });
  },
);

describe.skipIf(WINDOWS_NOTICE !== '')(`in the place of a file that nobody named${WINDOWS_NOTICE}`, () => {
  it.concurrent.each([
    ['a pipe', 'mkfifo LOG', 'it is a pipe that no process reads, or a device that is not there'],
    ['a hard link', 'ln notes.txt LOG', 'it is a hard link'],
  ])('%s is not appended to as the log of a run', async (what, plant, message) => {
    const run = `runs/c-${what.replaceAll(' ', '-')}`;
    cpSync(place.at('runs/a'), place.at(run), { recursive: true });
    place.write('notes.txt', '{"event":"run"}\n');
    const log = `${run}/metrics.jsonl`;
    expectSuccess(await place.shell(`rm ${log} && ${plant.replace('LOG', log)}`));
    const result = await place.dnn(['train', '--resume', `${run}/model.checkpoint`, '--iterations', '4']);
    expectError(result, 7, [`${log}: ${message}`]);
    expect(readFileSync(place.at('notes.txt'), 'utf8')).toBe('{"event":"run"}\n');
  });

  it('a link that leads nowhere is not followed to write the model or its checkpoint', async () => {
    for (const [name, args] of [
      ['model.json', ''],
      ['x.checkpoint', ' --out x.json'],
    ]) {
      const folder = `dead-${name}`;
      place.write(`${folder}/.keep`, '');
      symlinkSync('../planted', place.at(`${folder}/${name}`));
      const result = await place.shell(`cd ${folder} && $DNN ${TRAIN.join(' ')}${args}`);
      expectError(result, 7, [`cannot write ${name}: it is a link that leads nowhere`, 'Remove the link.']);
      expect(existsSync(place.at('planted'))).toBe(false);
    }
  });
});

it('a config.json and a metrics.jsonl of another program are no run that goes on', async () => {
  const foreign = ['config.json', 'metrics.jsonl'].map((name) =>
    place.write(`hub/${name}`, '{"model":"bert"}\n'),
  );
  place.write('hub/m.checkpoint', readFileSync(place.at('runs/a/model.checkpoint')));
  expectSuccess(await place.dnn('train --resume hub/m.checkpoint --iterations 4'.split(' ')));
  for (const path of foreign) expect(readFileSync(path, 'utf8')).toBe('{"model":"bert"}\n');
});

it('a model that does not meet --expect leaves the one in place, and is in the events and the record', async () => {
  const args = [...TRAIN, '--expect', 'cost<0.1', '--log-format', 'json', '--out', 'kept.json'];
  const kept = readFileSync(place.at('k.json'));
  place.write('kept.json', kept);
  const result = await place.dnn(args);
  expectError(result, 6, ['The model was saved to kept.rejected.json. kept.json was not written.']);
  expect(result.stdout).toContain('"event":"saved","path":"kept.rejected.json"');
  expect(readFileSync(place.at('kept.json')).equals(kept)).toBe(true);
  const run = await place.dnn([...TRAIN, '--expect', 'cost<0.1', '--name', 'bad']);
  expectError(run, 6, ['The model was saved to runs/bad/model.rejected.json.']);
  expect(existsSync(place.at('runs/bad/model.json'))).toBe(false);
  expect(readFileSync(place.at('runs/bad/report.html'), 'utf8')).toContain('<h1>Report on bad</h1>');
  const piped = await place.shell(`$DNN ${TRAIN.join(' ')} --expect "cost<0.1" --out /dev/null`);
  expectError(piped, 6, ['No model was saved. /dev/null was not written.']);
});
