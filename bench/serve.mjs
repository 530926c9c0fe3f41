/**
 * Servers: requests of one row each to `dnn serve` and to what a user of Python would write, by wrk, in turn. One process
 * each; wrk takes the other core.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './measure.mjs';
import { pythonPeer } from './peers.mjs';
import { runProcess } from './processes.mjs';
import { dnn } from './program.mjs';
import { progress } from './progress.mjs';
import { scratch } from './scratch.mjs';

const ROW = {
  ...{ age: 41, income: 52000, plan: 'basic', paperless: 'yes' },
  ...{ calls: 2, months: 28 },
};
const CONNECTIONS = [1, 16];
/** Probabilities of the contestants may differ by so much. */
const TOLERANCE = 1e-9;

/**
 * @typedef {{ name: string, missing?: string, loads?: { connections: number, rates: number[], p99: number[], errors: number }[] }} ServerRow
 *   requests a second and the 99th percentile in seconds, one a round
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Promise<{ seconds: number, rounds: number, missing?: string, rows: ServerRow[] }>}
 */
export async function serve({ rounds, serveSeconds: seconds }) {
  if (spawnSync('wrk', ['-v']).error) return { seconds, rounds, missing: 'wrk is not installed', rows: [] };
  const model = join(scratch(), 'churn.json');
  runProcess(
    dnn('train', '--data', 'churn', '--missing', 'mean', '--layers', 'auto,16,8,auto', '--out', model),
  );
  const contestants = contestantsWith(model);
  const present = contestants.filter(({ missing }) => missing === undefined);
  const loads = new Map(present.map(({ name }) => [name, CONNECTIONS.map(emptyLoad)]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command } of present) {
      progress(`serve, round ${round + 1} of ${rounds}: ${name}`);
      await withServer(command, async (url) => {
        for (const load of loads.get(name)) note(load, await measured(url, load.connections, seconds));
      });
    }
  }
  return {
    seconds,
    rounds,
    rows: contestants.map(({ name, missing }) =>
      missing ? { name, missing } : { name, loads: loads.get(name) },
    ),
  };
}

function contestantsWith(model) {
  const python = (name, program, modules) => {
    const { missing, command } = pythonPeer(name, 'serve_numpy.py', modules);
    return { name, missing, command: (port) => command(program, model, port) };
  };
  return [
    {
      name: 'dnn serve',
      command: (port) => dnn('serve', model, '--port', port, '--log-requests', 'none'),
    },
    {
      name: 'dnn serve, each request logged',
      command: (port) => dnn('serve', model, '--port', port),
    },
    python('FastAPI and uvicorn, NumPy', 'fastapi', ['numpy', 'fastapi', 'uvicorn', 'uvloop', 'httptools']),
    python('Flask and gunicorn, NumPy', 'flask', ['numpy', 'flask', 'gunicorn']),
  ];
}

function emptyLoad(connections) {
  return { connections, rates: [], p99: [], errors: 0 };
}

function note(load, { rate, p99, errors }) {
  load.rates.push(rate);
  load.p99.push(p99);
  load.errors += errors;
}

/** Starts a server on a free port, and ends it after `use`. */
async function withServer(command, use) {
  const port = await freePort();
  const { file, args, cwd } = command(port);
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'], detached: true });
  const ended = once(child, 'exit');
  try {
    const url = `http://127.0.0.1:${port}/predict`;
    await ready(url);
    await use(url);
  } finally {
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}

/** A port on loopback that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

let first;

/** Waits for the first answer, which has to be that of the others. */
async function ready(url) {
  for (let attempt = 0; ; attempt++) {
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify([ROW]) });
      const [{ probability }] = await response.json();
      first ??= probability;
      if (Math.abs(probability - first) > TOLERANCE)
        throw new RangeError(`${url} answers ${probability}, others ${first}`);
      return;
    } catch (error) {
      if (error instanceof RangeError || attempt > 300) throw error;
      await sleep(50);
    }
  }
}

const SCRIPT = `
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = [==[${JSON.stringify([ROW])}]==]
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("%d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;

/** One run of wrk after a short one: requests a second, the 99th percentile of their seconds, and failed requests. */
async function measured(url, connections, seconds) {
  const script = join(scratch(), 'row.lua');
  writeFileSync(script, SCRIPT);
  const wrk = (time) => {
    const args = ['-t1', `-c${connections}`, `-d${time}s`, '-s', script, url];
    return runProcess({ file: 'wrk', args }).stdout.trim().split('\n').at(-1).split(' ').map(Number);
  };
  wrk(Math.max(1, Math.round(seconds / 4)));
  const [requests, microseconds, p99, errors] = wrk(seconds);
  return { rate: (requests / microseconds) * 1e6, p99: p99 / 1e6, errors };
}

/**
 * Requests a second of the first row, times those of the server whose name begins so, at the most connections; undefined where one of them is missing.
 * @param {{ rows: ServerRow[] }} results
 * @param {string} peer
 */
export function timesPeer({ rows }, peer) {
  const [ours] = rows;
  const theirs = rows.find(({ name }) => name.startsWith(peer));
  if (ours?.loads === undefined || theirs?.loads === undefined) return undefined;
  return median(ours.loads.at(-1).rates) / median(theirs.loads.at(-1).rates);
}
