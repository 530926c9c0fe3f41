/** Checkpoints by the command line: killed at random moments and resumed, the model is the one of a run never stopped. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRAIN } from '../../src/cli/commands/train-command.js';
import { resolveOptions } from '../../src/cli/options/resolve.js';
import { resumeRun } from '../../src/cli/run/resume.js';
import { checkpointChunks } from '../../src/model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { loadModel } from '../../src/model/file/load.js';
import { BIN, eventsOf, expectError, expectSuccess, toyArrays } from '../helpers/cli.js';
import { dnnError } from '../helpers/errors.js';
import { InProcess } from '../helpers/in-process.js';
import { surviveKills } from '../helpers/kills.js';

const place = new InProcess();
/** Where runs are killed. */
const field = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('other.h5', toyArrays({ classes: ['a', 'b'] }));
  await place.writeHdf5('more.h5', toyArrays({ train: 44 }));
});

/** The checkpoint c.checkpoint with these options besides, sealed anew as a stranger would. */
function withOptions(name: string, options: Record<string, unknown>): string {
  const checkpoint = loadCheckpoint(place.at('c.checkpoint'));
  const changed = { ...checkpoint, options: { ...checkpoint.options, ...options } };
  return place.write(`${name}.checkpoint`, Buffer.concat([...checkpointChunks(changed)]));
}

function resumeFrom(resume: string) {
  const source = { describe: () => '', values: { resume } };
  return resumeRun({ options: resolveOptions(TRAIN.options, [source]), sources: [source] });
}

describe('killed and resumed', () => {
  it('a run ends in the very file of one never stopped', async () => {
    const args =
      '--data moons --layers 2,6,4,1 --optimizer adamw --batch-norm --keep-prob 0.9 --batch-size 64 --iterations 1500 --log-every 50 --checkpoint-every 101';
    // Before its first checkpoint, and behind it.
    const kills = [
      { lines: 1, milliseconds: 0 },
      { lines: 8, milliseconds: 0 },
    ];
    expect((await surviveKills(field, 'killed', args, kills)).kills).toBeGreaterThan(0);
  });
});

describe('a checkpoint', () => {
  const every = 'train --data toy.h5 --layers auto,4,auto --iterations 10 --log-every 5'.split(' ');

  it('is an event each time, and at the end; the model is the same with and without', async () => {
    const result = await place.dnn([
      ...every,
      '--out',
      'c.json',
      '--checkpoint-every',
      '4',
      '--log-format',
      'json',
    ]);
    expectSuccess(result);
    const path = 'c.checkpoint';
    expect(eventsOf(result).filter(({ event }) => event === 'checkpoint')).toEqual([
      { event: 'checkpoint', iteration: 4, path },
      { event: 'checkpoint', iteration: 8, path },
      { event: 'checkpoint', iteration: 10, path },
    ]);
    expectSuccess(await place.dnn([...every, '--out', 'plain.json']));
    expect(existsSync(place.at('plain.checkpoint'))).toBe(false);
    expect(readFileSync(place.at('c.json'), 'utf8')).toBe(readFileSync(place.at('plain.json'), 'utf8'));
  });

  it('that is damaged gives way to the one before it, with a warning; the model is the same', async () => {
    expectSuccess(
      await place.dnn([...every, '--iterations', '4', '--out', 'p.json', '--checkpoint-every', '4']),
    );
    const whole = readFileSync(place.at('p.checkpoint'));
    place.write('p.previous.checkpoint', whole);
    place.write('p.checkpoint', whole.subarray(0, whole.length - 1));
    const result = await place.dnn([
      'train',
      '--resume',
      'p.checkpoint',
      '--iterations',
      '10',
      '--data',
      'toy.h5',
    ]);
    expectSuccess(result);
    expect(result.stderr).toContain(
      'Warning: p.checkpoint is a damaged checkpoint: its content is not what its checksum says; it may have been cut off. The run goes on from the checkpoint before it, p.previous.checkpoint.',
    );
    expect(result.stderr).toContain('The model goes to p.json, as p.previous.checkpoint says;');
    expectSuccess(await place.dnn([...every, '--out', 'straight.json']));
    expect(loadModel(place.at('p.json')).training.sha256).toBe(
      loadModel(place.at('straight.json')).training.sha256,
    );
  });

  it.each([
    { runs: '../elsewhere/deep', name: 'sub' },
    { name: 'sub' },
    { maxMemory: '100000G' },
    { explain: true },
    { logFormat: 'json' },
    { resume: 'other.checkpoint' },
  ])('of a stranger does not choose what this process may do: %j', (options) => {
    const path = withOptions('stranger', options);
    const { message } = dnnError('model', () => resumeFrom(path));
    expect(message).toMatch(
      /stranger\.checkpoint: its option (name|runs|maxMemory|explain|logFormat|resume) does not/,
    );
  });

  it.each(['/etc/x.json', '../../x.json', 'a/b/x.json'])(
    'of a stranger writes beside itself, not to %s',
    (out) => {
      const path = withOptions('placed', { out });
      expect(resumeFrom(path).resolved.options.out).toBe(place.at('x.json'));
    },
  );

  it('is trained on from: --iterations and --epochs may be more', async () => {
    const whole = await place.dnn([...every, '--iterations', '25', '--out', 'whole.json']);
    expectSuccess(whole);
    const more = await place.dnn([
      'train',
      '--resume',
      'c.checkpoint',
      '--iterations',
      '25',
      '--log-format',
      'json',
    ]);
    expectSuccess(more);
    const [start] = eventsOf(more);
    expect(start).toMatchObject({ event: 'start', resumed: 10, layers: '192,4,1' });
    expect(loadModel(place.at('c.json')).training.sha256).toBe(
      loadModel(place.at('whole.json')).training.sha256,
    );
    const epochs = await place.dnn([
      'train',
      '--resume',
      'c.checkpoint',
      '--epochs',
      '30',
      '--out',
      'e.json',
    ]);
    expectSuccess(epochs);
    expect(epochs.stderr).toContain('Going on at iteration 25 with 192,4,1');
    expect(epochs.stderr).toContain('30 iterations in');
  });

  it('goes on elsewhere, the model beside it, with other threads, logs and outputs', async () => {
    mkdirSync(place.at('else'));
    place.write('else/moved.checkpoint', readFileSync(place.at('c.checkpoint')));
    const args = 'train --resume else/moved.checkpoint --threads 2 --log-every 1 --iterations 28 --quiet';
    expectSuccess(await place.dnn(args.split(' ')));
    expect(readdirSync(place.at('else')).sort()).toEqual(['c.checkpoint', 'c.json', 'moved.checkpoint']);
    const config = await place.dnn('train --resume else/moved.checkpoint --print-config'.split(' '));
    expect(JSON.parse(config.stdout)).toMatchObject({ data: 'toy.h5', iterations: 25, out: 'else/c.json' });
  });

  it.each<[string, string, number, string[]]>([
    ['another seed', '--seed 2', 2, ['Error: --seed 2: the run of c.checkpoint has 1', 'Leave it out']],
    ['another optimizer', '--optimizer adam', 2, ['--optimizer adam: the run of c.checkpoint has gd']],
    ['batch norm', '--batch-norm', 2, ['Error: --batch-norm: the run of c.checkpoint has false']],
    ['another rate', '--lr 0.1', 2, ['--lr 0.1: the run of c.checkpoint has 0.0075']],
    ['other layers', '--layers auto,5,auto', 2, ['auto,5,auto: the run of c.checkpoint has auto,4,auto']],
    ['a schedule', '--lr-decay cosine', 2, ['--lr-decay cosine: the run of c.checkpoint has none']],
    ['other kernels', '--backend js', 2, ['--backend js: the run that is resumed computed with wasm']],
    ['fewer updates', '--iterations 9', 2, ['--iterations 9: the run of c.checkpoint has made', 'already']],
    ['other classes', '--data other.h5', 3, ['its classes are a, b, expected non-cat, cat']],
    ['more data', '--data more.h5', 3, ['its number of training examples is 44, expected 40']],
    ['points', '--data moons', 3, ['moons is not what the run of c.checkpoint was trained on']],
    [
      'its own place',
      '--out c.checkpoint',
      2,
      ['cannot write c.checkpoint: it is the checkpoint c.checkpoint'],
    ],
  ])('is refused with %s', async (_, flags, code, words) => {
    await place.refuses(['train', '--resume', 'c.checkpoint', ...flags.split(' ')], code, words);
  });

  it('is refused where a variable or a file says otherwise', async () => {
    const resume = ['train', '--resume', 'c.checkpoint'];
    await place.refuses(resume, 2, ['DNN_SEED=3: the run of c.checkpoint has 1'], { DNN_SEED: '3' });
    place.write('run.json', JSON.stringify({ l2: 0.5 }));
    await place.refuses([...resume, '--config', 'run.json'], 2, [
      'run.json: l2 0.5: the run of c.checkpoint has 0',
    ]);
  });

  it('of the same shape but other values', async () => {
    const [x, ...rest] = toyArrays();
    const values = Uint8Array.from(x.values as Uint8Array);
    values[0]++;
    await place.writeHdf5('changed.h5', [{ ...x, values }, ...rest]);
    await place.refuses('train --resume c.checkpoint --data changed.h5'.split(' '), 3, [
      'values or labels are others: their SHA-256 is',
    ]);
  });

  it('with a cosine has a length of its own', async () => {
    const args = [...every, '--lr-decay', 'cosine', '--out', 'cos.json', '--checkpoint-every', '4'];
    expectSuccess(await place.dnn(args));
    const resume = ['train', '--resume', 'cos.checkpoint', '--iterations'];
    await place.refuses([...resume, '20'], 2, ['--iterations 20: with --lr-decay cosine', 'was 10']);
    expectSuccess(await place.dnn([...resume, '10']));
  });

  it.each<[string, () => string | Uint8Array, string[]]>([
    ['missing', () => '', ['cannot read checkpoint', 'no such file']],
    ['a model', () => readFileSync(place.at('c.json')), ['is not a checkpoint: it is a model']],
    [
      'cut off',
      () => readFileSync(place.at('c.checkpoint')).subarray(0, -1),
      ['damaged checkpoint', 'checksum'],
    ],
  ])('that is %s is no checkpoint: exit 4', async (name, content, words) => {
    if (name !== 'missing') place.write('bad.checkpoint', content());
    await place.refuses(['train', '--resume', name === 'missing' ? 'none' : 'bad.checkpoint'], 4, words);
  });

  it('has no place beside a device', async () => {
    const args = [...every, '--out', '/dev/null', '--checkpoint-every', '4'];
    await place.refuses(args, 2, ['--checkpoint-every', '--out /dev/null is not a file']);
  });
});

describe('when the disk fails', () => {
  it('is refused before the run where the checkpoint cannot be written, but only if one was asked for', async () => {
    mkdirSync(place.at('full/x.checkpoint'), { recursive: true });
    const blocked = 'train --data toy.h5 --layers auto,4,auto --iterations 4 --out full/x.json'.split(' ');
    const refused = await place.dnn([...blocked, '--checkpoint-every', '2']);
    expectError(refused, 7, ['cannot write full/x.checkpoint: it is a directory']);
    expect(refused.stdout).toBe('');
    expectSuccess(await place.dnn(blocked));
  });

  it('the model goes to a temporary directory when its own is gone', async () => {
    mkdirSync(place.at('tmp'));
    mkdirSync(place.at('gone'));
    const script = `$DNN train --data toy.h5 --layers auto,4,auto --iterations 100000000 --out gone/x.json \
      --log-format json --log-every 1000 > gone.log 2> gone.err & P=$!
      until grep -q '"iteration":1000,' gone.log; do sleep 0.05; done; rm -r gone; kill -INT $P; wait $P`;
    const result = await place.shell(script, { TMPDIR: place.at('tmp') });
    expect(result.code).toBe(7);
    const log = readFileSync(place.at('gone.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { path } = log.find(({ event }) => event === 'saved');
    expect(path.startsWith(place.at('tmp'))).toBe(true);
    expect(loadModel(path).training.sha256).toMatch(/^[0-9a-f]{64}$/);
    const kept = log.find(({ event }) => event === 'checkpoint');
    expect(loadCheckpoint(kept.path).snapshot.iteration).toBe(kept.iteration);
    const stderr = readFileSync(place.at('gone.err'), 'utf8');
    expectError({ code: 7, signal: null, stdout: '', stderr }, 7, ['cannot write file gone/x.json', path]);
  });
});

describe('two trainers on one output', () => {
  it('the second is refused while the first lives; a dead one blocks nobody', async () => {
    const long = 'train --data toy.h5 --out two.json --iterations 100000000 --log-every 100000000'.split(' ');
    const child = place.spawn(process.execPath, [BIN, ...long]);
    await once(child.stdout, 'data');
    const other = 'train --data toy.h5 --iterations 2 --out'.split(' ');
    const words = ['cannot write two.json: another dnn train', `(process ${child.pid})`, 'another --out'];
    await place.refuses([...other, 'two.json'], 7, words);
    expectSuccess(await place.dnn([...other, 'three.json']));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expectSuccess(await place.dnn([...other, 'two.json']));
    expect(readdirSync(place.path).filter((name) => name.startsWith('.dnn'))).toEqual([]);
  });
});
