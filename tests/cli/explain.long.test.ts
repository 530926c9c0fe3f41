/** `dnn train --explain[=analyze]`: the plan with its expected times, and the measured ones beside them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from '../../src/train/stages.js';
import { eventsOf, expectSuccess, type Result, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

const TOY = ['train', '--data', 'toy.h5', '--iterations', '40', '--out', 'toy.json'];
const JSON_LOG = ['--log-format', 'json'];

interface Forecast {
  readonly seconds: number;
  readonly calibration: number;
  readonly stages: Record<string, number>;
}
interface Analysis {
  readonly seconds: number;
  readonly expected: number;
  readonly calibration: number;
  readonly stages: Record<string, { expected: number; seconds: number }>;
}

const event = (result: Result, name: string) => eventsOf(result).find((each) => each.event === name);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('--explain', () => {
  it('prints shapes, parameters, work, memory by part, threads and expected times, and trains nothing', async () => {
    const before = place.listing();
    const result = await place.dnn([...TOY, '--optimizer', 'momentum', '--explain']);
    expectSuccess(result);
    expect(result.stdout).toMatch(/^First layer: (dual|direct) form, /m);
    expect(result.stdout).toMatch(/^Work: [\d.]+ [kMG]FLOP an update, [\d.]+ [kMG]FLOP in total$/m);
    expect(result.stdout).toMatch(
      /^Memory: about \d+ KiB \(inputs \d+ KiB, parameters \d+ KiB, optimizer state \d+ KiB, activations \d+ KiB/m,
    );
    expect(result.stdout).toMatch(/^Threads: 1$/m);
    expect(result.stdout).toMatch(/^Expected time: about [\d.]+ m?s$/m);
    expect(result.stdout).toContain(STAGES.start);
    expect(result.stdout).not.toContain('Cost after');
    expect(place.listing()).toEqual(before);
  });

  it('in JSON is one event with the plan and the expected seconds, stage by stage', async () => {
    const events = eventsOf(await place.dnn([...TOY, '--explain', ...JSON_LOG]));
    expect(events).toHaveLength(1);
    const { plan, expected } = events[0] as {
      plan: { memory: number; memoryParts: Record<string, number> };
      expected: Forecast;
    };
    expect(sum(Object.values(plan.memoryParts))).toBe(plan.memory);
    expect(Object.keys(STAGES)).toEqual(expect.arrayContaining(Object.keys(expected.stages)));
    for (const stage of [
      'start',
      'reading',
      'forward',
      'cost',
      'backward',
      'optimizer',
      'evaluation',
      'saving',
    ])
      expect(expected.stages[stage]).toBeGreaterThan(0);
    expect(sum(Object.values(expected.stages))).toBeCloseTo(expected.seconds, 9);
    expect(expected.calibration).toBeGreaterThan(0);
  });
});

describe('--explain=analyze', () => {
  it('trains and saves the same bits, with a table after all else', async () => {
    const plain = await place.dnn([...TOY, '--quiet']);
    const result = await place.dnn([...TOY, '--explain=analyze', '--quiet']);
    expectSuccess(result);
    const lines = plain.stdout.trimEnd().split('\n');
    const rest = result.stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^Saved toy.json \(parameters sha256/);
    expect(rest.slice(0, lines.length)).toEqual(lines);
    const [heading, ...rows] = rest.slice(lines.length);
    expect(heading).toMatch(/^stage +expected +measured +share$/);
    for (const stage of ['reading', 'inputs', 'draws', 'forward', 'cost', 'backward', 'optimizer', 'saving'])
      expect(rows.filter((row) => row.startsWith(`${STAGES[stage as keyof typeof STAGES]} `))).toHaveLength(
        1,
      );
    expect(rows.at(-2)).toMatch(/^total .* 100\.0 %$/);
  });

  it('in JSON is one more event, before the last, whose stages add up to the whole, within the process', async () => {
    const plain = eventsOf(await place.dnn([...TOY, ...JSON_LOG]));
    const result = await place.dnn([...TOY, '--explain=analyze', ...JSON_LOG]);
    const events = eventsOf(result);
    expect(events.map((each) => each.event)).toEqual([
      ...plain.slice(0, -1).map((each) => each.event),
      'analysis',
      'done',
    ]);
    expect(event(result, 'saved')).toEqual(plain.find((each) => each.event === 'saved'));
    const analysis = event(result, 'analysis') as unknown as Analysis;
    const stages = Object.values(analysis.stages);
    expect(sum(stages.map(({ seconds }) => seconds))).toBeCloseTo(analysis.seconds, 9);
    expect(sum(stages.map(({ expected }) => expected))).toBeCloseTo(analysis.expected, 9);
    for (const { seconds } of stages) expect(seconds).toBeGreaterThanOrEqual(0);
    const { seconds } = event(result, 'done') as { seconds: number };
    expect(analysis.seconds + analysis.calibration).toBeLessThanOrEqual(seconds);
    for (const known of ['start', 'reading'])
      expect(analysis.stages[known].expected).toBe(analysis.stages[known].seconds);
  });

  it('ends the threads that it started', async () => {
    const result = await place.dnn([...TOY, '--threads', '2', '--explain=analyze', ...JSON_LOG]);
    expectSuccess(result);
    const plain = await place.dnn([...TOY, '--threads', '1', ...JSON_LOG]);
    expect(event(result, 'saved')).toEqual(event(plain, 'saved'));
  });

  it('still says when an expectation is not met', async () => {
    const result = await place.dnn([...TOY, '--explain=analyze', '--expect', 'cost<0.0001']);
    expect(result.code).toBe(6);
    expect(result.stdout).toMatch(/^total /m);
  });
});

describe('the mode', () => {
  it.each([
    ['--explain=analyse', ['--explain analyse', 'Did you mean analyze?']],
    ['--explain=foo', ['--explain foo', 'expected true or false, or analyze']],
    ['--explain=', ['--explain ""', 'expected true or false, or analyze']],
  ])('%s is refused', async (flag, words) => {
    await place.refuses([...TOY, flag], 2, words);
  });

  it('may come from a file or a variable, and a flag comes before both', async () => {
    const explain = async (flags: readonly string[], config: unknown, env = {}) => {
      place.write('run.json', JSON.stringify(config));
      const result = await place.dnn([...TOY, '--print-config', '--config', 'run.json', ...flags], env);
      return JSON.parse(result.stdout).explain;
    };
    expect(await explain([], { explain: 'analyze' })).toBe('analyze');
    expect(await explain([], {}, { DNN_EXPLAIN: 'analyze' })).toBe('analyze');
    expect(await explain(['--explain'], { explain: 'analyze' })).toBe(true);
    expect(await explain(['--explain=false'], { explain: 'analyze' })).toBe(false);
    expect(await explain(['--explain', 'analyze'], { explain: false })).toBe('analyze');
    await place.refuses(TOY, 2, ['DNN_EXPLAIN=analyse', 'Did you mean analyze?'], { DNN_EXPLAIN: 'analyse' });
  });

  it('from a variable analyzes as the flag does', async () => {
    const result = await place.dnn([...TOY, ...JSON_LOG], { DNN_EXPLAIN: 'analyze' });
    expect(event(result, 'analysis')).toBeDefined();
  });
});
