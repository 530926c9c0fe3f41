/** The routes of `dnn serve`: predictions, the Open Inference Protocol, the description of both, and metrics. */
import { type Context, Hono } from 'hono';
import { DnnError } from '../errors.js';
import { predictionJson } from '../model/prediction-json.js';
import { listed } from '../visible.js';
import type { AnswerPart } from './answer.js';
import { BODY, jsonTextOf } from './body.js';
import { faultOf } from './faults.js';
import { guard } from './guard.js';
import { type Gauge, Metrics } from './metrics.js';
import { infer } from './open-inference/infer.js';
import { modelMetadata } from './open-inference/metadata.js';
import { openApi } from './openapi.js';
import { predictBatches, predictPicture } from './predicting.js';
import { JSON_HEADERS, refusal } from './refusal.js';
import { type RequestInput, requestInputs } from './request-inputs.js';
import type { ServedModel, ServedModels } from './served-model.js';
import { Work } from './work.js';

/** An answered request, for the log. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** The server's own fault, if there was one. */
  readonly fault?: DnnError;
}

/** The models of a server, its bounds, and its connections to the process that it runs in. */
export interface ServeSettings {
  readonly models: ServedModels;
  /** The hosts that requests may name. */
  readonly names: ReadonlySet<string>;
  readonly bodyBytes: number;
  /** The version of dnn. */
  readonly version: string;
  /** False when the server is about to end. */
  isReady(): boolean;
  onAnswer?(answered: Answered): void;
  /** Numbers of the process, for the metrics. */
  gauges?(): readonly Gauge[];
}

/** A server's handler and what it has counted. */
export interface ServeApp {
  readonly metrics: Metrics;
  fetch(request: Request): Promise<Response>;
}

/** The server's own fault in a request, if there is one, for who has called. */
interface Note {
  fault?: DnnError;
}

type Env = { Bindings: Note };
type Route = Context<Env>;

/** Makes the handler of a server. */
export function serveApp(settings: ServeSettings): ServeApp {
  const metrics = new Metrics();
  const app = new Hono<Env>();
  app.use(guard(settings));
  const fail = (c: Route, error: unknown) => {
    const { response, own } = faultOf(error);
    if (own) c.env.fault = own;
    return response;
  };
  app.onError((error, c) => fail(c, error));
  app.notFound(() => refusal(404, 'there is nothing here', 'GET /openapi.json describes what there is.'));
  const work = new Work(settings.bodyBytes);
  addPredictions(app, settings, work);
  addOpenInference(app, settings, work);
  app.get('/openapi.json', (c) => json(c, openApi(settings.models.all, settings.version)));
  app.get('/metrics', (c) => {
    const text = metrics.text(settings.models.all, settings.gauges?.() ?? []);
    return c.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  for (const [path, methods] of METHODS)
    app.all(path, (c) => {
      const response = refusal(405, `${c.req.method} is not for ${c.req.path}`, `Use ${methods}.`);
      response.headers.set('allow', methods);
      return response;
    });
  return { metrics, fetch: watched((request, note) => app.fetch(request, note), settings, metrics) };
}

/** The methods of each path, which also are the routes of the metrics. */
const METHODS: readonly (readonly [path: string, methods: string])[] = [
  ['/predict', 'POST'],
  ['/predict/:model', 'POST'],
  ['/openapi.json', 'GET, HEAD'],
  ['/metrics', 'GET, HEAD'],
  ['/v2', 'GET, HEAD'],
  ['/v2/', 'GET, HEAD'],
  ['/v2/health/live', 'GET, HEAD'],
  ['/v2/health/ready', 'GET, HEAD'],
  ['/v2/models/:model', 'GET, HEAD'],
  ['/v2/models/:model/ready', 'GET, HEAD'],
  ['/v2/models/:model/infer', 'POST'],
  ['/v2/models/:model/versions/:version', 'GET, HEAD'],
  ['/v2/models/:model/versions/:version/ready', 'GET, HEAD'],
  ['/v2/models/:model/versions/:version/infer', 'POST'],
];

/** The handler that counts and times each request, and passes it on to the log. */
function watched(
  answer: (request: Request, note: Note) => Response | Promise<Response>,
  { onAnswer }: ServeSettings,
  metrics: Metrics,
): ServeApp['fetch'] {
  return async (request) => {
    const start = performance.now();
    const note: Note = {};
    metrics.underWay++;
    try {
      const response = await answer(request, note);
      const milliseconds = performance.now() - start;
      const [{ method, url }, { status }] = [request, response];
      const path = pathOf(url);
      metrics.observe(routeOf(path), status, milliseconds / 1000);
      onAnswer?.({ method, path, status, milliseconds, ...note });
      return response;
    } finally {
      metrics.underWay--;
    }
  };
}

/** The path of an address, as it was asked for. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const end = url.indexOf('?', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

/** The route of a path: however many paths are asked for, the metrics have few of them. */
function routeOf(path: string): string {
  if (FIXED.has(path)) return path;
  if (path.startsWith('/predict/')) return '/predict/:model';
  const [, rest] = /^\/v2\/models\/[^/]+(?:\/versions\/[^/]+)?(|\/ready|\/infer)$/.exec(path) ?? [];
  return rest === undefined ? 'other' : `/v2/models/:model${rest}`;
}

const FIXED: ReadonlySet<string> = new Set(
  METHODS.map(([path]) => path).filter((path) => !path.includes(':')),
);

function addPredictions(app: Hono<Env>, { models }: ServeSettings, work: Work): void {
  app.post('/predict', (c) => {
    const served = models.only;
    if (served) return predict(c, served, work);
    const names = models.all.map(({ name }) => name);
    return refusal(400, `several models are served: ${listed(names)}`, `Name one: POST /predict/${names[0]}`);
  });
  app.post('/predict/:model', (c) => {
    const served = models.get(c.req.param('model'));
    return served ? predict(c, served, work) : noModel(models, c.req.param('model'));
  });
}

/** Answers what `dnn predict --json` prints about the same inputs. */
function predict(c: Route, served: ServedModel, work: Work): Promise<Response> {
  return work.answer(c.req, served, async (bytes, answer) => {
    const inputs = await requestInputs(bytes, c.req.header('content-type'), served, c.req.query('id'));
    const array = new WrittenArray(answer.part());
    for (const input of inputs) await predictInput(served, input, array);
    array.end();
  });
}

/** An array of JSON while it is written. */
class WrittenArray {
  readonly #part: AnswerPart;
  /** Elements so far. */
  count = 0;

  constructor(part: AnswerPart) {
    this.#part = part;
  }

  add(element: string): void {
    this.#part.add((this.count++ === 0 ? '[' : ',') + element);
  }

  end(): void {
    this.#part.add(this.count === 0 ? '[]\n' : ']\n');
  }
}

async function predictInput(served: ServedModel, input: RequestInput, array: WrittenArray): Promise<void> {
  if (input.kind === 'picture') {
    const prediction = await predictPicture(served, input.bytes, input.name);
    array.add(predictionJson('file', input.file, prediction));
    return;
  }
  // Rows of several files are numbered on through.
  const before = array.count;
  await predictBatches(served, input.batches, (prediction, id) => {
    array.add(predictionJson('id', typeof id === 'number' ? before + id : id, prediction));
  });
}

function addOpenInference(app: Hono<Env>, { models, version, isReady }: ServeSettings, work: Work): void {
  const server = (c: Route) => json(c, { name: 'dnn', version, extensions: [] });
  app.get('/v2', server);
  app.get('/v2/', server);
  app.get('/v2/health/live', (c) => json(c, { live: true }));
  app.get('/v2/health/ready', (c) => {
    const ready = isReady();
    return json(c, { live: true, ready }, ready ? 200 : 503);
  });
  for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version'] as const) {
    const of = (c: Route) => versionOf(models, c.req.param('model') ?? '', c.req.param('version'));
    app.get(path, (c) => {
      const served = of(c);
      return served ? json(c, modelMetadata(served)) : noModel(models, c.req.param('model'));
    });
    app.get(`${path}/ready`, (c) => {
      const served = of(c);
      return served ? json(c, { name: served.name, ready: true }) : noModel(models, c.req.param('model'));
    });
    app.post(`${path}/infer`, async (c) => {
      const served = of(c);
      if (served === undefined) return noModel(models, c.req.param('model'));
      if (c.req.header('inference-header-content-length') !== undefined)
        throw new DnnError('data', 'binary tensors are not read', 'Send tensors as JSON.');
      return work.answer(c.req, served, (bytes, answer) => infer(served, jsonTextOf(bytes, BODY), answer));
    });
  }
}

/** The model of a name, if the version that is asked for, or the beginning of it, is its digest. */
function versionOf(models: ServedModels, name: string, version: string | undefined): ServedModel | undefined {
  const served = models.get(name);
  return version === undefined || served?.isVersion(version) ? served : undefined;
}

function noModel(models: ServedModels, called: string): Response {
  const known = models.all.map(({ name, digest }) => `${name} (${digest.slice(0, 12)})`);
  return refusal(404, `no model is called ${called}: there are ${listed(known)}`);
}

function json(c: Route, value: object, status: 200 | 503 = 200): Response {
  return c.body(JSON.stringify(value), status, JSON_HEADERS);
}
