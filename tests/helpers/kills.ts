/** Runs of the built command that are killed on the way and resumed until they end. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { BIN, expectSuccess, type Workspace } from './cli.js';

/** When a run is killed: so many lines of its log, and so many milliseconds behind them. */
export interface Kill {
  readonly lines: number;
  readonly milliseconds: number;
}

export interface Killed {
  readonly kills: number;
  /** Kills that a checkpoint was there for. */
  readonly onTheWay: number;
}

/**
 * Trains by `args` in the folder `name` of `field`, killed and resumed once for each of `kills`, and then to its end:
 * the model file is that of a run never stopped. A run that ends before it is killed is killed no more.
 */
export async function surviveKills(
  field: Workspace,
  name: string,
  args: string,
  kills: readonly Kill[],
): Promise<Killed> {
  for (const folder of [name, `${name}-whole`]) mkdirSync(field.at(folder));
  const checkpoint = field.at(`${name}/model.checkpoint`);
  const next = () => `train ${existsSync(checkpoint) ? '--resume model.checkpoint' : args}`;
  const killed = { kills: 0, onTheWay: 0 };
  for (const kill of kills) {
    if (!(await runAndKill(field, name, next(), kill))) break;
    killed.kills++;
    if (!existsSync(checkpoint)) continue;
    // whole, whenever it was
    expect(loadCheckpoint(checkpoint).snapshot.iteration).toBeGreaterThan(0);
    killed.onTheWay++;
  }
  expectSuccess(await field.shell(`cd ${name} && $DNN ${next()}`));
  expectSuccess(await field.shell(`cd ${name}-whole && $DNN train ${args}`));
  expect(modelIn(field, name), name).toBe(modelIn(field, `${name}-whole`));
  expect(readdirSync(field.at(name)).sort()).toEqual(['model.checkpoint', 'model.json']);
  return killed;
}

/** The model file that a run leaves; it holds the digest of the parameters, costs and evaluations. */
function modelIn(field: Workspace, folder: string): string {
  return readFileSync(field.at(`${folder}/model.json`), 'utf8');
}

/** Returns whether the process was killed: counted in lines, a run is as far on a busy machine as on an idle one. */
async function runAndKill(field: Workspace, folder: string, args: string, kill: Kill): Promise<boolean> {
  const script = `cd ${folder} && exec $DNN ${args}`;
  const child = field.spawn('bash', ['-c', script], { DNN: `${process.execPath} ${BIN}` });
  const ended = once(child, 'close');
  let seen = 0;
  const enough = new Promise<void>((reached) => {
    if (kill.lines === 0) reached();
    child.stdout.on('data', (text: Buffer) => {
      seen += text.filter((byte) => byte === 10).length;
      if (seen >= kill.lines) reached();
    });
  });
  await Promise.race([enough.then(() => pause(kill.milliseconds)), ended]);
  child.kill('SIGKILL');
  const [code, signal] = await ended;
  if (signal === null) expect(code).toBe(0);
  return signal === 'SIGKILL';
}
