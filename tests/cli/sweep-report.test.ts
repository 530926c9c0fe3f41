/** The report of a sweep, from its files: what `dnn tune` leaves beside them, and `dnn report` writes again. */
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, type Result, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const FLAGS = '--data moons --layers 2,2..8,1 --lr log:0.01..3 --iterations 45 --trials 9 --seeds 2 --quiet';
let tuned: Result;
beforeAll(async () => {
  tuned = await place.dnn(['tune', ...FLAGS.split(' '), '--name', 'first']);
});

const pageOf = (name: string) => readFileSync(place.at(name), 'utf8');

async function json(...args: string[]) {
  const result = await place.dnn(['report', ...args, '--json', '--quiet', '--out', 'sweep.html']);
  expectSuccess(result);
  return JSON.parse(result.stdout).sweep;
}

describe('the report of a sweep', () => {
  it('stands beside its results when it is done', () => {
    expectSuccess(tuned);
    const page = pageOf('runs/first/report.html');
    expect(page).toContain('<title>Report on sweep first</title>');
    const [command] = /dnn train .*/.exec(tuned.stdout) ?? [];
    expect(page).toContain(`<code>${command}</code>`);
  });

  it('has the digest, the best and the noise that dnn tune has told, without the data or the best run', async () => {
    cpSync(place.at('runs/first'), place.at('copied'), { recursive: true });
    rmSync(place.at('copied/best'), { recursive: true });
    const sweep = await json('copied');
    expect(sweep).toMatchObject({
      ...{ name: 'copied', dataset: 'moons', search: 'random', metric: 'validation_cost' },
      ...{ seeds: 2, folds: 1, planned: 9 },
    });
    expect(tuned.stdout).toContain(`Sweep digest: ${sweep.digest}`);
    expect(tuned.stdout).toContain(`(configuration ${sweep.best})`);
    expect(tuned.stdout).toContain(`${sweep.noise.within.length} of ${sweep.noise.of} are within the noise`);
    const best = sweep.configurations[sweep.best];
    expect(tuned.stdout).toContain(`--layers 2,${best.values['--layers[1]']},1 --lr ${best.values['--lr']}`);
    expect(tuned.stdout).toContain(`validation_cost ${best.metric.toFixed(6)}`);
    expect(best.rungs.map(({ part }: { part: number }) => part)).toEqual([3, 1]);
    // 9·2·15 and 3·2·30.
    const updates = sweep.configurations.flatMap((one: { rungs: { updates: number }[] }) => one.rungs);
    expect(updates.reduce((sum: number, rung: { updates: number }) => sum + rung.updates, 0)).toBe(450);
    expect(sweep.importances).toBeUndefined();
  });

  it('suggests a finer sweep that dnn tune takes, around the best', async () => {
    const { commands, best, configurations } = await json('runs/first');
    expect(commands.finer).toMatch(
      /^dnn tune --data moons --layers 2,\d(\.\.\d)?,1 --lr log:\S+\.\.\S+ --iterations 45 --trials 9 --seeds 2$/,
    );
    const [, low, high] = /log:(\S+)\.\.(\S+)/.exec(commands.finer) ?? [];
    const rate = configurations[best].values['--lr'];
    expect(Number(low)).toBeLessThanOrEqual(rate);
    expect(Number(high)).toBeGreaterThanOrEqual(rate);
    expectSuccess(await place.dnn([...commands.finer.split(' ').slice(1), '--list', '--quiet']));
  });

  it('says of a sweep that has not ended how it goes on', async () => {
    cpSync(place.at('runs/first'), place.at('part'), { recursive: true });
    const lines = pageOf('part/trials.jsonl').split('\n');
    writeFileSync(place.at('part/trials.jsonl'), `${lines.slice(0, 11).join('\n')}\n`);
    // Half a line, as a kill leaves.
    appendFileSync(place.at('part/trials.jsonl'), lines[11].slice(0, 40));
    const sweep = await json('part');
    expect(sweep).toMatchObject({ digest: null, commands: { resume: 'dnn tune --resume part' } });
    expect(sweep.configurations.length).toBeLessThan(9);
    expect(pageOf('sweep.html')).toContain('The sweep has not ended.');
  });

  it('is one of its own, and needs a result', async () => {
    const words = ['runs/first is a sweep', 'Its best run can be compared with others: runs/first/best'];
    await place.refuses(['report', 'runs/first', 'runs/first/best'], 2, words);
    cpSync(place.at('runs/first'), place.at('empty'), { recursive: true });
    writeFileSync(place.at('empty/trials.jsonl'), '');
    await place.refuses(['report', 'empty'], 3, ['empty has no result yet', 'dnn tune --resume empty']);
    expect(existsSync(place.at('report.html'))).toBe(false);
  });

  it('names the line of the results that is damaged', async () => {
    cpSync(place.at('runs/first'), place.at('damaged'), { recursive: true });
    appendFileSync(place.at('damaged/trials.jsonl'), '{"id":1}\n');
    await place.refuses(['report', 'damaged'], 4, ['damaged/trials.jsonl, line 25']);
  });
});
