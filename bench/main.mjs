/** `npm run bench`: measures the sections asked for, prints tables or JSON, and with --write-docs keeps them. */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { adam, cat } from './cats.mjs';
import { cnn } from './cnn.mjs';
import { machineText, writeDocuments } from './documents.mjs';
import { growth } from './growth.mjs';
import { kernels } from './kernels.mjs';
import { mnist } from './mnist.mjs';
import { growthSvg } from './plot.mjs';
import { queue } from './queue.mjs';
import { serve } from './serve.mjs';
import { settingsFor } from './settings.mjs';
import { startup } from './startup.mjs';
import { RENDER } from './tables.mjs';
import { tables } from './tabular.mjs';
import { targetTable } from './targets.mjs';
import { tuning } from './tuning.mjs';

const HELP = `npm run bench -- [options]

  --only <names>    sections, comma-separated: startup, jobs (cat, adam, mnist, cnn), tables, tuning,
                    queue, serve, growth, kernels
  --rounds <n>      turns of each contestant of a whole job (5)
  --quick           a smoke run of some seconds, whose figures mean nothing
  --json            results as JSON on stdout
  --write-docs      keep the results in bench/results.json, fill docs/PERFORMANCE.md, draw docs/images/growth.svg

DNN_DATA_DIR, DNN_BENCH_MNIST and DNN_BENCH_TFJS name the folders of the real cat set, of MNIST's idx files and
of an installed TensorFlow.js; DNN_BENCH_POSTGRES the address of a PostgreSQL server; PYTHON the interpreter of the
peers. What is not there is said to be missing.
`;

/** In this order: the kernels last, because processes start more slowly from one that has grown large. */
const SECTIONS = { startup, cat, adam, mnist, cnn, tables, tuning, queue, serve, growth, kernels };
const GROUPS = { jobs: ['cat', 'adam', 'mnist', 'cnn'] };

const options = readOptions();
if (options.help) process.stdout.write(HELP);
else await bench(options);

/** @param {ReturnType<typeof readOptions>} options */
async function bench({ quick, rounds, json, only, 'write-docs': keep }) {
  const settings = settingsFor({ quick, rounds: rounds === undefined ? undefined : Number(rounds) });
  const machine = thisMachine();
  /** @type {Record<string, any>} */
  const data = {};
  for (const name of chosen(only)) {
    data[name] = await SECTIONS[name](settings);
    if (!json) process.stdout.write(`## ${name}\n\n${RENDER[name](data[name])}\n\n`);
  }
  if (quick && data.growth) growthSvg(data.growth);
  if (keep) writeDocuments(dated(data, machine));
  if (json)
    process.stdout.write(`${JSON.stringify({ version: 1, quick, machine, sections: data }, null, 2)}\n`);
  else
    process.stdout.write(`${quick ? '' : `## targets\n\n${targetTable(data)}\n\n`}${machineText(machine)}\n`);
}

/** @returns the sections named, in the order of SECTIONS */
function chosen(only) {
  const asked = only?.split(',').flatMap((name) => GROUPS[name] ?? [name]) ?? Object.keys(SECTIONS);
  const unknown = asked.find((name) => !(name in SECTIONS));
  if (unknown !== undefined) {
    refuse(`--only ${unknown}: expected ${[...Object.keys(SECTIONS), ...Object.keys(GROUPS)].join(', ')}`);
  }
  return Object.keys(SECTIONS).filter((name) => asked.includes(name));
}

function dated(data, machine) {
  const measured = new Date().toISOString().slice(0, 10);
  return Object.fromEntries(
    Object.entries(data).map(([name, results]) => [name, { machine, measured, data: results }]),
  );
}

/** @returns {import('./documents.mjs').Machine} */
function thisMachine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0].model.trim(),
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.arch()}`,
    node: process.version,
  };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.quick && values['write-docs']) refuse('--quick figures are not for the docs');
    if (values.rounds !== undefined && !/^[1-9]\d*$/.test(values.rounds)) {
      refuse(`--rounds ${values.rounds}: expected a whole number from 1`);
    }
    return values;
  } catch (error) {
    return refuse(error.message);
  }
}

/** @returns {never} */
function refuse(message) {
  process.stderr.write(`bench: ${message}\n\n${HELP}`);
  process.exit(2);
}
