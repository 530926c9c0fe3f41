/** The limit of a run's memory; refuses runs that would pass it. */
import { optionError } from '../../errors.js';
import type { MemoryParts } from './memory.js';
import { memoryText } from './memory-size.js';

/** The memory that a run may take, in bytes. */
export interface MemoryLimit {
  /** Bytes that the process may hold; without it any number. */
  readonly memoryLimit?: number | undefined;
  /** Bytes that it holds already: itself and the data. */
  readonly memoryTaken?: number | undefined;
  /** The source of the limit, for messages: `--max-memory 2G allows`. */
  readonly limitedBy?: string | undefined;
}

const HOLDERS: Record<keyof MemoryParts, string> = {
  inputs: 'The examples take',
  parameters: 'Parameters and their gradients take',
  optimizerState: "The optimizer's state takes",
  activations: 'What the layers compute of a batch takes',
  gram: 'Inner products of the examples take',
};

/**
 * @throws DnnError (usage) when `parts`, the matrices of a network of so many `parameters`, and what the process
 * holds already would pass the limit. It is said of the option `subject`; the hint ends in `advice`.
 */
export function assertMemory(
  subject: { readonly option: string; readonly value: string },
  parameters: number,
  parts: MemoryParts,
  { memoryLimit, memoryTaken = 0, limitedBy = 'this machine offers' }: MemoryLimit,
  advice: string,
): void {
  const needed = Object.values(parts).reduce((sum, bytes) => sum + bytes, memoryTaken);
  if (memoryLimit === undefined || needed <= memoryLimit) return;
  const [largest] = (Object.keys(HOLDERS) as (keyof MemoryParts)[]).sort((a, b) => parts[b] - parts[a]);
  const own = memoryTaken > 0 ? ` (${memoryText(memoryTaken)} of it for the program and its data)` : '';
  throw optionError(
    subject.option,
    subject.value,
    `${parameters} parameters need ${memoryText(needed)} of memory in all${own}, ${limitedBy} ${memoryText(memoryLimit)}`,
    `${HOLDERS[largest]} ${memoryText(parts[largest])}. ${advice}`,
  );
}
