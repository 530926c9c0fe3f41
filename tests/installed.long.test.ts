/**
 * The package as its users install it: packed, installed in an empty folder and used, with and without the optional
 * packages. npm takes the dependencies from its cache or from the registry; the tests are skipped if it reaches
 * neither, unless DNN_REQUIRE_REGISTRY is 1.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'dnn-installed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SHELL = process.platform === 'win32';

/** The environment of a user's shell, without the variables of the `npm test` around it. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|DNN)_/i.test(name)));

function npm(folder: string, ...args: string[]) {
  return spawnSync('npm', args, { cwd: folder, encoding: 'utf8', shell: SHELL, env });
}

function run(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
}

/** Installs the tarball in a new folder; `obstacle` says why the registry could not be reached. */
function install(name: string, tarball: string, ...flags: string[]): { folder: string; obstacle?: string } {
  const folder = join(root, name);
  // A folder of its own, so that npm does not look for a project above it.
  const prefix = ['--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=1'];
  const { status, stderr } = npm(root, 'install', ...prefix, ...flags, tarball);
  if (status === 0) return { folder };
  const unreachable = /E?(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|NOTCACHED|HOSTUNREACH|NETUNREACH)/;
  if (!unreachable.test(stderr)) throw new Error(`npm install failed: ${stderr}`);
  return { folder, obstacle: stderr };
}

const packed = npm(resolve('.'), 'pack', '--ignore-scripts', '--silent', '--pack-destination', root);
if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
const tarball = join(root, packed.stdout.trim());
const full = install('full', tarball);
const lean = install('lean', tarball, '--omit=optional');
const offline = [full, lean].some(({ obstacle }) => obstacle !== undefined);
if (offline && process.env.DNN_REQUIRE_REGISTRY === '1') throw new Error(full.obstacle ?? lean.obstacle);
const NOTICE = offline ? ' (SKIPPED: npm reaches no registry, and its cache has not all dependencies)' : '';

const LIBRARY = `
  import { loadModel, makeToy, Predictor, readPicture, train, planTraining, defaultTrainingOptions, hdf5Bytes } from '@l-layer/dnn';
  const options = { ...defaultTrainingOptions(), layers: '2,4,1', iterations: 20 };
  const moons = makeToy('moons');
  const run = train(moons, options, planTraining(moons, options));
  let next = await run.next();
  while (!next.done) next = await run.next();
  const picture = await readPicture('node_modules/@l-layer/dnn/datasets/samples/cat.png');
  const { label } = new Predictor(loadModel('model.json')).predictPicture(picture);
  const outcome = async (work) => { try { await work(); return 'works'; } catch ({ name, hint }) { return name + ': ' + hint; } };
  const hdf5 = await outcome(() => hdf5Bytes([{ name: 'x', shape: [1], values: Uint8Array.of(1) }]));
  console.log(JSON.stringify({ iterations: next.value.iterations, label, hdf5 }));`;

describe.each([
  ['with its optional packages', full],
  ['with --omit=optional', lean],
] as const)(`the package, installed %s${NOTICE}`, (_, { folder }) => {
  const test = it.skipIf(offline);
  const dnn = join(folder, 'node_modules', '@l-layer', 'dnn', 'bin', 'dnn.js');
  const optional = folder === full.folder;

  test('needs no build and no development package', () => {
    expect(existsSync(join(folder, 'node_modules/@l-layer/dnn/src'))).toBe(false);
    expect(existsSync(join(folder, 'node_modules/rolldown'))).toBe(false);
    expect(existsSync(join(folder, 'node_modules/h5wasm'))).toBe(optional);
    expect(existsSync(join(folder, 'node_modules/sharp'))).toBe(optional);
    expect(readdirSync(join(folder, 'node_modules', '.bin'))).toContain(SHELL ? 'dnn.cmd' : 'dnn');
  });

  test('trains on the embedded pictures and predicts a new one', () => {
    const trained = run(folder, dnn, 'train');
    expect(trained.stderr).not.toMatch(/error/i);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toMatch(/Test accuracy: 0\.9\d/);
    const cat = join(folder, 'node_modules/@l-layer/dnn/datasets/samples/cat.png');
    const predicted = run(folder, dnn, 'predict', cat, '--json');
    expect(predicted.status).toBe(0);
    expect(JSON.parse(predicted.stdout)).toMatchObject([{ label: 'cat' }]);
  });

  test('searches, with trials in processes of their own', () => {
    const flags = '--data moons --layers auto,4,auto --lr log:0.01..1 --trials 3 --iterations 30 --jobs 2';
    const { stdout, stderr, status } = run(folder, dnn, 'tune', ...flags.split(' '));
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/\nSweep digest: [0-9a-f]{64}\n$/);
  });

  test('works as a library, except for the work of missing optional packages', () => {
    writeFileSync(join(folder, 'library.mjs'), LIBRARY);
    const { stdout, stderr } = run(folder, 'library.mjs');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      iterations: 20,
      label: 'cat',
      hdf5: optional ? 'works' : 'DnnError: Install it: npm install h5wasm',
    });
  });

  test('reads JPEG, or says what to install', () => {
    const picture = resolve('tests/goldens/images/jpeg_444.jpg');
    const { status, stderr } = run(folder, dnn, 'predict', picture);
    if (optional) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    else {
      expect(status).toBe(3);
      expect(stderr).toContain('npm install sharp');
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  });

  test('writes HDF5, or says what to install', () => {
    const { status, stderr } = run(folder, dnn, 'data', 'make', 'moons', '--out', 'moons');
    if (optional) expect(status, stderr).toBe(0);
    else {
      expect(status).toBe(7);
      expect(stderr).toContain('npm install h5wasm');
    }
  });
});
