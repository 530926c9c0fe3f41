/** Counts what a server does, and writes it as Prometheus reads it (text format 0.0.4). */
import { className } from '../model/model.js';
import type { ServedModel } from './served-model.js';

/** Upper bounds of the latency histogram, in seconds. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A number of the process itself, as the host tells it. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly value: number;
}

/** Latencies of one route. */
interface Latencies {
  readonly buckets: Float64Array;
  sum: number;
  count: number;
}

export class Metrics {
  readonly #requests = new Map<string, Map<number, number>>();
  readonly #latencies = new Map<string, Latencies>();
  /** Requests that are being answered. */
  underWay = 0;
  /** Models that took the place of others. */
  readonly reloads = { done: 0, failed: 0 };

  /** Counts an answered request. */
  observe(route: string, status: number, seconds: number): void {
    const own = memberOf(this.#requests, route, () => new Map<number, number>());
    own.set(status, (own.get(status) ?? 0) + 1);
    const latencies = memberOf(this.#latencies, route, newLatencies);
    latencies.sum += seconds;
    latencies.count++;
    let at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]) at++;
    latencies.buckets[at]++;
  }

  /** The text of all metrics, those of the models and of the process with them. */
  text(models: readonly ServedModel[], process: readonly Gauge[]): string {
    const lines = [
      ...this.#requestLines(),
      ...this.#latencyLines(),
      ...head('dnn_requests_in_progress', 'gauge', 'Requests that are being answered.'),
      `dnn_requests_in_progress ${this.underWay}`,
      ...head('dnn_model_reloads_total', 'counter', 'Model files that were replaced, by outcome.'),
      ...Object.entries(this.reloads).map(
        ([outcome, n]) => `dnn_model_reloads_total{outcome="${outcome}"} ${n}`,
      ),
      ...modelLines(models),
      ...process.flatMap(({ name, help, type, value }) => [...head(name, type, help), `${name} ${value}`]),
    ];
    return `${lines.join('\n')}\n`;
  }

  #requestLines(): string[] {
    const lines = [...this.#requests].flatMap(([route, byStatus]) =>
      [...byStatus].map(
        ([status, n]) => `dnn_requests_total${labels({ route, status: String(status) })} ${n}`,
      ),
    );
    return [...head('dnn_requests_total', 'counter', 'Answered requests, by route and status.'), ...lines];
  }

  #latencyLines(): string[] {
    const name = 'dnn_request_duration_seconds';
    const lines = [...this.#latencies].flatMap(([route, { buckets, sum, count }]) => {
      let below = 0;
      const bounds = [...BOUNDS.map(String), '+Inf'].map((le, i) => {
        below += buckets[i];
        return `${name}_bucket${labels({ route, le })} ${below}`;
      });
      return [
        ...bounds,
        `${name}_sum${labels({ route })} ${sum}`,
        `${name}_count${labels({ route })} ${count}`,
      ];
    });
    return [...head(name, 'histogram', 'Seconds from a request to its answer, by route.'), ...lines];
  }
}

function newLatencies(): Latencies {
  return { buckets: new Float64Array(BOUNDS.length + 1), sum: 0, count: 0 };
}

function modelLines(models: readonly ServedModel[]): string[] {
  return [
    ...head(
      'dnn_model_info',
      'gauge',
      'The models that are served: 1 each, with the digest of its parameters.',
    ),
    ...models.map(({ name, digest }) => `dnn_model_info${labels({ model: name, digest })} 1`),
    ...head('dnn_predictions_total', 'counter', 'Predictions by class; those of numbers have no class.'),
    ...models.flatMap(predictionLines),
    ...head(
      'dnn_inputs_outside_range_total',
      'counter',
      "Values outside the training range: a column's mean ± 4 deviations (minmax: its smallest to largest value; words: its categories), without columns the range of all training values.",
    ),
    ...models.flatMap(({ name, range }) =>
      range.counts.map(
        ({ column, outside }) =>
          `dnn_inputs_outside_range_total${labels({ model: name, column })} ${outside}`,
      ),
    ),
  ];
}

/** One line a class; where there are many, those that were predicted. */
function predictionLines({ name, predicted, predictor }: ServedModel): string[] {
  const { classes } = predictor.model;
  if (classes.length === 0)
    return [`dnn_predictions_total${labels({ model: name, class: '' })} ${predicted[0]}`];
  return Array.from(predicted.entries())
    .filter(([, n]) => n > 0 || classes.length <= 100)
    .map(([i, n]) => `dnn_predictions_total${labels({ model: name, class: className(classes, i) })} ${n}`);
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** `{route="/predict"}`, each value escaped. */
function labels(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function memberOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
