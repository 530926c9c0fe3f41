/** The head of a sweep's report: its conclusion, what speaks against it, the key figures; and the commands that go on. */
import { counted, enumerated, scoreText } from '../phrases.js';
import { expectedSeconds } from '../results/expected-time.js';
import { seedNoise } from '../results/seed-noise.js';
import {
  bestOf,
  lastRung,
  meanOf,
  partsOf,
  type ReportedSweep,
  type SweptConfiguration,
} from '../results/sweep-results.js';
import { type Html, html } from './html.js';
import { tile } from './summary.js';
import { noiseSentence } from './sweep-figures.js';
import {
  configurationName,
  metricName,
  metricText,
  partName,
  partText,
  trialsPhrase,
  valueAt,
} from './sweep-phrases.js';

/** A best so near an end of an axis may have better neighbours beyond. */
const EDGE = 0.05;

export function sweepSummary(sweep: ReportedSweep): Html {
  const flags = sweep.dimensions.map(({ flag }, i) => html`${i > 0 && ', '}<code>${flag}</code>`);
  const trials = trialsPhrase(sweep);
  const halving = partsOf(sweep).filter((part) => part > 1);
  const pruned = halving.length > 0 && `; halved after ${enumerated(halving.map(partText))} of the run`;
  return html`<p class="subject">${sweep.dataset}; ${sweep.search} search over ${flags}${trials && `; ${trials} each`}${pruned}</p>
<p class="conclusion">${conclusion(sweep)}</p>
${findings(sweep)}
${tiles(sweep)}`;
}

function conclusion(sweep: ReportedSweep): string {
  const best = bestOf(sweep);
  const known = sweep.configurations.length;
  const of =
    known < sweep.planned
      ? `${known} of ${sweep.planned} configurations so far`
      : counted(known, 'configuration');
  if (best === undefined) return `None of ${of} could be trained.`;
  const last = lastRung(best);
  const mean = trialsPhrase(sweep) === undefined ? '' : `, the mean of ${trialsPhrase(sweep)}`;
  const part = last.part === 1 ? '' : `, after ${partName(last.part)}`;
  return `Of ${of}, ${configurationName(best.index)} is the best: ${metricName(sweep)} ${scoreText(sweep.measure, meanOf(last))}${mean}${part}.`;
}

/** Reasons to doubt the conclusion. */
function findings(sweep: ReportedSweep): Html | false {
  const noise = seedNoise(sweep);
  const items = [
    ...unfinished(sweep),
    ...(noise && noise.within.length > 1
      ? [html`<b>${noiseSentence(noise)}</b> Take the one that is simplest or fastest, or try more --seeds.`]
      : []),
    ...failures(sweep),
    ...edges(sweep),
  ];
  return items.length > 0 && html`<ul class="findings">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function unfinished({ configurations, planned, commands }: ReportedSweep): Html[] {
  if (configurations.length === planned && commands.resume === undefined) return [];
  const how = commands.resume && html` It goes on with <code>${commands.resume}</code>.`;
  return [html`<b>The sweep has not ended.</b>${how}`];
}

function failures({ configurations }: ReportedSweep): Html[] {
  return (['diverged', 'failed'] as const).flatMap((outcome) => {
    const own = configurations.filter((one) => one.outcome === outcome);
    if (own.length === 0) return [];
    const verb = outcome === 'diverged' ? 'diverged' : 'could not be trained';
    const [first] = own;
    const why =
      first.problem === undefined
        ? false
        : html` The first, ${configurationName(first.index)}: ${first.problem}.`;
    return [html`<b>${own.length} of ${counted(configurations.length, 'configuration')} ${verb}.</b>${why}`];
  });
}

/** Axes at whose end the best lies. */
function edges(sweep: ReportedSweep): Html[] {
  const best = bestOf(sweep);
  if (best === undefined) return [];
  return sweep.dimensions.flatMap((dimension, d) => {
    const place = best.places[d];
    if (dimension.isChoice || dimension.size < 5 || (place >= EDGE && place <= 1 - EDGE)) return [];
    const end = place < EDGE ? 'lower' : 'upper';
    return [
      html`<b>The best lies at the ${end} end of <code>${dimension.flag} ${dimension.text}</code></b> (${valueAt(dimension, place)}): there may be better values beyond.`,
    ];
  });
}

function tiles(sweep: ReportedSweep): Html {
  const best = bestOf(sweep);
  const updates = sum(sweep, ({ rungs }) => rungs.reduce((all, rung) => all + rung.updates, 0));
  const whole = sum(sweep, ({ rungs }) => rungs[0].planned) * sweep.seeds * sweep.folds;
  const seconds = sum(sweep, ({ rungs }) => rungs.reduce((all, rung) => all + rung.seconds, 0));
  const trained = sweep.configurations.filter((one) => lastRung(one).part === 1).length;
  const expected = expectedSeconds(sweep);
  return html`<dl class="tiles">
${best && tile(`Best ${metricName(sweep)}`, scoreText(sweep.measure, meanOf(lastRung(best))), bestDetail(sweep, best))}
${tile('Configurations', sweep.configurations.length, `${trained} trained to the end`)}
${tile('Updates', updates.toLocaleString('en'), `${Math.round((100 * updates) / Math.max(1, whole))} % of all runs to the end`)}
${tile('Time of all trials', `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`, expected === undefined ? 'one after another' : `one after another; ${expected.toFixed(expected < 10 ? 2 : 0)} s were expected after the first rung`)}
</dl>`;
}

function bestDetail(sweep: ReportedSweep, best: SweptConfiguration): string {
  const text = metricText(sweep, lastRung(best));
  if (text.includes('±')) return `± ${text.split(' ± ')[1]} over ${trialsPhrase(sweep)}`;
  return sweep.metric.startsWith('validation') ? 'on examples held out' : 'of the sweep';
}

function sum(sweep: ReportedSweep, of: (one: SweptConfiguration) => number): number {
  return sweep.configurations.reduce((total, one) => total + of(one), 0);
}

/** The commands that train the best and that search on. */
export function commandSection({ commands: { best, finer }, ...sweep }: ReportedSweep): Html {
  const gain =
    finer &&
    html`<p>Search finer, from coarse to fine as the course has it: the same options over the values of the best third.</p><pre><code>${finer}</code></pre>`;
  const loss = sweep.configurations.length > 0 && best === undefined;
  return html`${best && html`<p>Train the best again:</p><pre><code>${best}</code></pre>`}${gain}${loss && html`<p>No configuration could be trained, so that there is nothing to repeat.</p>`}`;
}
