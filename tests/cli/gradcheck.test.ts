/** `dnn gradcheck`: what it says of networks on random data and on one's own, and how it fails. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('three.h5', toyArrays({ train: 90, classes: ['a', 'b', 'c'] }));
});

async function json(...args: string[]) {
  const result = await place.dnn(['gradcheck', '--json', ...args]);
  expectSuccess(result);
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

describe('on random data', () => {
  it('needs no flags at all, and says parameter by parameter that they agree', async () => {
    const result = await place.dnn(['gradcheck']);
    expectSuccess(result);
    const lines = result.stdout.split('\n');
    expect(lines[0]).toBe('Gradient check of 10,20,7,5,1 on 32 examples of random data, step 0.00001');
    for (const name of ['W1', 'b1', 'W2', 'b2', 'W3', 'b3', 'W4', 'b4', 'all']) {
      expect(lines.some((line) => line.startsWith(`${name} `))).toBe(true);
    }
    expect(result.stdout).toMatch(
      /\nWorst entry: [Wb]\d\[\d+\]\[\d+\]: backpropagation \S+, differences \S+\n/,
    );
    expect(lines.at(-2)).toBe('Backpropagation agrees with centred differences, within 1e-7.');
  });

  it('takes the shape from --layers, pictures and several classes among them', async () => {
    expect(await json('--layers', '4x4x3,5,3')).toMatchObject({ layers: '48,5,3', data: 'random' });
    expect(await json('--layers', '6,1')).toMatchObject({ layers: '6,1', agrees: true });
  });

  it('--samples, --examples, --step and --tolerance do what they say; the seed draws all', async () => {
    const flags = ['--layers', '9,8,1', '--samples', '5', '--examples', '3', '--step', '1e-4'];
    const report = await json(...flags, '--tolerance', '1e-5');
    expect(report).toMatchObject({ examples: 3, step: 1e-4, tolerance: 1e-5, checked: 16 });
    expect(report.parameters.map(({ checked }: { checked: number }) => checked)).toEqual([5, 5, 5, 1]);
    expect(await json(...flags, '--tolerance', '1e-5')).toEqual(report);
    const other = await json(...flags, '--tolerance', '1e-5', '--seed', '2');
    expect(other.worst).not.toEqual(report.worst);
  });
});

it('says what rounding is where it comes in, and no more with --quiet', async () => {
  const args = ['gradcheck', '--layers', '5,4,4,1', '--activation', 'sigmoid', '--init', 'normal:0.0001'];
  const result = await place.dnn(args);
  expectSuccess(result);
  expect(result.stdout).toMatch(/^W1 .* rounding$/m);
  expect(result.stdout).toMatch(
    /^Backpropagation agrees with centred differences, within 1e-7 or what rounding makes of them\.$/m,
  );
  expect(result.stderr).toContain('Rounding: the rounding of the cost explains the difference.');
  expect((await place.dnn([...args, '--quiet'])).stderr).toBe('');
});

describe("on the user's own data", () => {
  it('checks on examples of every class, however they are sorted', async () => {
    const report = await json('--data', 'toy.h5', '--batch-norm', '--keep-prob', '0.7');
    expect(report).toMatchObject({ data: 'toy', layers: '192,20,7,5,1', examples: 32, agrees: true });
    const names = report.parameters.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 3)).toEqual(['W1', 'gamma1', 'beta1']);
    expect(await json('--data', 'three.h5')).toMatchObject({ layers: '192,20,7,5,3', agrees: true });
  });

  it('takes all examples where there are fewer', async () => {
    expect(await json('--data', 'toy.h5', '--examples', '1000')).toMatchObject({ examples: 40 });
  });

  it('takes the file of a training run, whose other options mean nothing to it', async () => {
    place.write(
      'run.json',
      JSON.stringify({ data: 'toy.h5', layers: 'auto,3,auto', optimizer: 'adam', l2: 0.1 }),
    );
    expect(await json('--config', 'run.json')).toMatchObject({ data: 'toy', layers: '192,3,1' });
    place.write('typo.json', JSON.stringify({ leyers: 'auto,3,auto' }));
    await place.refuses(['gradcheck', '--config', 'typo.json'], 2, ['"leyers"', 'Did you mean layers?']);
  });
});

describe('fails', () => {
  it('with exit code 1 above the tolerance, the report on stdout all the same', async () => {
    // no difference of 64-bit numbers is as good as that
    const args = ['gradcheck', '--activation', 'tanh', '--tolerance', '1e-15', '--step', '0.5'];
    const result = await place.dnn(args);
    expectError(result, 1, ['disagree by more than 1e-15 in W1 (', ', b4 (', 'worst ', '--step']);
    expect(result.stdout).toContain('WRONG');
    expect(result.stdout).not.toContain('agrees');
    const report = JSON.parse((await place.dnn([...args, '--json'])).stdout);
    expect(report.agrees).toBe(false);
    expect(report.difference).toBeGreaterThan(1e-15);
  });

  it('where rounding hides so much that nobody could tell an error from it', async () => {
    const args = ['gradcheck', '--layers', '5,4,4,1', '--activation', 'sigmoid', '--init', 'normal:0.0001'];
    const result = await place.dnn([...args, '--step', '1e-12']);
    expectError(result, 1, ['disagree by more than 1e-7 in all of them together (', 'Another --step']);
    expect(result.stdout).toMatch(/^W1 .* rounding$/m);
  });

  it.each(['relu', 'sigmoid'])(
    'but not where only the first layers of a small start are below it: %s',
    async (activation) => {
      const args = ['--layers', '10,6,5,4,4,3,1', '--activation', activation, '--init', 'normal:0.01'];
      const result = await place.dnn(['gradcheck', ...args]);
      expectSuccess(result);
      expect(result.stdout).toMatch(/^W1 .* rounding$/m);
    },
  );

  it('and tells which parameters kinks leave nothing to compare of', async () => {
    const result = await place.dnn(['gradcheck', '--layers', '2,50,1', '--step', '1e9', '--examples', '50']);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^W1 .* 0 +100 +0\.00e\+0 +unchecked$/m);
    expect(result.stderr).toContain('Skipped: the step crosses a kink of relu');
    expect(result.stderr).toContain('Unchecked: try another --seed');
    expect(result.stderr).not.toContain('W1 (');
  });

  it.each([
    [['--layers', '5,auto,1'], ['token 2 is "auto"']],
    [
      ['--data', 'toy.h5', '--layers', '5,3,1'],
      ['the input layer has 5 units', '192'],
    ],
    [['--keep-prob', '0.5,0.6'], ['--keep-prob 0.5,0.6: 2 probabilities for 3 hidden layers']],
    [
      ['--batch-norm', '--examples', '1'],
      ['one example is its own mean', '--examples 2'],
    ],
    [['--samples', '0'], ['--samples 0: expected a whole number of at least 1']],
    [['--tolerance', '0'], ['--tolerance 0: expected a number above 0']],
    [['--optimizer', 'adam'], ["'--optimizer'"]],
  ])('%j, before anything is computed', async (flags, words) => {
    await place.refuses(['gradcheck', ...flags], 2, words);
  });

  it('where differences are no numbers, with what to do about that', async () => {
    await place.refuses(['gradcheck', '--layers', '4,3,1', '--step', '1e-300'], 2, [
      'a step of 1e-300 is lost in W1',
      'Give a larger --step',
    ]);
    await place.refuses(['gradcheck', '--layers', '4,3,1', '--init', 'normal:1e200'], 5, [
      'the cost is NaN',
      'a smaller start (--init)',
    ]);
  });

  it('beyond the memory, with flags that it has', async () => {
    const result = await place.dnn(['gradcheck', '--layers', '4,3,1', '--examples', '1000000000']);
    expectError(result, 2, [
      'GiB of memory in all',
      'Use fewer units or fewer --examples, or allow more: --max-memory.',
    ]);
    expect(result.stderr).not.toMatch(/--batch-size|--dtype/);
  });

  it('for data that are not there', async () => {
    await place.refuses(['gradcheck', '--data', 'nothing.h5'], 3, ['nothing.h5']);
  });
});
