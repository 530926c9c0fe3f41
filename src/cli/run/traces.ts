/** Writes the traces of a run: a file an iteration, beside the model. */
import { traceCheck } from '../../check/trace-check.js';
import { npzBytes } from '../../data/formats/npz/writer.js';
import { assertNoLinkOut } from '../../disk/inputs.js';
import { isDeviceOrPipe, proveWritable, writeAtomically } from '../../disk/write.js';
import { DnnError, optionError } from '../../errors.js';
import { tracePath } from '../../model/checkpoint/checkpoint.js';
import { EXPORTERS } from '../../model/export/exports.js';
import { shell } from '../../shell.js';
import type { RunEvent, TraceEvent } from '../../train/events.js';
import type { Plan } from '../../train/plan.js';
import type { TrainValues } from '../commands/train-command.js';
import { assertOurs } from './default-name.js';

/** Where the traces go, and where they are reported. */
export interface Tracing {
  readonly options: TrainValues;
  /** Updates that were made before: their traces are there, or were not asked for. */
  readonly from: number;
  readonly report: (event: RunEvent) => void;
  readonly warn: (line: string) => void;
}

export class Traces {
  readonly #tracing: Tracing;
  #failure: DnnError | undefined;

  /**
   * Proves that every file can be written.
   * @throws DnnError: io when one cannot be; usage when it is an input, or a file that dnn did not write.
   */
  constructor(tracing: Tracing) {
    this.#tracing = tracing;
    const { out, resume, trace } = tracing.options;
    if (isDeviceOrPipe(out)) throw noPlaceFor(out);
    const hint = 'Move it away, or give the model another name: --out.';
    for (const number of trace?.numbers ?? []) {
      if (number < tracing.from) continue;
      const path = tracePath(out, number);
      // Somebody else may have made the directory that the run goes on in.
      if (resume !== undefined) assertNoLinkOut(path);
      assertOurs(path, EXPORTERS.npz.isExport, { hint });
      proveWritable(path);
    }
  }

  /** Writes a trace. A failure is a warning, once: the run goes on, and {@link finish} throws it. */
  keep({ iteration, learningRate, arrays }: TraceEvent, { architecture }: Plan): void {
    const { options, report, warn } = this.#tracing;
    const path = tracePath(options.out, iteration);
    try {
      writeAtomically(path, [npzBytes(arrays)]);
      const check = traceCheck(path, options, architecture, { iteration, learningRate });
      report({ event: 'traced', iteration, path, ...(check !== undefined && { check }) });
    } catch (error) {
      if (!(error instanceof DnnError) || error.code !== 'io') throw error;
      if (this.#failure === undefined) warn(`${error.message}.`);
      this.#failure ??= error;
    }
  }

  /** @throws DnnError (io) when a trace could not be written. */
  finish(): void {
    if (this.#failure) throw this.#failure;
  }
}

function noPlaceFor(out: string): DnnError {
  return optionError(
    'trace',
    undefined,
    `traces are written beside the model, and ${shell`--out ${out}`} is not a file`,
    'Give the name of a file.',
  );
}
