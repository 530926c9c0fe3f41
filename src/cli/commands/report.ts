/** `dnn report`: models, their runs and their results as one self-contained HTML page. */
import { extname } from 'node:path';
import { proveWritable } from '../../disk/write.js';
import { counted } from '../../report/phrases.js';
import { reportJson } from '../../report/results/report-json.js';
import type { Invocation } from '../command.js';
import { assertOurs } from '../run/default-name.js';
import { isReportPage, writeReport } from '../run/report-file.js';
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
  const models = await writeReport(paths, out, options, console, { onData: warnOfUnfit });
  const ending = extname(out);
  if (ending !== '' && !/^\.html?$/i.test(ending))
    console.warn(`${out} is an HTML page, but its name ends in ${ending}: other software may not open it.`);
  if (options.json) console.print(JSON.stringify(reportJson(out, models)));
  console.remark(`Wrote ${out}: ${counted(models.length, 'model')}. Open it in a browser.`);
}
