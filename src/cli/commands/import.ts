/** `dnn import`: a model of parameters that were trained elsewhere. */
import { noteFile } from '../../disk/inputs.js';
import { fileSize } from '../../disk/read.js';
import { proveWritable } from '../../disk/write.js';
import { createBackend } from '../../engine/backends.js';
import { DnnError } from '../../errors.js';
import { saveModel } from '../../model/file/save.js';
import { importParameters } from '../../model/import/import.js';
import { architectureText, parameterCount } from '../../nn/architecture.js';
import { counted, recordPhrase } from '../../report/phrases.js';
import type { EvaluationRecord } from '../../train/records.js';
import type { Invocation } from '../command.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { openData, pictureShape } from '../inputs/open-data.js';
import { replacement } from '../run/default-name.js';
import { warnOfFallback } from '../terminal/fallback.js';
import type { IMPORT } from './import-command.js';

export async function run({
  console,
  options,
  words: [path],
  isGiven,
  warnOfUnfit,
}: Invocation<typeof IMPORT.options>): Promise<void> {
  const {
    data: source,
    xKey,
    yKey,
    drop,
    unseen,
    classes,
    task,
    divisor,
    layers,
    maxMemory,
    out,
    json,
  } = options;
  if (source === undefined) {
    throw new DnnError(
      'usage',
      '--data is missing: the classes and the scaling of the inputs are those of the data',
      'Name what the parameters were trained on, such as --data catvnoncat.',
    );
  }
  const named = {
    source,
    ...(xKey && { xKey }),
    ...(yKey && { yKey }),
    ...(drop && { drop }),
    ...(classes && { classes }),
  };
  const shape = layers && pictureShape(layers.input);
  const dataset = await openData(
    source,
    { xKey, yKey, drop, unseen, classes, task, divisor, maxMemory, ...(shape && { shape }) },
    console,
  );
  warnOfUnfit?.(dataset);
  if (dataset.scaling !== undefined) console.note(dataset.scaling);
  const { activation, outputActivation, loss, batchNorm } = options;
  const advice = 'Save the parameters alone in the archive, or allow more: --max-memory.';
  const reserve = (where: string, bytes: number) => assertRoom(where, bytes, options, advice);
  reserve(path, fileSize(path));
  const onNote = (note: string) => console.note(note);
  const network = { layers, activation, outputActivation, loss, batchNorm, reserve, onNote };
  noteFile(path, 'parameters');
  proveWritable(out);
  const replaced = isGiven('out') ? undefined : replacement(out);
  const model = importParameters(path, dataset, network, named);
  warnOfFallback(createBackend('auto', model.dtype, { memory: 0 }).fallback, console);
  saveModel(out, model);
  if (replaced !== undefined) console.remark(replaced);
  const { architecture, parameters: _, dtype, training } = model;
  const summary = { layers: architectureText(architecture), parameters: parameterCount(architecture), dtype };
  const { evaluations, sha256 } = training;
  if (json) {
    console.print(JSON.stringify({ path: out, ...summary, classes: model.classes, evaluations, sha256 }));
    return;
  }
  console.print(
    `Wrote ${out}: layers ${summary.layers}, ${counted(summary.parameters, 'parameter')}, ${dtype}.`,
  );
  for (const [split, record] of Object.entries(evaluations) as [string, EvaluationRecord][]) {
    console.print(`${split} ${recordPhrase(record)} (${counted(record.examples, 'example')})`);
  }
}
