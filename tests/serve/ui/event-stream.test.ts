/** Streams of events: their text, their end, and readers that do not read. */
import { expect, it } from 'vitest';
import { eventStream, eventText, type SentEvent } from '../../../src/serve/ui/event-stream.js';

/** Counts what was made, without end. */
function counting(): { readonly events: AsyncGenerator<SentEvent>; made: number; isEnded: boolean } {
  const state = { made: 0, isEnded: false };
  async function* events(): AsyncGenerator<SentEvent> {
    try {
      for (;;) yield { event: 'cost', data: { iteration: ++state.made }, id: String(state.made) };
    } finally {
      state.isEnded = true;
    }
  }
  return Object.assign(state, { events: events() });
}

it('has one line a field, whatever is in the data', () => {
  expect(eventText({ event: 'lines', id: 'a=1', data: { text: 'one\ntwo\r\nthree' } })).toBe(
    'event: lines\nid: a=1\ndata: {"text":"one\\ntwo\\r\\nthree"}\n\n',
  );
  expect(eventText({})).toBe(':\n\n');
});

it('makes no event before the reader has taken the one before', async () => {
  const source = counting();
  const reader = (eventStream(source.events).body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(source.made).toBeLessThanOrEqual(2);
  for (let i = 0; i < 10; i++) await reader.read();
  expect(source.made).toBeLessThanOrEqual(12);
  await reader.cancel();
  expect(source.isEnded).toBe(true);
});
