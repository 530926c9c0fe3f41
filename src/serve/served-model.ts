/** A model that is served: its name, its digest, and a predictor that is made once and answers all requests. */
import type { Unseen } from '../data/tables/parse.js';
import { parameterDigest } from '../model/model.js';
import { hasSides } from '../model/model-columns.js';
import { ObjectRows } from '../model/object-rows.js';
import type { Prediction, Predictor } from '../model/predict.js';
import { inputSize } from '../nn/architecture.js';
import { JSON_HEADERS } from './refusal.js';
import { TrainingRange } from './training-range.js';
import { Turns } from './turns.js';

/** Characters of a digest that name a model, at least. */
const SHORTEST_DIGEST = 12;

export class ServedModel {
  readonly name: string;
  /** SHA-256 of its parameters: equal for equal bits. */
  readonly digest: string;
  readonly predictor: Predictor;
  readonly unseen: Unseen;
  readonly rows: ObjectRows;
  readonly turns = new Turns();
  readonly range: TrainingRange;
  /** The headers of an answer, which say which model it is from. */
  readonly headers: Readonly<Record<string, string>>;
  /** Predictions so far by class, in the order of the model's; of numbers, one count. */
  readonly predicted: Float64Array;

  constructor(name: string, predictor: Predictor, unseen: Unseen) {
    const { model } = predictor;
    this.name = name;
    this.digest = parameterDigest(model.parameters);
    this.predictor = predictor;
    this.unseen = unseen;
    this.rows = new ObjectRows(model, { unseen });
    this.range = new TrainingRange(model);
    this.headers = {
      ...JSON_HEADERS,
      'dnn-model': encodeURIComponent(name),
      'dnn-model-digest': this.digest,
    };
    this.predicted = new Float64Array(Math.max(2, model.classes.length));
  }

  /** True if it takes pictures, or examples with sides like them. */
  get hasSides(): boolean {
    return hasSides(this.predictor.model);
  }

  /** Predicts zeros once, so that the first request does not wait for matrices and compiled code. */
  warmUp(): void {
    const { predictor } = this;
    try {
      predictor.predictValues(new Float64Array(inputSize(predictor.model.architecture)));
    } catch {
      // A model whose numbers overflow says so to each request.
    }
  }

  /** True if its digest begins so. */
  isVersion(digest: string): boolean {
    return digest.length >= SHORTEST_DIGEST && this.digest.startsWith(digest);
  }

  /** Counts answers for the metrics. */
  count(predictions: readonly Prediction[]): void {
    for (const { class: index = 0 } of predictions) this.predicted[index]++;
  }
}

/** The models of a server, each by its name and by its digest. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();

  /** In the order in which they were first added. */
  get all(): readonly ServedModel[] {
    return [...this.#byName.values()];
  }

  /** The only model; undefined where there are several. */
  get only(): ServedModel | undefined {
    return this.#byName.size === 1 ? this.#byName.values().next().value : undefined;
  }

  /** Adds a model, in the place of the one that had its name. */
  put(model: ServedModel): void {
    this.#byName.set(model.name, model);
  }

  /** The model of this name, or of a digest that begins so. */
  get(called: string): ServedModel | undefined {
    const named = this.#byName.get(called);
    return named ?? this.all.find((model) => model.isVersion(called));
  }
}
