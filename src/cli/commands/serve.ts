/** `dnn serve`: opens models, answers requests about them until a signal comes, and logs what happens on stderr. */
import { setFlagsFromString } from 'node:v8';
import { asDnnError } from '../../errors.js';
import { type Answered, serveApp } from '../../serve/app.js';
import type { Gauge, Metrics } from '../../serve/metrics.js';
import { ServedModels } from '../../serve/served-model.js';
import type { Invocation } from '../command.js';
import { namesOf } from '../serving/address.js';
import { Journal } from '../serving/journal.js';
import { listen } from '../serving/listen.js';
import { ModelFiles, namedFiles, openServed, type Reload } from '../serving/model-files.js';
import { packageVersion } from '../version.js';
import type { SERVE, ServeValues } from './serve-command.js';

/** The lowest status of what was refused or failed. */
const REFUSED = 400;

export async function run({ console, options, words }: Invocation<typeof SERVE.options>): Promise<void> {
  // Requests make many small objects: cleaning a young generation that stays small takes a tenth of their time.
  setFlagsFromString('--semi-space-growth-factor=2');
  const journal = new Journal();
  const models = new ServedModels();
  let isEnding = false;
  const { fetch, metrics } = serveApp({
    models,
    names: namesOf(options),
    bodyBytes: options.maxBody.bytes,
    version: packageVersion(),
    isReady: () => !isEnding,
    onAnswer: answerLog(journal, options),
    gauges: processGauges,
  });
  const onReload = (reload: Reload) => noteReload(journal, metrics, reload);
  const files = new ModelFiles(
    namedFiles(words),
    (file) => openServed(file, options, console),
    models,
    onReload,
  );
  await files.start();
  const { url, ending, ended } = await listen(fetch, options, console, options.maxWait);
  ending.addEventListener('abort', () => {
    isEnding = true;
    files.stop();
    journal.note('end', {});
  });
  for (const { name, digest } of models.all)
    console.announce(`Serving ${name} (${digest.slice(0, 12)}) at ${url}`);
  journal.note('start', {
    url,
    models: Object.fromEntries(models.all.map(({ name, digest }) => [name, digest])),
  });
  await ended;
  journal.note('ended', {});
  journal.flush();
}

/** Notes the requests that the options ask for, and with each fault of the server its cause. */
function answerLog(journal: Journal, { logRequests }: ServeValues): (answered: Answered) => void {
  return ({ method, path, status, milliseconds, fault }) => {
    if (logRequests !== 'all' && (logRequests === 'none' || status < REFUSED) && !fault) return;
    const took = Math.round(milliseconds * 1000) / 1000;
    const error = fault && {
      error: fault.message,
      ...(process.env.DNN_DEBUG === '1' && { stack: stackOf(fault) }),
    };
    journal.note('request', { method, path: path.slice(0, 200), status, ms: took, ...error });
  };
}

function stackOf({ cause, stack }: Error): string | undefined {
  return cause instanceof Error ? cause.stack : stack;
}

function noteReload(journal: Journal, metrics: Metrics, { file, served, error }: Reload): void {
  metrics.reloads[served ? 'done' : 'failed']++;
  if (served) journal.note('reload', { model: file.name, digest: served.digest });
  else journal.note('reload-failed', { model: file.name, error: asDnnError(error).message });
}

/** The process in the metrics, by the names that Prometheus's own clients use. */
function processGauges(): Gauge[] {
  const { user, system } = process.cpuUsage();
  return [
    {
      name: 'process_resident_memory_bytes',
      help: 'Resident memory.',
      type: 'gauge',
      value: process.memoryUsage.rss(),
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time, user and system.',
      type: 'counter',
      value: (user + system) / 1e6,
    },
    {
      name: 'process_start_time_seconds',
      help: 'When the process started, since 1970.',
      type: 'gauge',
      value: Date.now() / 1000 - process.uptime(),
    },
  ];
}
