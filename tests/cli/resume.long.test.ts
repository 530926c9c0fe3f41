/** Runs killed at random moments and resumed, four times each: the model is the one of a run never stopped. */

import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';
import { type Killed, surviveKills } from '../helpers/kills.js';
import { sampled } from '../helpers/sample.js';

const field = new Workspace();

/** Each long enough to be killed now and then: up to a second of updates. */
const TOY = '--data ../toy.h5 --layers auto,8,4,auto --lr 0.01';
const MOONS = '--data moons --layers 2,6,4,1 --activation tanh --lr 0.01';
const JOBS: [string, string][] = [
  ['gd-dual', `${TOY} --iterations 20000 --checkpoint-every 331`],
  [
    'momentum-dual',
    `${TOY} --iterations 12000 --optimizer momentum --l2 0.1 --batch-size 16 --checkpoint-every 331`,
  ],
  [
    'nesterov-float32',
    `${TOY} --iterations 14000 --optimizer nesterov --dtype float32 --checkpoint-every 331`,
  ],
  ['adam', `${TOY} --iterations 9000 --optimizer adam --lr 0.001 --checkpoint-every 331`],
  [
    'rmsprop-dropout',
    `${MOONS} --iterations 6000 --optimizer rmsprop --keep-prob 0.8 --batch-size 32 --checkpoint-every 101`,
  ],
  [
    'adamw-batch-norm',
    `${MOONS} --iterations 7000 --optimizer adamw --batch-norm --batch-size 64 --checkpoint-every 101 --log-stats --log-every 40`,
  ],
  [
    'augmented',
    `${TOY} --iterations 1200 --augment flip,shift:1,rotate:5 --batch-size 16 --checkpoint-every 51`,
  ],
  [
    'early-stopping',
    `${MOONS} --epochs 3000 --validation-split 0.2 --early-stopping 100000 --checkpoint-every 201`,
  ],
];
const KILLS_A_JOB = 4;

/** Lines of costs that a job logs. */
function linesOf(args: string): number {
  const of = (flags: string) => Number(new RegExp(`--(?:${flags}) (\\d+)`).exec(args)?.[1] ?? 100);
  return of('iterations|epochs') / of('log-every');
}

/** The first while it starts, the others a tenth of the run at most behind each other. */
function killsOf(args: string, startup: number) {
  return Array.from({ length: KILLS_A_JOB }, (_, i) => ({
    lines: i === 0 ? 0 : Math.ceil((Math.random() * linesOf(args)) / 10),
    milliseconds: (i === 0 ? 2 * startup : 30) * Math.random(),
  }));
}

it('killed at random moments and resumed, each run ends in the very file of one never stopped', {
  timeout: 400_000,
}, async () => {
  await field.writeHdf5('toy.h5', toyArrays());
  const begun = performance.now();
  expectSuccess(await field.dnn(['--version']));
  const startup = performance.now() - begun;
  const all: Killed[] = [];
  const left = sampled(JOBS);
  const kills = KILLS_A_JOB * left.length;
  const worker = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift())
      all.push(await surviveKills(field, ...job, killsOf(job[1], startup)));
  };
  await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, worker));
  const sum = (name: keyof Killed) => all.reduce((total, killed) => total + killed[name], 0);
  // A busy machine lets some runs end before they are killed, and some kills come before the first checkpoint.
  expect(sum('kills')).toBeGreaterThanOrEqual(0.65 * kills);
  expect(sum('onTheWay')).toBeGreaterThanOrEqual(0.3 * kills);
});
