/** `dnn train --trace`: all arrays of an iteration are those of the run, `dnn check` finds them right, and nothing else changes. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainValues } from '../../src/cli/commands/train-command.js';
import { Traces } from '../../src/cli/run/traces.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { loadModel } from '../../src/model/file/load.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import type { Plan } from '../../src/train/plan.js';
import { assertTraceFits } from '../../src/train/trace/traceable.js';
import { parseTracedIterations } from '../../src/train/trace/traced-iterations.js';
import { eventsOf, expectError, expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 11},${(i % 7) * 3.5 - (i % 11)}`);
  writeFileSync(`${place.path}/rows.csv`, `a,b,y\n${rows.join('\n')}\n`);
});

type Arrays = Record<string, { shape: readonly number[]; values: number[]; dtype: string }>;

function arraysOf(file: string): Arrays {
  const arrays = readNpz(`${place.path}/${file}`, 'trace', () => {});
  return Object.fromEntries(
    arrays.map(({ name, shape, dtype, values }) => {
      return [name, { shape, dtype, values: Array.from(values() as ArrayLike<number>) }];
    }),
  );
}

const MOONS = ['--data', 'moons', '--layers', '2,6,4,1', '--iterations', '4', '--lr', '0.3'];
const BLOBS = ['--data', 'blobs', '--layers', '2,5,auto', '--iterations', '4'];
const TOY = ['--data', 'toy.h5', '--layers', '192,5,1', '--iterations', '40', '--log-every', '40'];

describe('dnn check finds all of a trace right', () => {
  it.each<[string, string[]]>([
    ['relu', MOONS],
    ['tanh', [...MOONS, '--activation', 'tanh']],
    ['relu and tanh with l2', [...MOONS, '--activation', 'relu,tanh', '--l2', '0.7']],
    ['gelu', [...MOONS, '--activation', 'gelu']],
    ['softmax', BLOBS],
    ['softmax in mini-batches', [...BLOBS, '--batch-size', '32', '--activation', 'sigmoid']],
    ['momentum', [...MOONS, '--optimizer', 'momentum']],
    ['momentum that sums', [...MOONS, '--optimizer', 'momentum', '--momentum', '0.8', '--dampening', '0']],
    ['rmsprop', [...MOONS, '--optimizer', 'rmsprop']],
    ['adam with l2', [...MOONS, '--optimizer', 'adam', '--l2', '0.1']],
    ['adam with ε in the root', [...BLOBS, '--optimizer', 'adam', '--epsilon-in-root']],
    ['dropout', [...MOONS, '--keep-prob', '0.8,0.5']],
    [
      'dropout with tanh, l2 and adam',
      [...MOONS, '--keep-prob', '0.7', '--activation', 'tanh', '--l2', '0.2', '--optimizer', 'adam'],
    ],
    ['a squared loss', [...MOONS, '--output-activation', 'tanh', '--loss', 'quadratic']],
    ['mse behind sigmoid', [...MOONS, '--loss', 'mse']],
    ['float32', [...MOONS, '--dtype', 'float32']],
    [
      'a rate that falls',
      [...MOONS, '--lr-decay', 'exponential:0.5', '--optimizer', 'adam', '--beta1', '0.8'],
    ],
    ['numbers as the target', ['--data', 'rows.csv', '--layers', 'auto,4,auto', '--epochs', '4']],
    ['the dual form of the first layer', TOY],
    [
      'the dual form with l2 and momentum in mini-batches',
      [...TOY, '--l2', '0.7', '--optimizer', 'momentum', '--batch-size', '16'],
    ],
  ])('of a network with %s', async (_, flags) => {
    const run = await place.dnn(['train', ...flags, '--trace', '0,3', '--log-format', 'json']);
    expectSuccess(run);
    const commands = eventsOf(run).flatMap(({ event, check }) =>
      event === 'traced' ? [check as string] : [],
    );
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const checked = await place.dnn([...command.split(' ').slice(1), '--json']);
      expect(checked.stderr).toBe('');
      const { arrays, notes } = JSON.parse(checked.stdout);
      expect(arrays.length).toBeGreaterThan(12);
      expect(new Set(arrays.map(({ verdict }: { verdict: string }) => verdict))).toEqual(new Set(['right']));
      const single =
        "its numbers are float32: they are compared to 0.0001 of an array's size, float64 to 1e-9";
      expect(notes).toEqual(flags.includes('float32') ? [single] : []);
    }
  });
});

describe('a trace', () => {
  it('has the arrays by the names of the course, in the order of the computation, units by examples', async () => {
    expectSuccess(
      await place.dnn(['train', ...MOONS, '--optimizer', 'momentum', '--keep-prob', '0.5,1', '--trace', '1']),
    );
    const shapes = Object.entries(arraysOf('model.trace-1.npz')).map(
      ([name, { shape }]) => `${name} ${shape.join('x')}`,
    );
    expect(shapes).toEqual([
      ...['X 2x300', 'Y 1x300', 'W1 6x2', 'b1 6x1', 'W2 4x6', 'b2 4x1', 'W3 1x4', 'b3 1x1'],
      ...['v_dW1 6x2', 'v_db1 6x1', 'v_dW2 4x6', 'v_db2 4x1', 'v_dW3 1x4', 'v_db3 1x1'],
      ...['Z1 6x300', 'D1 6x300', 'A1 6x300', 'Z2 4x300', 'A2 4x300', 'Z3 1x300', 'A3 1x300', 'cost '],
      ...['dA3 1x300', 'dZ3 1x300', 'dW3 1x4', 'db3 1x1', 'dA2 4x300', 'dZ2 4x300', 'dW2 4x6', 'db2 4x1'],
      ...['dA1 6x300', 'dZ1 6x300', 'dW1 6x2', 'db1 6x1'],
      ...[
        'v_dW1_new 6x2',
        'v_db1_new 6x1',
        'v_dW2_new 4x6',
        'v_db2_new 4x1',
        'v_dW3_new 1x4',
        'v_db3_new 1x1',
      ],
      ...['W1_new 6x2', 'b1_new 6x1', 'W2_new 4x6', 'b2_new 4x1', 'W3_new 1x4', 'b3_new 1x1'],
    ]);
    expect(new Set(arraysOf('model.trace-1.npz').D1.values)).toEqual(new Set([0, 1]));
  });

  it.each([
    ['direct', [...MOONS, '--batch-size', '64', '--keep-prob', '0.8', '--optimizer', 'adam']],
    ['dual', [...TOY, '--batch-size', '16', '--l2', '0.7', '--optimizer', 'momentum']],
    ['dual', [...TOY, '--dtype', 'float32']],
  ])(
    'changes no bit of a run in the %s form, and has the bits of its costs and parameters',
    async (form, flags) => {
      const json = ['--log-format', 'json', '--log-every', '1'];
      const plain = eventsOf(await place.dnn(['train', ...flags, ...json]));
      const last = form === 'dual' ? 39 : 3;
      const followed = eventsOf(
        await place.dnn(['train', ...flags, ...json, '--log-stats', '--trace', `0..${last}`]),
      );
      const kept = (events: typeof plain) =>
        events.filter(({ event }) => ['cost', 'evaluation', 'saved'].includes(event as string));
      expect(kept(followed)).toEqual(kept(plain));
      expect(plain[0]).toMatchObject({ plan: { firstLayer: { form } } });
      expect(followed.filter(({ event }) => event === 'traced')).toHaveLength(last + 1);

      const model = loadModel(`${place.path}/model.json`);
      const arrays = arraysOf(`model.trace-${last}.npz`);
      for (const { name, value } of model.parameters) {
        expect(arrays[`${name}_new`], name).toMatchObject({
          dtype: model.dtype,
          values: Array.from(value.data),
        });
      }
      expect(arrays.cost.values).toEqual([model.training.costs.at(-1)?.[1]]);
      const before = arraysOf(`model.trace-${last - 1}.npz`);
      for (const name of ['W1', 'b1', 'W2', 'b2']) expect(arrays[name]).toEqual(before[`${name}_new`]);
    },
  );

  it('of a resumed run is made from its checkpoint on, with the bits of one that never stopped', async () => {
    const flags = ['train', ...TOY, '--out', 'long.json', '--batch-size', '16', '--trace', '18..21'];
    expectSuccess(await place.dnn(flags));
    const whole = readFileSync(`${place.path}/long.trace-20.npz`);
    const short = [...flags, '--iterations', '20', '--checkpoint-every', '20', '--trace', '18,19'];
    expectSuccess(await place.dnn(short));
    rmSync(`${place.path}/long.trace-18.npz`);
    const { mtimeMs } = statSync(`${place.path}/long.trace-19.npz`);
    rmSync(`${place.path}/long.trace-20.npz`);
    const resumed = ['train', '--resume', 'long.checkpoint', '--iterations', '40', '--trace', '18..21'];
    expectSuccess(await place.dnn(resumed));
    expect(existsSync(`${place.path}/long.trace-18.npz`)).toBe(false);
    expect(statSync(`${place.path}/long.trace-19.npz`).mtimeMs).toBe(mtimeMs);
    expect(readFileSync(`${place.path}/long.trace-20.npz`).equals(whole)).toBe(true);
  });

  it('of an optimizer whose update is not checked has no command', async () => {
    const run = await place.dnn(['train', ...MOONS, '--optimizer', 'nesterov', '--trace', '2']);
    expectSuccess(run);
    expect(run.stderr).toMatch(/^Traced iteration 2 in model\.trace-2\.npz$/m);
    const tanh = await place.dnn(['train', ...MOONS, '--activation', 'tanh', '--trace', '2']);
    const command = 'dnn check model.trace-2.npz --activation tanh --learning-rate 0.3';
    expect(tanh.stderr).toContain(`Traced iteration 2 in model.trace-2.npz. Check it with: ${command}\n`);
  });

  it('of a named run stands in its directory, and goes with it', async () => {
    expectSuccess(await place.dnn(['train', ...MOONS, '--name', 'first', '--trace', '0']));
    expect(existsSync(`${place.path}/runs/first/model.trace-0.npz`)).toBe(true);
    expectSuccess(await place.dnn(['ls', '--rm', 'first']));
    expect(existsSync(`${place.path}/runs/first`)).toBe(false);
  });

  it('that cannot be written costs a warning, and the error at the end', () => {
    const lines: string[] = [];
    const trace = parseTracedIterations('0..1');
    const given = { out: `${place.path}/model.json`, resume: undefined, trace };
    const options = given as unknown as TrainValues;
    const traces = new Traces({ options, from: 0, report: () => {}, warn: (line) => lines.push(line) });
    traces.finish();
    Object.assign(options, { out: `${place.path}/gone/model.json` });
    const event = { event: 'trace', iteration: 0, learningRate: 0.1, arrays: [] } as const;
    traces.keep(event, {} as Plan);
    traces.keep({ ...event, iteration: 1 }, {} as Plan);
    expect(lines).toEqual([expect.stringContaining('gone/model.trace-0.npz')]);
    expect(() => traces.finish()).toThrow('gone/model.trace-0.npz');
  });
});

describe('what is refused', () => {
  it.each<[string, string[], string]>([
    [
      'a convolution',
      ['--data', 'demo-cats', '--layers', '64x64x3,conv3:2,pool8,auto'],
      'layer 1 is conv3:2: only dense layers are traced',
    ],
    ['batch norm', [...MOONS, '--batch-norm'], 'layer 1 has batch norm'],
    ['class weights', [...MOONS, '--class-weight', 'balanced'], 'the classes have weights'],
    [
      'an iteration that is not made',
      [...MOONS, '--trace', '2..4'],
      '--trace 2..4: the last iteration of the run is 3',
    ],
    ['no file', [...MOONS, '--out', '/dev/null'], 'traces are written beside the model'],
    ['other words', [...MOONS, '--trace', 'first'], '--trace first: expected an iteration such as 0'],
    ['a range from its end', [...MOONS, '--trace', '5..0'], '5..0 ends before it begins'],
    ['too many iterations', [...MOONS, '--trace', '0..1000'], 'more than 1000 iterations'],
  ])('%s', async (_, flags, problem) => {
    const files = readdirSync(place.path);
    const trace = flags.includes('--trace') ? [] : ['--trace', '0'];
    expectError(await place.dnn(['train', ...flags, ...trace]), 2, [problem]);
    expect(readdirSync(place.path)).toEqual(files);
  });

  it('arrays that would not fit memory, or an archive', () => {
    const layers = [1000, 1].map((units) => ({ type: 'dense', units, activation: 'sigmoid' }));
    const architecture = { inputShape: [1000], layers, loss: 'binary-cross-entropy' };
    const plan = { architecture, batchSize: 100, parameters: 1_001_000, memory: 2 ** 20 } as unknown as Plan;
    const trace = parseTracedIterations('0');
    const options = { ...defaultTrainingOptions(), dtype: 'float32' } as const;
    // 100·(1000 + 1 + 5·1001) values of examples and 3·1,001,000 of parameters, three times, of 4 bytes.
    const needed = 12 * (100 * 6006 + 3 * 1_001_000 + 1) + 2 ** 20;
    assertTraceFits(plan, options, trace, { memoryLimit: needed + 5, memoryTaken: 5 });
    expect(() => assertTraceFits(plan, options, trace, { memoryLimit: needed + 4, memoryTaken: 5 })).toThrow(
      '--trace 0: the arrays of one iteration are 13.7 MiB, with the run and what writes them 42.2 MiB of memory',
    );
    expect(() => assertTraceFits({ ...plan, batchSize: 1e6 }, options, trace, {})).toThrow(
      'an npz file holds',
    );
  });

  it('a file of somebody else, before the run starts', async () => {
    writeFileSync(`${place.path}/own.trace-3.npz`, 'mine');
    const result = await place.dnn(['train', ...MOONS, '--out', 'own.json', '--trace', '0..3']);
    expectError(result, 2, ['own.trace-3.npz: a file that dnn did not write has this name']);
    expect(readFileSync(`${place.path}/own.trace-3.npz`, 'utf8')).toBe('mine');
    expect(existsSync(`${place.path}/own.trace-0.npz`)).toBe(false);
    expect(existsSync(`${place.path}/own.json`)).toBe(false);
  });
});
