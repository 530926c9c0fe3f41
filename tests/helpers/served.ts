/** A server's handler in the tests' own process, with models that a test gives. */
import type { Unseen } from '../../src/data/tables/parse.js';
import type { Model } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { type Answered, type ServeApp, type ServeSettings, serveApp } from '../../src/serve/app.js';
import { ServedModel, ServedModels } from '../../src/serve/served-model.js';

/** The body of a request. */
export type Body = string | Uint8Array | FormData;

/** The address that requests of tests name. */
export const ADDRESS = 'http://localhost:8080';

export interface Served extends ServeApp {
  readonly models: ServedModels;
  /** All requests so far, as the log gets them. */
  readonly answered: readonly Answered[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: Body, headers?: Record<string, string>): Promise<Response>;
}

export function servedModel(name: string, model: Model, unseen: Unseen = 'error'): ServedModel {
  return new ServedModel(name, new Predictor(model), unseen);
}

export function served(
  models: Readonly<Record<string, Model>>,
  settings: Partial<ServeSettings> = {},
): Served {
  const own = new ServedModels();
  for (const [name, model] of Object.entries(models)) own.put(servedModel(name, model));
  const answered: Answered[] = [];
  const app = serveApp({
    models: own,
    names: new Set(['localhost', '127.0.0.1']),
    bodyBytes: 2 ** 20,
    version: '1.2.3',
    isReady: () => true,
    onAnswer: (answer) => answered.push(answer),
    ...settings,
  });
  const request = (path: string, init: RequestInit) => app.fetch(new Request(`${ADDRESS}${path}`, init));
  return {
    ...app,
    models: own,
    answered,
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, body, headers = {}) => request(path, { method: 'POST', body, headers }),
  };
}
