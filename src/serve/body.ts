/** The body of a request as bytes, as text and as a form, with errors that say what is wrong with it. */
import type { HonoRequest } from 'hono';
import { DnnError } from '../errors.js';
import { Refused, refusal } from './refusal.js';

/** The name of a body in messages. */
export const BODY = 'the body';

/** All bytes of the body. @throws Refused: 408 when its client has gone before their end, or was too slow. */
export async function bodyOf(request: HonoRequest): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    throw new Refused(refusal(408, `${BODY} did not arrive whole`, 'Send it again.'));
  }
}

/** The parts of a multipart form in bytes, of which `type` says how they are divided. @throws DnnError (data) */
export async function formIn(bytes: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    }).formData();
  } catch (cause) {
    const hint = 'Send it as multipart/form-data.';
    throw new DnnError('data', `${BODY} is no form that can be read`, hint, { cause });
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The text of JSON in bytes, without a byte order mark. @throws DnnError (data) for bytes that are no UTF-8. */
export function jsonTextOf(bytes: Uint8Array, name: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new DnnError('data', `${name} is not text in UTF-8, expected JSON`, 'Send it as UTF-8.', { cause });
  }
}
