/** Models for Try: from beside the page, from a file of the reader or as a text, of a bounded size. */
import { DnnError, type Model, parseModel } from '../../../browser.js';
import type { Problem } from '../../../serve/ui/messages.js';
import type { ModelSource } from './requests.js';

/** Bytes of the largest model: reading takes a few times as many. */
const MOST_BYTES = 2 ** 28;

/** Reads a model. @throws DnnError: io when it cannot be had, model when it is damaged or too large. */
export async function openModel(source: ModelSource): Promise<Model> {
  if (source.kind === 'text') return parseModel(source.text, source.path);
  const bytes = source.kind === 'file' ? await bytesOf(source) : await fetched(source);
  return parseModel(bytes, source.path);
}

async function bytesOf({ file, path }: Extract<ModelSource, { kind: 'file' }>): Promise<Uint8Array> {
  if (file.size > MOST_BYTES) throw tooLarge(path, file.size);
  return new Uint8Array(await file.arrayBuffer());
}

async function fetched({ address, path }: Extract<ModelSource, { kind: 'address' }>): Promise<Uint8Array> {
  const response = await fetch(new URL(address, self.location.href)).catch(() => undefined);
  if (response === undefined)
    throw new DnnError('io', `${path} cannot be read: the server does not answer`, 'Start dnn ui again.');
  if (!response.ok) throw await refused(response, path);
  const size = Number(response.headers.get('content-length') ?? 0);
  if (size > MOST_BYTES) {
    await response.body?.cancel();
    throw tooLarge(path, size);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** The server's words about it, if it says something. */
async function refused(response: Response, path: string): Promise<DnnError> {
  const said = (await response.json().catch(() => undefined)) as Problem | undefined;
  const nothing = { error: `${path} is not there (${response.status})`, hint: 'Choose another model.' };
  const { error, hint } = said ?? nothing;
  return new DnnError('io', error, hint);
}

function tooLarge(path: string, size: number): DnnError {
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  const problem = `${path} has ${megabytes(size)}, the page opens models up to ${megabytes(MOST_BYTES)}`;
  return new DnnError('model', problem, 'Predict on the command line: dnn predict.');
}
