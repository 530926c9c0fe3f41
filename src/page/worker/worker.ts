/** The worker of the page, with the kernels: takes questions, and answers them one after another. */
import { createHandlers, faultOf } from './handlers.js';
import type { Message, Question } from './requests.js';

const post = (message: Message): void => self.postMessage(message);
const handlers = createHandlers((report, content) => post({ report, content }));

self.addEventListener('message', async ({ data: { id, name, ask } }: MessageEvent<Question>) => {
  try {
    const handler = handlers[name] as (ask: unknown) => unknown;
    post({ id, answer: await handler(ask) });
  } catch (error) {
    post({ id, fault: faultOf(error) });
  }
});
