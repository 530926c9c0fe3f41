/** `dnn train`: what it prints where, the events, the exit codes, and the model it leaves behind. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/model/file/load.js';
import {
  costLines,
  ESCAPE,
  eventsOf,
  expectError,
  expectSuccess,
  toyArrays,
  Workspace,
} from '../helpers/cli.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('flat.h5', toyArrays({ shape: [6], test: 0 }));
});

const TOY = ['train', '--data', 'toy.h5'];

describe('dnn train', () => {
  it('prints a cost line for 0, n, 2n, … and the last iteration, with six decimals, on stdout', async () => {
    const result = await place.dnn([...TOY, '--iterations', '25', '--log-every', '10']);
    expectSuccess(result);
    expect(costLines(result).map((line) => line.replace(/\d+\.\d{6}$/, 'C'))).toEqual(
      [0, 10, 20, 24].map((iteration) => `Cost after iteration ${iteration}: C`),
    );
    expect(result.stdout).toMatch(/^Train accuracy: [01]\.\d{4} \(\d+ of 40\), cost \d\.\d{6}$/m);
    expect(result.stdout).toMatch(/^Test accuracy: [01]\.\d{4} \(\d+ of 10\), cost \d\.\d{6}$/m);
    expect(result.stdout).toMatch(/^Saved model\.json /m);
    expect(result.stderr).toContain('Training 192,20,7,5,1 (4053 parameters) on 40 examples of toy');
    expect(result.stderr).toContain('25 iterations in ');
    expect(result.stdout + result.stderr).not.toContain(ESCAPE);
  });

  it('does not log the last iteration twice, nor anything but 0 and it when --log-every is huge', async () => {
    const even = await place.dnn([...TOY, '--iterations', '11', '--log-every', '10']);
    expect(costLines(even)).toHaveLength(2);
    const rare = await place.dnn([...TOY, '--iterations', '11', '--log-every', '9007199254740991']);
    expect(costLines(rare)).toEqual(costLines(even));
    expect((await place.dnn([...TOY, '--iterations', '1'])).stdout.match(/^Cost/gm)).toHaveLength(1);
  });

  it('leaves the model and nothing else behind', async () => {
    await place.dnn([...TOY, '--iterations', '2']);
    expect(readdirSync(place.path).sort()).toEqual(['flat.h5', 'model.json', 'toy.h5']);
  });

  it('--quiet prints the results alone: no remarks on stderr, no costs on stdout', async () => {
    const loud = await place.dnn([...TOY, '--iterations', '3']);
    const quiet = await place.dnn([...TOY, '--iterations', '3', '--quiet']);
    const results = loud.stdout.split('\n').filter((line) => !line.startsWith('Cost after'));
    expect(results.map((line) => line.split(' ', 2).join(' '))).toEqual([
      ...['Train accuracy:', 'Test accuracy:', 'Saved model.json', ''],
    ]);
    expect(quiet).toMatchObject({ code: 0, stderr: '', stdout: results.join('\n') });
  });

  it('takes a batch larger than the set as the whole set', async () => {
    const whole = await place.dnn([...TOY, '--iterations', '5', '--quiet']);
    const larger = await place.dnn([...TOY, '--iterations', '5', '--batch-size', '1000', '--quiet']);
    expect(larger).toEqual(whole);
  });

  it('counts --epochs in passes over the examples', async () => {
    const result = await place.dnn([...TOY, '--epochs', '3', '--batch-size', '16', '--log-format', 'json']);
    expect(eventsOf(result).at(-1)).toMatchObject({ event: 'done', iterations: 9 });
  });

  it('accepts a directory with a slash at its end, spaces and other scripts in names', async () => {
    await place.writeHdf5('mes données/猫 kot.h5', toyArrays());
    const out = 'mes données/modèle 模.json';
    const result = await place.dnn(['train', '--data', 'mes données/', '--iterations', '2', '--out', out]);
    expectSuccess(result);
    expect(result.stdout).toContain(`Saved ${out} `);
    expect(loadModel(place.at(out)).training.dataset).toMatchObject({
      name: '猫 kot',
      source: 'mes données/',
    });
  });

  it('--explain prints the plan and trains nothing', async () => {
    const before = place.listing();
    const result = await place.dnn([...TOY, '--explain', '--out', 'never.json']);
    expectSuccess(result);
    expect(costLines(result)).toEqual([]);
    for (const words of [
      '192 -> 20, relu: 3860 parameters',
      'Parameters: 4053',
      'First layer: dual',
      'FLOP',
      'KiB',
    ])
      expect(result.stdout).toContain(words);
    expect(place.listing()).toEqual(before);
    const json = eventsOf(await place.dnn([...TOY, '--explain', '--log-format', 'json']));
    expect(json).toMatchObject([{ event: 'plan', plan: { parameters: 4053, iterations: 3000 } }]);
  });
});

describe('--log-format json', () => {
  it("prints the contract's events, one a line, and nothing else", async () => {
    const result = await place.dnn([
      ...TOY,
      '--iterations',
      '20',
      '--log-every',
      '10',
      '--log-format',
      'json',
    ]);
    expectSuccess(result);
    const [start, ...rest] = eventsOf(result);
    expect(start).toEqual({
      event: 'start',
      dataset: 'toy',
      examples: 40,
      features: 192,
      layers: '192,20,7,5,1',
      parameters: 4053,
      kernels: 'wasm',
      seed: 1,
      optimizer: 'gd',
      learningRate: 0.0075,
      plan: expect.objectContaining({ iterations: 20 }),
    });
    const number = expect.any(Number);
    const scores = { precision: number, recall: number, f1: number, auc: number };
    const measures = { right: number, accuracy: number, cost: number, ...scores };
    expect(rest).toEqual([
      ...[0, 10, 19].map((iteration) => ({ event: 'cost', iteration, cost: number })),
      { event: 'evaluation', split: 'train', examples: 40, ...measures },
      { event: 'evaluation', split: 'test', examples: 10, ...measures },
      { event: 'saved', path: 'model.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { event: 'done', iterations: 20, seconds: number },
    ]);
  });

  it('tells a usage error as an event too, wherever the format was asked for', async () => {
    const flags = await place.dnn([...TOY, '--log-format=json', '--seed', 'x']);
    expectError(flags, 2, ['--seed x']);
    expect(eventsOf(flags)).toMatchObject([{ event: 'error', code: 'usage' }]);
    const mistyped = await place.dnn([...TOY, '--log-format', 'json', '--sede', '1']);
    expect(eventsOf(mistyped)).toMatchObject([
      { event: 'error', code: 'usage', hint: 'Did you mean --seed?' },
    ]);
    for (const wrong of [
      ['--seed', 'x'],
      ['--sede', '1'],
      ['--layers', '5,1'],
    ]) {
      const result = await place.dnn([...TOY, ...wrong], { DNN_LOG_FORMAT: 'json' });
      expect(eventsOf(result)).toMatchObject([{ event: 'error', code: 'usage' }]);
    }
    for (const text of ['{"logFormat":"json","seed":"x"}', '{"log-format":"json","sede":1}']) {
      place.write('run.json', text);
      const result = await place.dnn(['train', '--config', 'run.json']);
      expect(eventsOf(result)).toMatchObject([{ event: 'error', code: 'usage' }]);
    }
    const pretty = ['train', '--config', 'run.json', '--log-format', 'pretty'];
    expect((await place.dnn(pretty, { DNN_LOG_FORMAT: 'json' })).stdout).toBe('');
    const other = await place.dnn(['predict', '--modle', 'x'], { DNN_LOG_FORMAT: 'json' });
    expect(other.stdout).toBe('');
    const variable = await place.dnn(['train', '--data', 'none.h5'], { DNN_LOG_FORMAT: 'json' });
    expectError(variable, 3, ['none.h5']);
    expect(eventsOf(variable)).toMatchObject([{ event: 'error', code: 'data' }]);
  });
});

describe('a diverging run', () => {
  it('exits 5 with an error event and leaves the old model alone', async () => {
    await place.dnn([...TOY, '--iterations', '2', '--out', 'old.json']);
    const before = place.listing();
    const args = [...TOY, '--learning-rate', '1e200', '--out', 'old.json', '--log-format', 'json'];
    const result = await place.dnn(args);
    expectError(result, 5, ['diverged at iteration', '--learning-rate 0.01', 'No model was written']);
    const last = eventsOf(result).at(-1);
    expect(last).toMatchObject({
      event: 'error',
      code: 'diverged',
      hint: expect.stringContaining('--learning-rate'),
    });
    expect(eventsOf(result).filter(({ event }) => event === 'saved')).toEqual([]);
    expect(place.listing()).toEqual(before);
  });

  it('of fewer updates than the window is told after the last one', async () => {
    const before = place.listing();
    const args = ['train', '--lr', '100', '--iterations', '45', '--out', 'short.json'];
    expectError(await place.dnn(args), 5, ['the cost averaged', 'over the last 45 updates']);
    expect(place.listing()).toEqual(before);
  });

  it('before the first step blames the start, not the step', async () => {
    const result = await place.dnn([...TOY, '--init', 'normal:1e300']);
    expectError(result, 5, ['diverged at iteration 0', '--init']);
    expect(result.stderr).not.toContain('--learning-rate');
  });

  it.skipIf(!REAL_CATS)(
    `on the real cat set with --learning-rate 100 says when and what to try${SKIP_NOTICE}`,
    async () => {
      const args = ['train', '--data', REAL_CATS as string, '--learning-rate', '100', '--out', 'cats.json'];
      const before = place.listing();
      const result = await place.dnn(args);
      expectError(result, 5, [
        'diverged at iteration',
        'Try --learning-rate 0.01: in 60 trial updates it lowered the cost from 0.7717 to 0.',
        'No model was written',
      ]);
      expect(costLines(result)[0]).toBe('Cost after iteration 0: 0.771749');
      expect(place.listing()).toEqual(before);
    },
  );
});

describe('the real cat set', () => {
  it.skipIf(!REAL_CATS)(`starts as the notebook does${SKIP_NOTICE}`, async () => {
    const args = ['train', '--data', 'catvnoncat', '--iterations', '101', '--out', 'cats.json'];
    const result = await place.dnn(args, { DNN_DATA_DIR: REAL_CATS as string });
    expectSuccess(result);
    expect(costLines(result)).toEqual([
      'Cost after iteration 0: 0.771749',
      'Cost after iteration 100: 0.672053',
    ]);
  });
});

describe('--expect', () => {
  it('met is silent, also when repeated', async () => {
    const result = await place.dnn([
      ...TOY,
      '--iterations',
      '3',
      '--expect',
      'cost<5',
      '--expect',
      'test_accuracy >= 0',
    ]);
    expectSuccess(result);
  });

  it('not met exits 6 with the values got, and leaves the model beside its place', async () => {
    const conditions = ['--expect', 'test_accuracy>=0.99', '--expect', 'train_cost>0', '--expect', 'cost<=0'];
    const result = await place.dnn([...TOY, '--iterations', '3', '--out', 'saved.json', ...conditions]);
    expectError(result, 6, ['test_accuracy>=0.99: test_accuracy is 0.5', 'cost<=0: cost is 0.6']);
    expect(result.stderr).not.toContain('train_cost');
    expect(result.stderr).toContain('saved to saved.rejected.json. saved.json was not written.');
    expect(result.stdout).toContain('Saved saved.rejected.json');
    expect(loadModel(place.at('saved.rejected.json')).classes).toEqual(['non-cat', 'cat']);
    expect(existsSync(place.at('saved.json'))).toBe(false);
  });

  it('that can never be met is refused before training: exit 2', async () => {
    await place.refuses(['train', '--data', 'flat.h5', '--expect', 'test_accuracy>=0'], 2, [
      '--expect test_accuracy>=0: test_accuracy is not measured',
      'there is no test split',
      'Use one of train_accuracy, train_cost, train_precision, train_recall, train_f1, train_auc, cost',
    ]);
    await place.refuses([...TOY, '--expect', 'test_accuracy>=80'], 2, [
      'from 0 to 1, not 80',
      'test_accuracy>=0.8',
    ]);
  });
});

describe('the model file', () => {
  const parse = (name: string) => JSON.parse(readFileSync(place.at(name), 'utf8'));

  it("has the contract's form", async () => {
    await place.dnn([...TOY, '--iterations', '3', '--layers', '8x8x3,4,auto', '--activation', 'tanh']);
    expect(parse('model.json')).toMatchObject({
      format: 'dnn-model',
      version: 2,
      input: { shape: [8, 8, 3], divisor: 255 },
      classes: ['non-cat', 'cat'],
      layers: [
        { type: 'dense', units: 4, activation: 'tanh' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
      parameters: {
        W1: { shape: [4, 192] },
        b1: { shape: [4, 1] },
        W2: { shape: [1, 4] },
        b2: { shape: [1, 1] },
      },
      training: {
        config: { layers: '8x8x3,4,auto', learningRate: 0.0075, iterations: 3, seed: 1, dtype: 'float64' },
        costs: [
          [0, expect.any(Number)],
          [2, expect.any(Number)],
        ],
        evaluations: { train: { examples: 40 }, test: { examples: 10 } },
        dataset: { name: 'toy', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
  });

  it.each(['float64', 'float32'])(
    'holds every number of %s: the digest of what is read back is the event’s',
    async (dtype) => {
      const args = [...TOY, '--iterations', '30', '--dtype', dtype, '--log-format', 'json'];
      const events = eventsOf(await place.dnn(args));
      const saved = events.find(({ event }) => event === 'saved');
      const hash = createHash('sha256');
      const { parameters } = parse('model.json');
      for (const name of ['W1', 'b1', 'W2', 'b2', 'W3', 'b3', 'W4', 'b4']) {
        const { data } = parameters[name] as { data: number[] };
        hash.update(new Uint8Array((dtype === 'float64' ? Float64Array : Float32Array).from(data).buffer));
      }
      expect(hash.digest('hex')).toBe(saved?.sha256);
      const inspected = JSON.parse((await place.dnn(['inspect', '--json'])).stdout);
      expect(inspected.sha256).toBe(saved?.sha256);
    },
  );

  it('gives the very same costs when it is evaluated', async () => {
    const events = eventsOf(await place.dnn([...TOY, '--iterations', '30', '--log-format', 'json']));
    const trained = events.filter(({ event }) => event === 'evaluation');
    const { stdout } = await place.dnn(['evaluate', '--split', 'all', '--json']);
    const evaluated = JSON.parse(stdout) as Record<string, unknown>[];
    expect(evaluated.map(({ split, cost, accuracy }) => ({ split, cost, accuracy }))).toEqual(
      trained.map(({ split, cost, accuracy }) => ({ split, cost, accuracy })),
    );
  });

  it('is byte for byte the same however the run is logged', async () => {
    await place.dnn([...TOY, '--iterations', '5', '--out', 'a.json']);
    await place.dnn([
      ...TOY,
      '--iterations',
      '5',
      '--out',
      'b.json',
      '--log-format',
      'json',
      '--expect',
      'cost<9',
      '--quiet',
    ]);
    expect(readFileSync(place.at('b.json'))).toEqual(readFileSync(place.at('a.json')));
  });

  it('goes through a link, and into a pipe, which stay what they are', async () => {
    symlinkSync('target.json', place.at('link.json'));
    place.write('target.json', 'old');
    expectSuccess(await place.dnn([...TOY, '--iterations', '2', '--out', 'link.json']));
    expect(parse('target.json').format).toBe('dnn-model');
    const script =
      'mkfifo pipe; cat pipe > copy.json & $DNN train --data toy.h5 --iterations 2 --out pipe && wait && test -p pipe';
    expectSuccess(await place.shell(script));
    expect(parse('copy.json')).toEqual(parse('target.json'));
  });
});

describe('output', () => {
  it('ends quietly when its reader has had enough: the training is finished and the model saved', async () => {
    const script =
      'set -o pipefail; $DNN train --data toy.h5 --iterations 3000 --log-every 1 --out piped.json | head -1';
    const result = await place.shell(script);
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^Note: Inputs are divided by 255 .*\nTraining .*\n3000 iterations in .* s\n$/,
      ),
      stdout: expect.stringMatching(/^Cost after iteration 0: .*\n$/),
    });
    expect(loadModel(place.at('piped.json')).training.config.iterations).toBe(3000);
  });

  it('that cannot be written is an error of its own, exit 7', async () => {
    const result = await place.shell('$DNN train --data toy.h5 --iterations 3 > /dev/full');
    expectError(result, 7, ['stdout', 'no space left']);
  });

  it('closed from the start is no error', async () => {
    const result = await place.shell('$DNN train --data toy.h5 --iterations 3 --out closed.json >&- 2>&-');
    expect(result.code).toBe(0);
    expect(loadModel(join(place.path, 'closed.json')).classes).toHaveLength(2);
  });
});

describe('--validation-split and --early-stopping', () => {
  const SPLIT = [...TOY, '--validation-split', '0.25', '--iterations', '60', '--log-every', '20'];

  it('print the validation cost beside each cost, and the accuracy on what is held out', async () => {
    const result = await place.dnn([...SPLIT, '--expect', 'validation_cost<=5']);
    expectSuccess(result);
    expect(costLines(result)).toHaveLength(4);
    for (const line of costLines(result)) {
      expect(line).toMatch(/^Cost after iteration \d+: \d\.\d{6}, validation cost \d\.\d{6}$/);
    }
    expect(result.stdout).toMatch(/^Validation accuracy: [01]\.\d{4} \(\d+ of 10\), cost \d\.\d{6}$/m);
    expect(result.stderr).toContain('on 30 examples of toy');
    expect((await place.dnn([...SPLIT, '--explain'])).stdout).toContain(
      '30 examples and 10 for validation, ',
    );
    expect(loadModel(place.at('model.json')).training.evaluations.validation?.examples).toBe(10);
    expect((await place.dnn(['inspect'])).stdout).toMatch(/^validation accuracy .* \(10 examples\)$/m);
  });

  it('say when the run was stopped and which parameters were kept', async () => {
    // a step that oscillates: the training cost finds no new low for long
    const flags = [...TOY, '--lr', '0.7', '--early-stopping', '5', '--iterations', '500'];
    const result = await place.dnn(flags);
    expectSuccess(result);
    const stop = /^Stopped at iteration (\d+): the training cost has not fallen for 5 epochs$/m.exec(
      result.stdout,
    );
    expect(Number(stop?.[1])).toBeLessThan(500);
    expect(result.stdout).toMatch(
      /^Kept the parameters of iteration \d+, whose training cost was lowest of all epochs: \d\.\d{6}$/m,
    );
    const events = eventsOf(await place.dnn([...flags, '--log-format', 'json']));
    const stopped = events.find(({ event }) => event === 'stopped') as Record<string, unknown>;
    const restored = events.find(({ event }) => event === 'restored') as Record<string, unknown>;
    expect(stopped).toMatchObject({ iteration: Number(stop?.[1]), split: 'train', patience: 5 });
    expect(restored).toEqual({ event: 'restored', split: 'train', ...(stopped.best as object) });
    expect(events.at(-1)).toMatchObject({ event: 'done', iterations: stopped.iteration });
  });

  it('--early-stopping alone, and true in a file, is 200 epochs', async () => {
    place.write('stop.json', '{"earlyStopping": true}');
    for (const flags of [
      ['--early-stopping', '--seed', '2'],
      ['--config', 'stop.json'],
    ]) {
      const { stdout } = await place.dnn([...TOY, ...flags, '--print-config']);
      expect(JSON.parse(stdout)).toMatchObject({ earlyStopping: 200 });
    }
  });

  it.each([
    [['--validation-split', '1'], '--validation-split 1: expected a number from 0 up to, not including, 1'],
    [['--validation-split', '0.01'], '--validation-split 0.01: of 40 examples it holds out none'],
    [['--early-stopping', '0'], '--early-stopping 0: expected a whole number of at least 1 (epochs)'],
    [['--early-stopping', 'soon'], '--early-stopping soon: expected a whole number of at least 1 (epochs)'],
    [['--expect', 'validation_accuracy>=0.5'], 'there is no validation split to evaluate'],
    [['--lr-decay', 'step:0.5'], '--lr-decay step:0.5: expected step:k@n with n a whole number'],
  ])('%j is refused', async (flags, words) => {
    await place.refuses([...TOY, ...flags], 2, [words]);
  });
});

describe('a run that went badly', () => {
  const STALLED = [
    'train',
    '--data',
    'uneven.h5',
    '--init',
    'normal:0.01',
    '--iterations',
    '1500',
    '--lr',
    '0.03',
  ];
  beforeAll(async () => {
    // every third example is of the second class
    const [x, y, ...rest] = toyArrays({ test: 0 });
    const labels = Int32Array.from({ length: 40 }, (_, i) => Number(i % 3 === 0));
    await place.writeHdf5('uneven.h5', [x, { ...y, values: labels }, ...rest]);
  });

  it('is told why on stderr, behind the evaluations, and not with --quiet', async () => {
    const result = await place.dnn(STALLED);
    expectSuccess(result);
    const warnings = result.stderr.split('\n').filter((line) => line.startsWith('Warning: '));
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(
      /^Warning: the cost stalled at 0\.6\d{3}: .* Try --init lecun-normal instead of /,
    );
    expect(warnings[1]).toMatch(/^Warning: the gradients vanish on their way back: /);
    expect(result.stdout).not.toContain('stalled');
    // With it stdout has the results alone: evaluations and the model, no costs on the way.
    const results = result.stdout.split('\n').filter((line) => !line.startsWith('Cost after'));
    expect(results).toHaveLength(3);
    expect(await place.dnn([...STALLED, '--quiet'])).toMatchObject({
      stderr: '',
      stdout: results.join('\n'),
    });
  });

  it('is told by events in JSON, after the evaluations and before the model', async () => {
    const result = await place.dnn([...STALLED, '--log-format', 'json']);
    expect(result.stderr).not.toContain('Warning');
    const events = eventsOf(result);
    expect(events.slice(-5).map(({ event }) => event)).toEqual([
      'evaluation',
      'diagnosis',
      'diagnosis',
      'saved',
      'done',
    ]);
    expect(events.at(-4)).toMatchObject({
      code: 'stalled',
      message: expect.any(String),
      hint: expect.any(String),
    });
  });
});

it('leaves the same model file whatever the threads, to the byte', async () => {
  const files = [];
  for (const [i, flags] of [
    ['--threads', '1'],
    ['--threads', '2'],
    ['--log-format', 'json'],
  ].entries()) {
    expectSuccess(await place.dnn([...TOY, '--iterations', '20', '--out', `same-${i}.json`, ...flags]));
    files.push(readFileSync(place.at(`same-${i}.json`), 'utf8'));
  }
  expect(files[1]).toBe(files[0]);
  expect(files[2]).toBe(files[0]);
  const { config } = JSON.parse(files[0]).training;
  for (const name of ['threads', 'backend', 'logEvery']) expect(config).not.toHaveProperty(name);
  expect(config).toMatchObject({ layers: 'auto,20,7,5,auto', shuffle: 'stream', dtype: 'float64' });
});

it('the models of before, which record threads, kernels and the interval of costs, still load', () => {
  const content = JSON.parse(readFileSync(place.at('same-0.json'), 'utf8'));
  content.training.config = { ...content.training.config, threads: 2, backend: 'auto', logEvery: 100 };
  place.write('before.json', JSON.stringify(content));
  expect(loadModel(place.at('before.json')).training.config).toMatchObject({ threads: 2, logEvery: 100 });
});
