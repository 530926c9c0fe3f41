/** `dnn report`: models, their runs and their results as one self-contained HTML page. */
import { extname, join } from 'node:path';
import { proveWritable } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { reportJson } from '../../report/results/report-json.js';
import { sweepJson } from '../../report/results/sweep-json.js';
import { shell } from '../../shell.js';
import type { ValuesOf } from '../../train/options/option.js';
import { isSweep, SWEEP_FILES } from '../../tune/sweep-files.js';
import { brief } from '../../visible.js';
import type { Invocation } from '../command.js';
import { assertOurs } from '../run/default-name.js';
import { isReportPage, writeReport } from '../run/report-file.js';
import type { Console } from '../terminal/console.js';
import type { REPORT } from './report-command.js';

export async function run({
  console,
  options,
  words,
  isGiven,
  warnOfUnfit,
}: Invocation<typeof REPORT.options>): Promise<void> {
  const paths = words.length > 0 ? words : ['model.json'];
  const { out } = options;
  proveWritable(out);
  if (!isGiven('out')) assertOurs(out, isReportPage);
  warnOfEnding(out, console);
  const sweep = paths.find(isSweep);
  if (sweep !== undefined) return reportSweep(sweep, paths, options, console);
  const models = await writeReport(paths, out, options, console, { onData: warnOfUnfit });
  if (options.json) console.print(JSON.stringify(reportJson(out, models)));
  console.remark(`Wrote ${out}: ${counted(models.length, 'model')}. Open it in a browser.`);
}

function warnOfEnding(out: string, console: Console): void {
  const ending = extname(out);
  if (ending !== '' && !/^\.html?$/i.test(ending))
    console.warn(`${out} is an HTML page, but its name ends in ${ending}: other software may not open it.`);
}

/** The report of a sweep, which stands alone. @throws DnnError (usage) beside other names, (data) for one without any result. */
async function reportSweep(
  sweep: string,
  paths: readonly string[],
  { out, json }: ValuesOf<typeof REPORT.options>,
  console: Console,
): Promise<void> {
  if (paths.length > 1) {
    const hint = shell`Its best run can be compared with others: ${join(sweep, SWEEP_FILES.best)}`;
    throw new DnnError('usage', `${brief(sweep)} is a sweep, whose report is one of its own`, hint);
  }
  const { writeSweepReport } = await import('../sweep/report.js');
  const swept = await writeSweepReport(sweep, out);
  if (swept === undefined) {
    const hint = shell`Go on with it: dnn tune --resume ${sweep}`;
    throw new DnnError('data', `${brief(sweep)} has no result yet`, hint);
  }
  if (json) console.print(JSON.stringify(sweepJson(out, swept)));
  console.remark(
    `Wrote ${out}: ${counted(swept.configurations.length, 'configuration')}. Open it in a browser.`,
  );
}
