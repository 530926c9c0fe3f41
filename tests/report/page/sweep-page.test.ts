/** The report of a sweep: what it says of sweeps of all kinds, and that foreign text stays text. */
import { describe, expect, it } from 'vitest';
import { sweepPage } from '../../../src/report/page/sweep-page.js';
import type { ReportedSweep } from '../../../src/report/results/sweep-results.js';
import { AXES, choiceAxis, sweptBy } from '../../helpers/swept.js';

const ORIGIN = { dnn: '0.1.0', node: '20', machine: 'x', made: new Date(0), seconds: 0.1 };

function pageOf(sweep: ReportedSweep): string {
  return sweepPage(sweep, ORIGIN);
}

/** The words of a page, without its drawings. */
function wordsOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ');
}

describe('the report of a sweep', () => {
  it('has its sections, and a link to each', () => {
    const page = pageOf(sweptBy());
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'next',
      'course',
      'meaning',
      'configurations',
      'slices',
      'rungs',
      'trials',
      'sweep',
    ]);
    for (const id of ids) expect(page).toContain(`<a href="#${id}">`);
  });

  it('begins with the best, what it cost, and what to do next', () => {
    const sweep = sweptBy();
    const words = wordsOf(pageOf(sweep));
    expect(words).toMatch(/Of 36 configurations, configuration \d+ is the best: validation cost 0\.\d{6}\./);
    expect(words).toContain(
      'random search over --lr, --layers[1], --activation; halved after 1/9 and 1/3 of the run',
    );
    expect(words).toContain('4 trained to the end');
    // 36·100 + 12·200 + 4·600 of 36·900.
    expect(words).toContain('8,400');
    expect(words).toContain('26 % of all runs to the end');
    expect(words).toContain('21 s were expected after the first rung');
    for (const command of [sweep.commands.best, sweep.commands.finer]) expect(words).toContain(command);
  });

  it('says how many configurations the noise of seeds puts in no order', () => {
    const words = wordsOf(pageOf(sweptBy({ configurations: 60, parts: [1], seeds: 3 })));
    expect(words).toMatch(
      /\d+ of 5\d configurations are within the band of seed noise: their order means nothing\./,
    );
    expect(words).toContain('the mean of 3 seeds');
    const once = wordsOf(pageOf(sweptBy()));
    expect(once).toContain('Each configuration was trained once, so that there is no band of seed noise');
  });

  it('has importances from 30 configurations on, and says so below', () => {
    expect(wordsOf(pageOf(sweptBy()))).toMatch(/\d of 3 dimensions stands? out from chance/);
    const few = wordsOf(pageOf(sweptBy({ configurations: 12 })));
    expect(few).toContain('12 configurations are too few to tell which dimensions matter');
  });

  it('says what diverged, and where the best is at an end of the space', () => {
    const words = wordsOf(pageOf(sweptBy({ metricAt: ([rate]) => (rate > 0.8 ? 4 : 1 - rate) })));
    expect(words).toMatch(
      /\d of 36 configurations diverged\. The first, configuration \d+: training diverged/,
    );
    const edge = wordsOf(pageOf(sweptBy({ configurations: 90, noise: 0, metricAt: ([rate]) => 0.1 + rate })));
    expect(edge).toContain('The best lies at the lower end of --lr log:0.0001..10');
  });

  it('tells of a sweep that has not ended how it goes on', () => {
    const commands = { resume: 'dnn tune --resume runs/sweep-1' };
    const words = wordsOf(pageOf({ ...sweptBy(), planned: 50, digest: undefined, commands }));
    expect(words).toContain('Of 36 of 50 configurations so far');
    expect(words).toContain('The sweep has not ended. It goes on with dnn tune --resume runs/sweep-1.');
  });

  it('survives a sweep of one configuration, one without any result, and 1000', () => {
    expect(wordsOf(pageOf(sweptBy({ configurations: 1, parts: [1] })))).toContain('Of 1 configuration,');
    const none = wordsOf(pageOf({ ...sweptBy({ metricAt: () => 9 }), commands: {} }));
    expect(none).toContain('None of 36 configurations could be trained.');
    expect(none).toContain('nothing to repeat');
    const many = pageOf(sweptBy({ configurations: 1000, dimensions: AXES.slice(0, 1) }));
    expect(many.length).toBeLessThan(1_500_000);
    expect(wordsOf(many)).toContain('500 more are in trials.jsonl');
  });

  it('holds foreign names as text', () => {
    const evil = '</title><script>alert(1)</script>" onload="x';
    const dimensions = [...AXES, choiceAxis(`--${evil}`, [evil, 'b'])];
    const sweep = sweptBy({ dimensions });
    const page = pageOf({ ...sweep, name: evil, dataset: evil, commands: { best: evil, finer: evil } });
    expect(page.match(/<script|<[^>]* onload="/gi)).toBeNull();
    for (const [, address] of page.matchAll(/\b(?:href|src)="([^"]*)"/g))
      expect(address).toMatch(/^(#|data:)/);
    expect(page.match(/="[^"]*(NaN|undefined|Infinity)[^"]*"/)).toBeNull();
  });
});
