/**
 * Server-sent events as an answer: a message is made when the reader has taken the one before, so that one who reads
 * slowly, or not at all, costs no memory.
 */

/** A message; without a name and data it is a comment that shows whether the reader is still there. */
export interface SentEvent {
  readonly event?: string;
  readonly data?: unknown;
  /** The place to go on from: a reader that comes back names the last one. */
  readonly id?: string;
}

/** Milliseconds after which a reader that has lost the connection comes back. */
const RETRY = 2000;
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // For a proxy in front, which would keep messages until there are many.
  'x-accel-buffering': 'no',
};

/** The answer that sends `events` until they end or the reader goes, which ends them. */
export function eventStream(events: AsyncIterator<SentEvent>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY}\n\n`)),
      async pull(controller) {
        const next = await events.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(eventText(next.value)));
      },
      async cancel() {
        await events.return?.();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, { headers: HEADERS });
}

/** The text of a message. JSON has no line ends, so that its data are one line. */
export function eventText({ event, data, id }: SentEvent): string {
  if (data === undefined) return ':\n\n';
  const lines = [
    event && `event: ${event}`,
    id !== undefined && `id: ${id}`,
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.filter(Boolean).join('\n')}\n\n`;
}
