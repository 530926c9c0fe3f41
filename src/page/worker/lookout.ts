/** Looks at the network of a run between two updates, for the page to draw: no more than a drawing shows. */
import type { Dataset, LiveNetwork, Matrix, Plan } from '../../browser.js';
import { followedPictures, planeOf } from './data-looks.js';
import type { Look, PlaneLook, UnitMaps, Weights } from './progress.js';
import type { Pictures, Plane } from './settings.js';

/** Points in a row of the grid that the boundary is painted from. */
const SIDE = 100;
/** Points in a row of a unit's map, and units of a layer that are drawn. */
const MAP_SIDE = 24;
export const MOST_UNITS = 12;
/** Values of parameters that are drawn as lines or pictures. */
const MOST_WEIGHTS = 20_000;

/** The looks at one run. */
export class Lookout {
  /** The time that the last look took. */
  milliseconds = 0;
  readonly #network: LiveNetwork;
  readonly #plan: Plan;
  readonly #plane: Plane | undefined;
  readonly #grid: Float64Array | undefined;
  readonly #coarse: Float64Array | undefined;
  readonly #pictures: Pictures | undefined;

  constructor(dataset: Dataset, network: LiveNetwork, plan: Plan) {
    this.#network = network;
    this.#plan = plan;
    this.#plane = planeOf(dataset);
    this.#grid = this.#plane && gridOf(this.#plane, SIDE);
    this.#coarse = this.#plane && gridOf(this.#plane, MAP_SIDE);
    this.#pictures = followedPictures(dataset);
  }

  /** The network as it stands; undefined before the run has begun. */
  look(): Look | undefined {
    const start = performance.now();
    const parameters = this.#network.parameters();
    if (parameters === undefined) return undefined;
    const isSmall = this.#plan.parameters <= MOST_WEIGHTS;
    const look = {
      plane: this.#planeLook(),
      maps: this.#maps(),
      weights: isSmall ? parameters.map(({ name, value }) => weightsOf(name, value)) : [],
      pictures: this.#pictures && this.#pictureShares(this.#pictures),
    };
    this.milliseconds = performance.now() - start;
    return look;
  }

  #planeLook(): PlaneLook | undefined {
    const outputs = this.#grid && this.#network.activations(this.#grid)?.at(-1)?.values;
    if (outputs === undefined) return undefined;
    return { side: SIDE, shares: Uint8Array.from(sharesOf(outputs), (share) => Math.round(255 * share)) };
  }

  #maps(): UnitMaps[] {
    const layers = (this.#coarse && this.#network.activations(this.#coarse)) ?? [];
    return layers.map(({ layer, values }) => ({ layer, side: MAP_SIDE, values: mapsOf(values) }));
  }

  /** A first layer in its dual form knows the training examples alone: those pictures are the first of them. */
  #pictureShares({ values, labels }: Pictures): Float64Array | undefined {
    const isWhole = this.#plan.validation === undefined;
    const own = this.#network.activations(values)?.at(-1)?.values;
    const outputs = own ?? (isWhole ? this.#network.trainingOutputs(labels.length) : undefined);
    return outputs && Float64Array.from(sharesOf(outputs));
  }
}

/** Points of the plane, row by row from the largest y on: x and y of each. */
function gridOf({ x: [left, right], y: [low, high] }: Plane, side: number): Float64Array {
  const grid = new Float64Array(2 * side * side);
  for (let k = 0; k < side * side; k++) {
    grid[2 * k] = left + (((k % side) + 0.5) / side) * (right - left);
    grid[2 * k + 1] = high - ((Math.floor(k / side) + 0.5) / side) * (high - low);
  }
  return grid;
}

/** The probability of each class, (examples × classes) numbers: one output is that of the second class. */
function sharesOf({ rows, cols, data }: Matrix): ArrayLike<number> {
  if (cols > 1) return data;
  return Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 1 ? data[i >> 1] : 1 - data[i >> 1]));
}

/** The activations of the first units, unit by unit, from -127 to 127. */
function mapsOf({ rows, cols, data }: Matrix): Int8Array {
  const units = Math.min(cols, MOST_UNITS);
  let largest = 1e-12;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  const maps = new Int8Array(units * rows);
  for (let unit = 0; unit < units; unit++) {
    for (let i = 0; i < rows; i++)
      maps[unit * rows + i] = Math.round((127 * data[i * cols + unit]) / largest);
  }
  return maps;
}

function weightsOf(name: string, { rows, cols, data }: Matrix): Weights {
  return { name, rows, cols, values: data };
}
