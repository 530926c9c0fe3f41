/** `dnn serve` and what it takes. */
import { parseMemory } from '../../train/memory/memory-size.js';
import { choice, type Kind, wholeNumber } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import { maxMemory, maxWork, threshold, unseen } from '../options/shared.js';
import { ADDRESS_OPTIONS, USUAL_WAIT } from '../serving/address.js';

/** A size of its own, which no machine decides. */
const BYTES: Kind<{ readonly text: string; readonly bytes: number }> = {
  expected: 'a size such as 512K, 16M or 1G, at most 1G',
  schema: { type: 'string', pattern: '^\\d', examples: ['512K', '16M', '1G'] },
  read: (text) => {
    const size = /%/.test(text) ? undefined : parseMemory(text);
    const bytes = size?.bytesOf(0) ?? 0;
    return bytes >= 1 && bytes <= 2 ** 30 ? { text, bytes: Math.floor(bytes) } : undefined;
  },
};

export const SERVE = declare({
  path: ['serve'],
  words: '<model...>',
  takes: 'file',
  summary: 'answer requests for predictions over HTTP',
  about: [
    'POST /predict takes rows as JSON or CSV, or a picture, and answers what dnn predict --json prints; /v2/ is the Open Inference Protocol; /openapi.json describes both, /metrics is for Prometheus. A model file that is replaced is read again. Ctrl-C or SIGTERM ends the server when all requests are answered.',
  ],
  examples: [
    'dnn serve model.json',
    'dnn serve churn.json cats=runs/cats-1 --port 0',
    'dnn serve model.json --host 0.0.0.0 --allow-host dnn.example.com',
  ],
  options: {
    ...ADDRESS_OPTIONS,
    maxBody: option(BYTES, {
      flags: '--max-body <size>',
      help: 'the largest body of a request',
      default: BYTES.read('16M') as { text: string; bytes: number },
    }),
    maxWait: option<number>(wholeNumber(1, 3600), {
      flags: '--max-wait <seconds>',
      help: 'the longest that a client may take to send a request, or to read on in its answer',
      default: USUAL_WAIT,
    }),
    logRequests: option<'all' | 'faults' | 'none'>(choice(['all', 'faults', 'none']), {
      flags: '--log-requests <which>',
      help: 'the requests that stderr has a line of JSON about: all, those that were refused or failed (faults), or none',
      default: 'all',
    }),
    threshold,
    unseen,
    maxMemory,
    maxWork,
  },
});

export type ServeValues = ValuesOf<typeof SERVE.options>;
