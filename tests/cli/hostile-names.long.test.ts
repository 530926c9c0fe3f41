/** Names from data, models and the environment, as an attacker writes them, in the output of every command. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { greyPng, type Result, toyArrays, Workspace } from '../helpers/cli.js';
import { HIDDEN, HOSTILE } from '../helpers/hostile-names.js';

const place = new Workspace();
const CLASSES = [`a${HOSTILE}`, `b${HOSTILE}`, `c${HOSTILE}`];
const FILE = HOSTILE;
const MODEL = `${FILE}.json`;

/** Every line of the output is one of dnn's: no name has begun one, and nothing steers the terminal. */
function expectHonest({ stdout, stderr, signal }: Result, args: readonly string[]): void {
  const lines = `${stdout}\n${stderr}`.split('\n');
  const forged = lines.filter(
    (line) => HIDDEN.test(line) || /^\s*(Error: forged|forged|gnp|\$\(touch)/.test(line),
  );
  expect(forged, args.join(' ')).toEqual([]);
  expect(signal).toBeNull();
  expect(stderr.match(/^Error: /gm) ?? [], args.join(' ')).toHaveLength(/^Error: /m.test(stderr) ? 1 : 0);
}

/** The outputs of commands, of which some end in an error. */
async function outputsOf(commands: readonly (readonly string[])[], env = {}): Promise<Result[]> {
  const results: Result[] = [];
  for (const args of commands) {
    const result = await place.dnn(args, env);
    expectHonest(result, args);
    results.push(result);
  }
  return results;
}

describe('hostile names', () => {
  it('of files, classes, arrays and columns forge nothing', async () => {
    await place.writeHdf5(`${FILE}.h5`, toyArrays({ classes: CLASSES.slice(0, 2) }));
    place.write('d/a.csv', '1,2\n');
    place.write(`d/${FILE}.csv`, `"a","${HOSTILE.replaceAll('"', '""')}"\n1,0\n2,1\n3,1\n`);
    place.write('d/c.csv', `a,class\n1,"${CLASSES[0].replaceAll('"', '""')}"\n2,b\n`);
    for (const name of CLASSES) place.write(`pictures/${name}/${FILE}.png`, greyPng(9));
    const csv = `d/${FILE}.csv`;
    const train = ['train', '--iterations', '2', '--log-every', '1'];
    const [trained, , , evaluated, inspected, predicted, rows] = await outputsOf([
      [...train, '--data', `${FILE}.h5`, '--out', MODEL, '--checkpoint-every', '1'],
      [...train, '--data', 'pictures', '--layers', '12x10x1,auto', '--out', 'pictures.json'],
      [...train, '--data', csv, '--out', 'csv.json', '--log-format', 'json'],
      ['evaluate', '--model', MODEL, '--mislabeled', '--split', 'all', '--json'],
      ['inspect', MODEL, '--json'],
      ['predict', 'pictures', '--model', 'pictures.json', '--json'],
      ['data', 'info', 'pictures'],
      ['evaluate', '--model', MODEL, '--mislabeled', '--split', 'all'],
      ['evaluate', '--model', 'pictures.json', '--mislabeled'],
      ['inspect', MODEL],
      ['predict', 'pictures', '--model', 'pictures.json'],
      ['data', 'info', 'd'],
      ['data', 'info', csv, '--y-key', `z${HOSTILE}`],
      ['data', 'info', `no${HOSTILE}`],
      ['gradcheck', '--data', `${FILE}.h5`, '--layers', 'auto,2,auto'],
      ['export', MODEL, '--to', 'npz', '--out', `${FILE}.npz`],
      ['import', `${FILE}.npz`, '--layers', `auto,${HOSTILE},auto`, '--data', `${FILE}.h5`],
      ['train', '--resume', `${FILE}.checkpoint`, '--iterations', '3'],
      ['train', '--config', `no${HOSTILE}.json`],
      ['report', MODEL, '--out', `no${HOSTILE}/report.html`],
      [...train, '--name', HOSTILE],
      [HOSTILE],
      ['train', `--${HOSTILE}`],
    ]);
    expect(trained.code).toBe(0);
    expect(JSON.parse(evaluated.stdout)[0].classes).toEqual(CLASSES.slice(0, 2));
    expect(JSON.parse(inspected.stdout).classes).toEqual(CLASSES.slice(0, 2));
    expect(
      JSON.parse(predicted.stdout).map(({ label }: { label: string }) => CLASSES.includes(label)),
    ).toEqual(CLASSES.map(() => true));
    expect(rows.stdout).toContain(
      'Error: forged\\r\\u001b[2J\\u009b1m\\u202egnp\\u2066\\u200f\\u061c\\u2028',
    );
    const report = await place.dnn(['report', MODEL, '--out', 'report.html']);
    expectHonest(report, ['report']);
    const page = readFileSync(place.at('report.html'), 'utf8');
    expect(page.replaceAll('\n', '')).not.toMatch(HIDDEN);
    expect(page).toContain('x\\nError: forged\\r\\u001b');
  });

  it('of the strings of a model, runs and the environment forge nothing', async () => {
    const model = JSON.parse(readFileSync(place.at('pictures.json'), 'utf8'));
    const { dataset, config } = model.training;
    for (const key of ['name', 'source']) dataset[key] = HOSTILE;
    for (const key of Object.keys(config)) if (typeof config[key] === 'string') config[key] = HOSTILE;
    place.write('strings.json', JSON.stringify(model));
    place.write(`runs/${FILE}/model.json`, JSON.stringify(model));
    place.write(`runs/${FILE}/config.json`, JSON.stringify({ ...config, data: HOSTILE }));
    place.write(
      `runs/${FILE}/train.jsonl`,
      `{"event":"start","dataset":${JSON.stringify(HOSTILE)}}\n${HOSTILE}\n`,
    );
    await outputsOf(
      [
        ['inspect', 'strings.json'],
        ['evaluate', '--model', 'strings.json'],
        ['ls'],
        ['ls', '--json'],
        ['report', 'strings.json'],
      ],
      { [`DNN_${HOSTILE}`]: HOSTILE, DNN_SEED: HOSTILE },
    );
    await outputsOf([
      ['inspect', 'strings.json'],
      ['evaluate', '--model', 'strings.json'],
      ['ls'],
      ['ls', '--json'],
    ]);
    const debug = await place.dnn(['inspect', `no${HOSTILE}`], { DNN_DEBUG: '1' });
    expect(debug.stderr.split('\n').filter((line) => HIDDEN.test(line) || line.startsWith('forged'))).toEqual(
      [],
    );
  });
});
