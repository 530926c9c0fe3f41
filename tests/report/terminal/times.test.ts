/** Expected and measured times as lines: no more digits than they deserve. */
import { describe, expect, it } from 'vitest';
import { analysisLines, forecastLines, roughTime } from '../../../src/report/terminal/times.js';

describe('a rough time', () => {
  it.each([
    [0, 'under 1 ms'],
    [0.00099, 'under 1 ms'],
    [0.0014, '1.4 ms'],
    [0.0347, '30 ms'],
    [0.0994, '100 ms'],
    [0.123, '0.12 s'],
    [0.523, '0.5 s'],
    [0.96, '1 s'],
    [1.04, '1 s'],
    [27.4, '27 s'],
    [94, '90 s'],
    [130, '2.2 min'],
    [3000, '50 min'],
    [3600 * 2.55, '2.5 h'],
    [3600 * 1234, '1200 h'],
  ])('%d s is %s', (seconds, text) => {
    expect(roughTime(seconds)).toBe(text);
  });
});

describe('a forecast', () => {
  it('names the stages that matter, in the order of a run', () => {
    const stages = { saving: 0.2, forward: 0.5, draws: 0.001, cost: 0 };
    expect(forecastLines({ seconds: 0.701, stages })).toEqual([
      'Expected time: about 0.7 s',
      '  updates: forward  0.5 s',
      '  saving            0.2 s',
    ]);
  });
});

describe('an analysis', () => {
  it('has a row a stage and one for all', () => {
    const lines = analysisLines({
      event: 'analysis',
      expected: 1.22,
      seconds: 1.6,
      calibration: 0.02,
      stages: {
        forward: { expected: 1.2, seconds: 1.5 },
        saving: { expected: 0.02, seconds: 0.1 },
      },
    });
    expect(lines).toEqual([
      'stage             expected  measured  share',
      'updates: forward  1.2 s     1.500 s   93.8 %',
      'saving            20 ms     100.0 ms  6.3 %',
      'total             1.2 s     1.600 s   100.0 %',
      'Starting and reading ended before the forecast, which took another 20 ms.',
    ]);
  });
});
