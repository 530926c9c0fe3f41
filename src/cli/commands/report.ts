/** `dnn report`: models, their runs and their results as one self-contained HTML page. */
import { resolve } from 'node:path';
import { proveWritable } from '../../disk/write.js';
import { optionError } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { reportJson } from '../../report/results/report-json.js';
import type { Invocation } from '../command.js';
import { writeReport } from '../run/report-file.js';
import type { REPORT } from './report-command.js';

export async function run({ console, options, words }: Invocation<typeof REPORT.options>): Promise<void> {
  const paths = words.length > 0 ? words : ['model.json'];
  const { out } = options;
  assertApart(out, paths, options.data);
  proveWritable(out);
  const models = await writeReport(paths, out, options, console);
  if (options.json) console.print(JSON.stringify(reportJson(out, models)));
  console.remark(`Wrote ${out}: ${counted(models.length, 'model')}. Open it in a browser.`);
}

/** @throws DnnError (usage) when the page would replace a model or the data. */
function assertApart(out: string, paths: readonly string[], data: string | undefined): void {
  const taken = [...paths, ...(data === undefined ? [] : [data])].find(
    (path) => resolve(path) === resolve(out),
  );
  if (taken === undefined) return;
  throw optionError('out', out, 'it is what the report is about', 'Give the page another name.');
}
