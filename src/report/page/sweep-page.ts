/** The report of a sweep as one page: what was best, whether that means something, what mattered, what it cost, and what comes next. */
import type { Origin } from '../results/reported-model.js';
import { partsOf, type ReportedSweep } from '../results/sweep-results.js';
import { html } from './html.js';
import { factList } from './html-table.js';
import { framedPage, type Section } from './page-frame.js';
import { parallelFigure } from './parallel-figure.js';
import { rungSection } from './rung-section.js';
import { courseFigures, importanceSection, noiseSection, sliceFigures } from './sweep-figures.js';
import { commandSection, sweepSummary } from './sweep-summary.js';
import { sweepTable } from './sweep-table.js';

/** The page of a sweep of at least one configuration. */
export function sweepPage(sweep: ReportedSweep, origin: Origin): string {
  const title = `Report on sweep ${sweep.name}`;
  return framedPage(title, sweepSummary(sweep), sectionsOf(sweep), origin, 'reading and drawing');
}

function sectionsOf(sweep: ReportedSweep): Section[] {
  return [
    { id: 'next', title: 'What next', body: commandSection(sweep) },
    { id: 'course', title: 'Best so far', body: courseFigures(sweep) },
    { id: 'meaning', title: 'Seed noise and importances', body: meaning(sweep) },
    { id: 'configurations', title: 'Configurations', body: parallelFigure(sweep) },
    { id: 'slices', title: 'Slices', body: sliceFigures(sweep) },
    { id: 'rungs', title: partsOf(sweep).length > 1 ? 'Rungs' : 'Learning curves', body: rungSection(sweep) },
    { id: 'trials', title: 'Trials', body: sweepTable(sweep) },
    { id: 'sweep', title: 'Sweep', body: facts(sweep) },
  ];
}

/** Explains differences between configurations, and between the values of a dimension. */
function meaning(sweep: ReportedSweep) {
  return html`<div class="pair"><div><h3>Seed noise</h3>${noiseSection(sweep)}</div><div><h3>Importances</h3>${importanceSection(sweep)}</div></div>`;
}

function facts({ name, dataset, search, metric, seeds, folds, digest, dimensions }: ReportedSweep) {
  return factList([
    ['Sweep', name],
    ['Data', dataset],
    ['Search', search],
    ['Judged by', html`<code>${metric}</code>`],
    ['Seeds × folds', `${seeds} × ${folds}`],
    ...dimensions.map(({ flag, text }): [string, ReturnType<typeof html>] => [
      flag,
      html`<code>${text}</code>`,
    ]),
    ['Digest', digest === undefined ? 'none: the sweep has not ended' : html`<code>${digest}</code>`],
  ]);
}
