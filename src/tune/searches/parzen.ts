/**
 * Densities over configurations, as sums of kernels (Parzen windows): one around each configuration of a set, and a flat
 * one over the whole space, so that nothing is ever ruled out. The same bits everywhere.
 */
import { highest } from '../../engine/extremes.js';
import { exp, log } from '../../engine/math.js';
import type { RandomState } from '../../engine/rng.js';
import type { Dimension } from '../space.js';

/** Width of a kernel on [0, 1] for one configuration, and the least: it falls with the number n as n^(−3/(d + 4)). */
const WIDTH = 0.2;
const LEAST_WIDTH = 0.01;
const SHRINKS = 3;
/** Weight of a choice that a kernel is not around, in all, by the number of kernels. */
const OTHER_CHOICES = 1;

export class ParzenDensity {
  readonly #axes: readonly Dimension[];
  readonly #centres: readonly (readonly number[])[];
  readonly #width: number;

  /** `centres` are places, one a dimension. */
  constructor(axes: readonly Dimension[], centres: readonly (readonly number[])[]) {
    this.#axes = axes;
    this.#centres = centres;
    const kernels = centres.length + 1;
    const shrunk = exp((-SHRINKS * log(kernels)) / (axes.length + 4));
    this.#width = Math.max(WIDTH * shrunk, LEAST_WIDTH);
  }

  /** Draws places, those of an axis with a number of values in the middle of one. */
  draw(random: RandomState): number[] {
    const kernel = random.bounded(this.#centres.length);
    const centre = this.#centres[kernel];
    return this.#axes.map((axis, d) => {
      const place = centre === undefined ? random.double() : this.#near(axis, centre[d], random);
      return snapped(axis, place);
    });
  }

  /** Logarithm of the density at `places`. */
  logAt(places: readonly number[]): number {
    const kernels = this.#centres.length + 1;
    const logs = this.#centres.map((centre) =>
      this.#axes.reduce((sum, axis, d) => sum + this.#logKernel(axis, centre[d], places[d]), 0),
    );
    return logOfSum([0, ...logs]) - log(kernels);
  }

  #near(axis: Dimension, centre: number, random: RandomState): number {
    if (axis.isChoice) return random.double() < this.#otherChoices() ? random.double() : centre;
    const width = this.#widthOn(axis);
    for (;;) {
      const place = centre + width * random.gaussian();
      if (place >= 0 && place < 1) return place;
    }
  }

  /** Logarithm of a kernel's density on an axis, relative to the flat one. */
  #logKernel(axis: Dimension, centre: number, place: number): number {
    if (axis.isChoice) {
      const other = this.#otherChoices();
      const isSame = Math.floor(centre * axis.size) === Math.floor(place * axis.size);
      return log(other + (isSame ? (1 - other) * axis.size : 0));
    }
    const width = this.#widthOn(axis);
    const z = (place - centre) / width;
    const inside = normalCdf((1 - centre) / width) - normalCdf(-centre / width);
    return -0.5 * z * z - log(width * inside * 2.5066282746310002);
  }

  #widthOn({ size }: Dimension): number {
    return Math.max(this.#width, 0.5 / size);
  }

  /** The probability that a kernel's choice is drawn from all. */
  #otherChoices(): number {
    return OTHER_CHOICES / (this.#centres.length + 1 + OTHER_CHOICES);
  }
}

/** The place in the middle of its value's, where an axis has a number of values. */
function snapped(axis: Dimension, place: number): number {
  return Number.isFinite(axis.size) ? axis.placeOf(axis.valueAt(place)) : place;
}

function logOfSum(logs: readonly number[]): number {
  const most = highest(logs);
  return most + log(logs.reduce((sum, each) => sum + exp(each - most), 0));
}

/** Φ(z), the normal distribution function: Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * exp(-0.5 * z * z) * series;
  return z >= 0 ? 1 - tail : tail;
}
