/** The peers: what a user would run instead, as commands, each with the reason when it is missing here. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} [missing] why it cannot be run here
 * @property {(...args: (string | number)[]) => import('./processes.mjs').Command} command
 */

let interpreter;

/** $PYTHON, else the system's, and which of the modules that the peers need it has. */
export function python() {
  interpreter ??= probePython(process.env.PYTHON || '/usr/bin/python3');
  return interpreter;
}

function probePython(file) {
  const modules = [
    ...['numpy', 'h5py', 'torch', 'pandas', 'sklearn', 'optuna'],
    ...['fastapi', 'uvicorn', 'uvloop', 'httptools', 'flask', 'gunicorn'],
  ];
  const found = `import importlib.util as u; print(*[m for m in ${JSON.stringify(modules)} if u.find_spec(m)])`;
  const probe = spawnSync(file, ['-c', found], { encoding: 'utf8' });
  if (probe.status !== 0) return { file, modules: [], missing: `${file} does not run` };
  return { file, modules: probe.stdout.trim().split(' '), missing: undefined };
}

/**
 * A program of bench/peers in Python.
 * @param {string} name
 * @param {string} program
 * @param {readonly string[]} modules that it imports
 * @returns {Peer}
 */
export function pythonPeer(name, program, modules) {
  const { file, modules: installed, missing } = python();
  const absent = modules.filter((module) => !installed.includes(module));
  const reason = missing ?? (absent.length > 0 ? `${file} has no ${absent.join(', ')}` : undefined);
  return {
    name,
    ...(reason && { missing: reason }),
    command: (...args) => ({ file, args: [peerFile(program), ...args.map(String)] }),
  };
}

/**
 * TensorFlow.js, which runs where its packages are installed.
 * @param {string} name
 * @param {string} program
 * @param {readonly string[]} modules that it imports beside them
 * @returns {Peer}
 */
export function tfjsPeer(name, program, modules = []) {
  const folder = process.env.DNN_BENCH_TFJS;
  const absent = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', ...modules].filter(
    (module) => !folder || !existsSync(join(folder, 'node_modules', module)),
  );
  return {
    name,
    ...(absent.length > 0 && { missing: `DNN_BENCH_TFJS names no folder with ${absent.join(', ')}` }),
    command: (...args) => ({
      file: process.execPath,
      args: [peerFile(program), ...args.map(String)],
      cwd: folder,
    }),
  };
}

function peerFile(name) {
  return fileURLToPath(new URL(`peers/${name}`, import.meta.url));
}
