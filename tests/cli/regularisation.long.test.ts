/** `--keep-prob` and `--batch-norm` from the command line to the model and back. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, expectSuccess, greyPng, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const TRAIN = ['train', '--data', 'toy.h5', '--layers', 'auto,6,4,auto', '--iterations', '120'];
const BOTH = [...TRAIN, '--batch-norm', '--keep-prob', '0.9,0.75'];
let events: Record<string, unknown>[];

beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  const result = await place.dnn([...BOTH, '--log-format', 'json', '--out', 'both.json']);
  expectSuccess(result);
  events = eventsOf(result);
});

async function json(...args: string[]) {
  const result = await place.dnn([...args, '--json']);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

describe('a model with batch norm and dropout', () => {
  it('says so in its file', () => {
    const model = JSON.parse(readFileSync(place.at('both.json'), 'utf8'));
    expect(model.layers).toEqual([
      { type: 'dense', units: 6, activation: 'relu', batchNorm: true, keepProb: 0.9 },
      { type: 'dense', units: 4, activation: 'relu', batchNorm: true, keepProb: 0.75 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ]);
    expect(Object.keys(model.parameters)).toEqual([
      ...['W1', 'gamma1', 'beta1', 'mean1', 'variance1'],
      ...['W2', 'gamma2', 'beta2', 'mean2', 'variance2'],
      ...['W3', 'b3'],
    ]);
    expect(model.training.config).toMatchObject({ batchNorm: true, keepProb: [0.9, 0.75] });
  });

  it('evaluates as its training ended, with the running averages and nothing dropped', async () => {
    const told = events.filter(({ event }) => event === 'evaluation');
    const found = await json('evaluate', '--model', 'both.json', '--split', 'all');
    expect(found).toMatchObject(told.map(({ split, cost, accuracy }) => ({ split, cost, accuracy })));
    expect(await json('evaluate', '--model', 'both.json', '--split', 'all')).toEqual(found);
  });

  it('predicts a picture the same alone and among others', async () => {
    for (const brightness of [20, 120, 220]) place.write(`${brightness}.png`, greyPng(brightness));
    const files = ['20.png', '120.png', '220.png'];
    const all = await json('predict', '--model', 'both.json', ...files);
    for (const [i, file] of files.entries()) {
      expect(await json('predict', '--model', 'both.json', file)).toEqual([all[i]]);
    }
  });

  it('is counted without its running averages, and shown', async () => {
    const parameters = 192 * 6 + 12 + 24 + 8 + 4 + 1;
    expect(events[0]).toMatchObject({ event: 'start', parameters });
    const report = await json('inspect', 'both.json');
    expect(report).toMatchObject({ parameters, sha256: events.at(-2)?.sha256 });
    expect(report.layers[1]).toEqual({
      ...{ type: 'dense', layer: '4', inputs: 6, inputShape: [6], units: 4, outputShape: [4] },
      activation: 'relu',
      ...{ batchNorm: true, keepProb: 0.75, parameters: 32 },
    });
    const { stdout } = await place.dnn(['inspect', 'both.json']);
    expect(stdout).toMatch(/2 {2}dense {2}6 -> 4 +batch norm, relu, dropout keeping 0\.75 +32\n/);
  });

  it('is told from one whose averages were changed by hand', async () => {
    const text = readFileSync(place.at('both.json'), 'utf8');
    place.write('changed.json', text.replace(/(?<="mean1":\{"shape":\[6,1\],"data":\[)[^,]*/, '9'));
    const { stderr } = await place.dnn(['inspect', 'changed.json']);
    expect(stderr).toContain('not those that were trained');
  });
});

describe('a run with batch norm that goes badly', () => {
  it('ends in a warning and a model', async () => {
    const result = await place.dnn([...TRAIN, '--batch-norm', '--init', 'zeros', '--out', 'bad.json']);
    expectSuccess(result);
    expect(result.stderr).toContain('Warning: ');
    expect(await json('inspect', 'bad.json')).toMatchObject({ parameters: 1201 });
  });
});

describe('the flags', () => {
  it('stand in the plan', async () => {
    const { stdout } = await place.dnn([...BOTH, '--explain']);
    expect(stdout).toContain('  1  dense 192 -> 6, batch norm, relu, dropout keeping 0.9: 1164 parameters');
    expect(stdout).toContain('  3  dense 4 -> 1, sigmoid: 5 parameters');
  });

  it('a keep probability of 1 draws nothing: the run is that without', async () => {
    const digest = async (...flags: string[]) => {
      const result = await place.dnn([...TRAIN, ...flags, '--log-format', 'json', '--out', 'one.json']);
      return eventsOf(result).find(({ event }) => event === 'saved')?.sha256;
    };
    const plain = await digest();
    expect(await digest('--keep-prob', '1')).toBe(plain);
    expect(await digest('--keep-prob', '1,1')).toBe(plain);
    expect(await digest('--keep-prob', '1,0.9')).not.toBe(plain);
  });

  it('may stand in a file, as a number or a list, and a printed configuration is one', async () => {
    place.write('a.json', JSON.stringify({ keepProb: 0.9, 'batch-norm': true }));
    place.write('b.json', JSON.stringify({ 'keep-prob': [0.9, 0.75] }));
    const a = JSON.parse((await place.dnn(['train', '--config', 'a.json', '--print-config'])).stdout);
    expect(a).toMatchObject({ keepProb: [0.9], batchNorm: true });
    const printed = (await place.dnn(['train', '--config', 'b.json', '--print-config'])).stdout;
    place.write('c.json', printed);
    expect((await place.dnn(['train', '--config', 'c.json', '--print-config'])).stdout).toBe(printed);
    expect(JSON.parse(printed)).toMatchObject({ keepProb: [0.9, 0.75], batchNorm: false });
  });

  it.each([
    [['--keep-prob', '0'], ['--keep-prob 0: expected a number above 0 and at most 1']],
    [
      ['--keep-prob', '1.2'],
      ['--keep-prob 1.2: expected', 'at most 1'],
    ],
    [
      ['--keep-prob', '0.5,0.5,0.5'],
      ['3 probabilities for 2 hidden layers', 'one for each'],
    ],
    [
      ['--batch-norm', '--batch-size', '1'],
      ['--batch-norm: the one example', '--batch-size of at least 2'],
    ],
  ])('%j is refused', async (flags, words) => {
    await place.refuses([...TRAIN, ...flags], 2, words);
  });
});
