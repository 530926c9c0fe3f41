/** The work that requests ask for, with its bounds: a large body is taken apart alone, and answers share their room. */
import type { HonoRequest } from 'hono';
import { DnnError } from '../errors.js';
import { Answer, AnswerRoom } from './answer.js';
import { bodyOf } from './body.js';
import { LARGE_BYTES } from './guard.js';
import type { ServedModel } from './served-model.js';
import { OneByOne } from './turns.js';

/** Reads a body, and writes the answer to it. */
type Write = (bytes: Uint8Array, answer: Answer) => Promise<void>;

export class Work {
  readonly #room: AnswerRoom;
  /** The turns of large bodies: what JSON and forms become takes up to 20 times their bytes. */
  readonly #large = new OneByOne();

  constructor(bodyBytes: number) {
    this.#room = new AnswerRoom(bodyBytes);
  }

  /** Answers a request with what `write` writes. @throws DnnError and Refused as it does. */
  async answer(request: HonoRequest, served: ServedModel, write: Write): Promise<Response> {
    const bytes = await bodyOf(request);
    if (bytes.length < LARGE_BYTES) return this.#written(bytes, served, write);
    const { signal } = request.raw;
    return this.#large.take(() => {
      if (signal.aborted) throw new DnnError('data', 'nobody waits for the answer any more');
      return this.#written(bytes, served, write);
    });
  }

  async #written(bytes: Uint8Array, served: ServedModel, write: Write): Promise<Response> {
    const answer = new Answer(this.#room);
    try {
      await write(bytes, answer);
      return answer.response(served.headers);
    } catch (error) {
      answer.drop();
      throw error;
    }
  }
}
