/**
 * Answers while they are written, and until they are sent. A short one is a text. A long one becomes bytes piece by
 * piece, which no heap holds, and all of those share a bound: a row of two bytes has an answer of a hundred and more.
 */
import { Refused, refusal, tryAgain } from './refusal.js';

/** Characters of an answer's part that are gathered before they become bytes. A shorter answer counts nothing. */
const PIECE = 2 ** 16;
/** The bytes of one answer, and of all answers that are not yet sent, at most: so many of the largest bodies. */
const [BODIES_OF_ONE, BODIES_OF_ALL] = [8, 16];

/** The bytes that answers may hold between them. */
export class AnswerRoom {
  readonly #ofOne: number;
  readonly #ofAll: number;
  #held = 0;

  /** @param bodyBytes - Bytes of the largest body of a request. */
  constructor(bodyBytes: number) {
    const unit = Math.max(PIECE, bodyBytes);
    [this.#ofOne, this.#ofAll] = [BODIES_OF_ONE * unit, BODIES_OF_ALL * unit];
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#held;
  }

  /** Takes `bytes` more for an answer that holds `own`. @throws Refused: 413 for a long answer, 503 while others hold too much. */
  take(bytes: number, own: number): void {
    if (own + bytes > this.#ofOne)
      throw new Refused(refusal(413, `the answer has more than ${this.#ofOne} bytes`, 'Send it in parts.'));
    if (this.#held + bytes > this.#ofAll)
      throw new Refused(tryAgain('too many long answers are being written and sent'));
    this.#held += bytes;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/** One answer, in parts that are written at the same time and sent one after another. */
export class Answer {
  readonly #room: AnswerRoom;
  readonly #parts: AnswerPart[] = [];
  #bytes = 0;

  constructor(room: AnswerRoom) {
    this.#room = room;
  }

  /** Adds a part behind the others. */
  part(): AnswerPart {
    const part = new AnswerPart((bytes) => {
      this.#room.take(bytes, this.#bytes);
      this.#bytes += bytes;
    });
    this.#parts.push(part);
    return part;
  }

  /** The response with all of it, whose bytes are held until they are sent or their reader has gone. @throws Refused */
  response(headers: Readonly<Record<string, string>>): Response {
    if (this.#bytes === 0 && this.#parts.length === 1) return new Response(this.#parts[0].text, { headers });
    if (this.#bytes === 0) return new Response(this.#parts.map(({ text }) => text).join(''), { headers });
    const pieces = this.#parts.flatMap((part) => part.end());
    const length = this.#bytes;
    const body = streamOf(pieces, () => this.drop());
    return new Response(body, { headers: { ...headers, 'content-length': String(length) } });
  }

  /** Gives back what it holds. */
  drop(): void {
    this.#room.give(this.#bytes);
    this.#bytes = 0;
  }
}

const ENCODER = new TextEncoder();

/** A text that grows. */
export class AnswerPart {
  /** The end of it, which is not yet bytes. */
  text = '';
  readonly #pieces: Uint8Array[] = [];
  readonly #take: (bytes: number) => void;

  constructor(take: (bytes: number) => void) {
    this.#take = take;
  }

  /** @throws Refused when answers have grown too long. */
  add(text: string): void {
    this.text += text;
    if (this.text.length >= PIECE) this.#flush();
  }

  /** Ends it, and returns its bytes in pieces. @throws Refused */
  end(): readonly Uint8Array[] {
    if (this.text !== '') this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    const bytes = ENCODER.encode(this.text);
    this.#take(bytes.length);
    this.#pieces.push(bytes);
    this.text = '';
  }
}

/** The pieces one by one, as they are asked for; `ended` is called once behind the last, or when the reader goes. */
function streamOf(pieces: readonly Uint8Array[], ended: () => void): ReadableStream<Uint8Array> {
  const left = pieces.values();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { value, done } = left.next();
        if (!done) return controller.enqueue(value);
        ended();
        controller.close();
      },
      cancel: ended,
    },
    { highWaterMark: 0 },
  );
}
