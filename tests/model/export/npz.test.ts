/** Parameters as npz: what NumPy reads of them, what comes back, and the models of a notebook's parameters. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { readNpz } from '../../../src/data/formats/npz/npz.js';
import { type NpzOutput, npzBytes } from '../../../src/data/formats/npz/writer.js';
import { openDataset } from '../../../src/data/open.js';
import { parametersNpz } from '../../../src/model/export/npz.js';
import { type ImportOptions, importParameters } from '../../../src/model/import/import.js';
import { type Model, parameterDigest } from '../../../src/model/model.js';
import { Predictor } from '../../../src/model/predict.js';
import type { HiddenActivation } from '../../../src/nn/activations.js';
import { architectureText } from '../../../src/nn/architecture.js';
import { isWeighted } from '../../../src/nn/layers/layers.js';
import { dnnError } from '../../helpers/errors.js';
import { classOf } from '../../helpers/kinds.js';
import { largestDifference, NETWORKS, networkModel, titleOf } from '../../helpers/networks.js';
import { python, pythonNotice } from '../../helpers/python.js';
import { tableModel } from '../../helpers/table-model.js';

const folder = mkdtempSync(join(tmpdir(), 'dnn-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const PLAIN: ImportOptions = {
  activation: ['relu'],
  outputActivation: undefined,
  loss: undefined,
  batchNorm: false,
};

function saved(bytes: Uint8Array): string {
  const path = join(folder, 'params.npz');
  writeFileSync(path, bytes);
  return path;
}

/** Data of the shape that the model takes: two examples, one of each of its first two classes. */
function dataFor({ architecture: { inputShape }, classes, divisor }: Model): Dataset {
  const features = inputShape.reduce((product, n) => product * n, 1);
  const values = Float64Array.from({ length: 2 * features }, (_, i) => ((i * 37) % 101) / 100);
  const train = { examples: 2, values, labels: Int32Array.of(0, 1), dtype: 'float64' };
  return { name: 'test', shape: inputShape, divisor, classes, train, notes: [] };
}

/** The model with its parameters written and imported again. */
function imported(model: Model): Model {
  const { architecture } = model;
  const hidden = architecture.layers.slice(0, -1).filter(isWeighted);
  const last = architecture.layers[architecture.layers.length - 1];
  const options = {
    layers: architectureText(architecture),
    activation:
      hidden.length > 0 ? hidden.map(({ activation }) => activation as HiddenActivation) : PLAIN.activation,
    outputActivation: (last as { activation: 'sigmoid' }).activation,
    loss: architecture.loss,
    batchNorm: hidden.some(({ batchNorm }) => batchNorm),
  };
  return importParameters(saved(parametersNpz(model)), dataFor(model), options);
}

describe('parameters written as npz and imported again have the same SHA-256', () => {
  it.each(NETWORKS.map(([layers, options]) => [titleOf(layers, options), layers, options] as const))(
    '%s',
    (_, layers, options) => {
      const model = networkModel(layers, options);
      const back = imported(model);
      expect(parameterDigest(back.parameters)).toBe(model.training.sha256);
      expect(back.training.sha256).toBe(model.training.sha256);
      expect(back.architecture.layers).toEqual(
        model.architecture.layers.map((layer) =>
          JSON.parse(JSON.stringify({ ...layer, keepProb: undefined })),
        ),
      );
    },
  );

  it('for any sizes, values and precision (property)', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    const value = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 }),
      fc.constant(-0),
    );
    const dtype = fc.constantFrom('float64' as const, 'float32' as const);
    fc.assert(
      fc.property(
        sizes,
        dtype,
        fc.boolean(),
        fc.array(value, { minLength: 1 }),
        (inner, type, batchNorm, values) => {
          const layers = [...inner, 3].join();
          const model = networkModel(layers, { dtype: type, batchNorm: batchNorm && inner.length > 1 });
          const { data } = model.parameters[0].value;
          for (let i = 0; i < data.length; i++) data[i] = values[i % values.length];
          expect(parameterDigest(imported(model).parameters)).toBe(parameterDigest(model.parameters));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is written', () => {
  const model = networkModel('9,8,7,3', { batchNorm: true });

  it('has the names and shapes of the course, values to the bit, also for our own reader', () => {
    const arrays = readNpz(saved(parametersNpz(model)));
    expect(arrays.map(({ name }) => name).join()).toBe(
      'W1,gamma1,beta1,mean1,variance1,W2,gamma2,beta2,mean2,variance2,W3,b3',
    );
    for (const [i, { value }] of model.parameters.entries()) {
      expect(arrays[i].shape).toEqual([value.rows, value.cols]);
      expect(arrays[i].values()).toEqual(value.data);
    }
  });

  it('has the preparation of a table as a text beside them, which an import passes over', () => {
    const table: Model = { ...tableModel(), targetDecimal: ',' };
    const arrays = readNpz(saved(parametersNpz(table)));
    const text = arrays.find(({ name }) => name === 'preparation');
    expect(text).toMatchObject({ shape: [], dtype: 'string' });
    const { columns, scaling, target, targetDecimal, classes } = table;
    expect(JSON.parse(text?.strings()[0] ?? '')).toEqual({
      input: { shape: [7], divisor: 1, columns, scaling },
      target,
      targetDecimal,
      classes,
    });
    expect(parameterDigest(imported(table).parameters)).toBe(parameterDigest(table.parameters));
  });

  it('is the same bytes each time', () => {
    expect(parametersNpz(model)).toEqual(parametersNpz(model));
  });

  const notice = pythonNotice('numpy');
  it.skipIf(notice !== '').each(['float64', 'float32'] as const)(
    `is read by NumPy: names, shapes, %s and every bit${notice}`,
    (dtype) => {
      const written = networkModel('8x8x1,conv3:2,pool2,7,10', { dtype });
      const script = `import sys, json, hashlib, numpy as np
z = np.load(sys.argv[1])
digest = hashlib.sha256(b''.join(z[k].tobytes() for k in z.files)).hexdigest()
print(json.dumps([{k: [list(z[k].shape), str(z[k].dtype), bool(z[k].flags.c_contiguous)] for k in z.files}, digest]))`;
      const shapes = written.parameters.map(({ name, value }) => [
        name,
        [[value.rows, value.cols], dtype, true],
      ]);
      const path = saved(parametersNpz(written));
      expect(python(script, path)).toEqual([Object.fromEntries(shapes), written.training.sha256]);
    },
  );
});

interface Expected {
  readonly accuracy: number;
  readonly examples: readonly number[][];
  readonly probabilities: readonly number[];
}
const NOTEBOOK = 'tests/model/notebook';

describe("a notebook's parameters", () => {
  const { examples, probabilities, accuracy }: Expected = JSON.parse(
    readFileSync(`${NOTEBOOK}/expected.json`, 'utf8'),
  );
  const stored = Uint8Array.from(examples.flat());
  const digits = () => openDataset('digits', { classes: ['0', '1'] });

  it('predict here what they predict in NumPy, to 1e-12', async () => {
    const model = importParameters(`${NOTEBOOK}/notebook.npz`, await digits(), PLAIN);
    const own = new Predictor(model).predictValues(stored).map((each) => classOf(each).probabilities[1]);
    expect(largestDifference([own], [probabilities])).toBeLessThan(1e-12);
    expect(architectureText(model.architecture)).toBe('64,7,5,1');
    expect([model.divisor, model.classes, model.dtype]).toEqual([16, ['0', '1'], 'float64']);
    const { train, test } = model.training.evaluations;
    const right = (train?.accuracy ?? 0) * 289 + (test?.accuracy ?? 0) * 71;
    expect(right).toBeCloseTo(accuracy * 360, 9);
  });

  it('in float32, Fortran order and another order of arrays: to 1e-6', async () => {
    const model = importParameters(`${NOTEBOOK}/float32.npz`, await digits(), PLAIN);
    const own = new Predictor(model).predictValues(stored).map((each) => classOf(each).probabilities[1]);
    expect(model.dtype).toBe('float32');
    expect(largestDifference([own], [probabilities])).toBeLessThan(1e-6);
  });
});

describe('arrays that are no parameters of the layers', () => {
  const zeros = (rows: number, cols: number, value = 0.5) => new Float64Array(rows * cols).fill(value);
  const array = (name: string, rows: number, cols: number, values = zeros(rows, cols)): NpzOutput => ({
    name,
    shape: [rows, cols],
    values,
  });
  const sound = [array('W1', 4, 3), array('b1', 4, 1), array('W2', 1, 4), array('b2', 1, 1)];
  const replaced = (...others: NpzOutput[]) =>
    sound.map((each) => others.find(({ name }) => name === each.name) ?? each);
  const data = dataFor(networkModel('3,4,1', { divisor: 1 }));
  const refusal = (arrays: readonly NpzOutput[], options: Partial<ImportOptions> = {}) => {
    const error = dnnError('data', () =>
      importParameters(saved(npzBytes(arrays)), data, { ...PLAIN, ...options }),
    );
    return `${error.message} | ${error.hint}`;
  };

  it('are sound to begin with', () => {
    const model = importParameters(saved(npzBytes(sound)), data, PLAIN);
    expect(architectureText(model.architecture)).toBe('3,4,1');
  });

  it.each<[what: string, arrays: readonly NpzOutput[], options: Partial<ImportOptions>, words: string[]]>([
    ['none at all', [], {}, ['has no array W1: it holds none', 'np.savez']],
    ['names of np.savez without names', [array('arr_0', 4, 3)], {}, ['no array W1', 'it holds arr_0']],
    [
      'a bias too few',
      sound.slice(0, 3),
      {},
      ['no array b2, which the layers 3,4,1 need', 'holds W1, b1, W2'],
    ],
    ['a layer too many', [...sound, array('b3', 1, 1)], {}, ['b3 belongs to no layer of 3,4,1']],
    ['batch norm', [...sound, array('gamma1', 4, 1)], {}, ['gamma1 belongs to no layer', '--batch-norm']],
    ['no batch norm', sound, { batchNorm: true }, ['no array gamma1, which the layers']],
    ['other layers', sound, { layers: '3,5,1' }, ['W1 has shape (4, 3), the layers need (5, 3)']],
    [
      'a bias of two columns',
      replaced(array('b1', 2, 2)),
      {},
      ['b1 has shape (2, 2), the', 'b1.reshape(4, 1)'],
    ],
    ['W turned', replaced(array('W1', 3, 4)), { layers: '3,4,1' }, ['W1 has shape (3, 4)', 'save W1.T']],
    [
      'W1 turned, no layers',
      replaced(array('W1', 3, 4)),
      {},
      ['W1 has shape (3, 4), expected (units, 3): an example of', 'W1.T'],
    ],
    [
      'W1 of other data, no layers',
      replaced(array('W1', 4, 7)),
      {},
      ['W1 has shape (4, 7), expected (units, 3): an example of', 'has 3 values', '--data'],
    ],
    [
      'W2 turned, no layers',
      replaced(array('W2', 4, 1)),
      {},
      ['W2 has shape (4, 1), expected (units, 4)', 'W2.T'],
    ],
    [
      'NaN',
      replaced(array('W1', 4, 3, zeros(4, 3).fill(Number.NaN, 5, 6))),
      {},
      ['W1[1, 2] is NaN', 'diverge'],
    ],
    [
      'infinity',
      replaced(array('b1', 4, 1, zeros(4, 1, Number.NEGATIVE_INFINITY))),
      {},
      ['b1[0, 0] is -Infinity'],
    ],
  ])('%s: the error names what is wrong', (_, arrays, options, words) => {
    const text = refusal(arrays, options);
    for (const word of words) expect(text).toContain(word);
  });

  it('numbers that overflow on the data are refused', () => {
    const large = replaced(array('W1', 4, 3, zeros(4, 3, 1e308)), array('W2', 1, 4, zeros(1, 4, 1e308)));
    const call = () => importParameters(saved(npzBytes(large)), data, PLAIN);
    expect(dnnError('model', call).message).toContain('overflow');
  });

  it('a variance below 0 is named', () => {
    const { parameters } = networkModel('3,4,1', { batchNorm: true });
    const arrays = parameters.map(({ name, value }) =>
      array(
        name,
        value.rows,
        value.cols,
        name === 'variance1' ? Float64Array.of(1, 2, -3, 4) : Float64Array.from(value.data),
      ),
    );
    expect(refusal(arrays, { batchNorm: true })).toContain('variance1[2, 0] is -3, a variance is at least 0');
  });

  it.each([
    [
      'the data have other values',
      { layers: '5,4,1' },
      'the input layer has 5 units, but an example of test has 3',
    ],
    [
      'another number of outputs',
      { layers: '3,4,7' },
      'the output layer has 7 units, but test has 2 classes',
    ],
    ['more parameters than a file holds', { layers: '3,99999999,1' }, '499999996 parameters'],
    ['too many activations', { activation: ['relu', 'tanh'] }, '2 activations for 1 hidden layer'],
  ] as const)('%s: a usage error', (_, options, words) => {
    const call = () =>
      importParameters(saved(npzBytes(sound)), data, { ...PLAIN, ...options } as ImportOptions);
    expect(dnnError('usage', call).message).toContain(words);
  });

  it('arrays of data with another number of classes: not the fault of layers that nobody gave', () => {
    const arrays = [array('W1', 7, 3, new Float64Array(21)), array('b1', 7, 1, new Float64Array(7))];
    const call = () => importParameters(saved(npzBytes(arrays)), data, PLAIN);
    const { message, hint } = dnnError('data', call);
    expect(message).toContain('W1 gives 7 outputs, but test has 2 classes');
    expect(hint).toContain('--data');
  });

  it('a file that is missing, and one that is no archive', () => {
    const call = (path: string) => dnnError('data', () => importParameters(path, data, PLAIN)).message;
    expect(call(join(folder, 'none.npz'))).toContain('cannot read parameters');
    expect(call(saved(Buffer.from('{}')))).toContain('is not an npz file');
  });
});
