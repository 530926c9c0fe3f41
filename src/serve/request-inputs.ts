/** The inputs in a request's body: rows of JSON or CSV, or pictures, raw or as the files of a form; told by content. */
import { contentKind } from '../data/content-kind.js';
import { jsonRowsOf } from '../data/formats/json-rows.js';
import { DnnError } from '../errors.js';
import { type KnownRows, ObjectBatches, tableBatches } from '../model/known-rows.js';
import { BODY, formIn, jsonTextOf } from './body.js';
import type { ServedModel } from './served-model.js';

/** One input: rows, or the bytes of a picture. */
export type RequestInput =
  | { readonly kind: 'rows'; readonly batches: Iterable<KnownRows> }
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly name: string; readonly file: string };

/** The name of a raw picture in answers, as `dnn predict -` gives it. */
const UNNAMED = '-';

/** The kinds of bodies whose type tells them; the content tells the others. */
const KINDS: Readonly<Record<string, ReturnType<typeof contentKind>>> = {
  'application/json': 'json',
  'application/jsonl': 'json',
  'application/x-ndjson': 'json',
  'text/csv': 'table',
};

/** The inputs in a body of this type; rows are known by the column `id`, if any. @throws DnnError (data) where there are none. */
export function requestInputs(
  bytes: Uint8Array,
  header: string | undefined,
  served: ServedModel,
  id: string | undefined,
): RequestInput[] | Promise<RequestInput[]> {
  const type = mediaType(header);
  if (header !== undefined && type === 'multipart/form-data') return formInputs(bytes, header, served, id);
  if (bytes.length === 0) {
    const hint = 'Send rows as JSON or CSV, or a picture.';
    throw new DnnError('data', `${BODY} is empty, expected something to predict`, hint);
  }
  return [inputIn(bytes, BODY, served, id, KINDS[type])];
}

function mediaType(header = ''): string {
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

function inputIn(
  bytes: Uint8Array,
  name: string,
  served: ServedModel,
  id: string | undefined,
  known?: ReturnType<typeof contentKind>,
): RequestInput {
  const { unseen } = served;
  const kind = known ?? contentKind(bufferOf(bytes));
  if (kind === 'picture') return { kind, bytes, name, file: name === BODY ? UNNAMED : name };
  const { model } = served.predictor;
  const batches =
    kind === 'table'
      ? tableBatches({ name, bytes }, model, { id, unseen })
      : new ObjectBatches(model, { id, unseen }, served.rows).of(jsonRowsOf(jsonTextOf(bytes, name), name));
  return { kind: 'rows', batches };
}

async function formInputs(
  body: Uint8Array,
  type: string,
  served: ServedModel,
  id: string | undefined,
): Promise<RequestInput[]> {
  const inputs: RequestInput[] = [];
  for (const [field, file] of await formIn(body, type)) {
    if (typeof file === 'string') {
      const message = `the field ${field} of the form is a text, expected a file`;
      throw new DnnError('data', message, "Send files: curl -F 'file=@cat.png'");
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    inputs.push(inputIn(bytes, file.name, served, id));
  }
  if (inputs.length > 0) return inputs;
  throw new DnnError('data', 'the form has no files', "Send some: curl -F 'file=@cat.png'");
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
