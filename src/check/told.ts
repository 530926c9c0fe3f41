/** Mistakes as a learner reads them: with the lines of NumPy of their layers, their network and its layout. */
import { shell } from '../shell.js';
import { Computation } from './computation.js';
import type { Intended } from './intended.js';
import type { Line, Mistake } from './mistakes/mistake.js';
import { Place } from './place.js';
import type { Placed } from './placed.js';
import { inLayout } from './python/turned.js';

/** A mistake and its lines as the learner would write them. */
export interface ToldMistake extends Mistake {
  readonly wrong: string;
  readonly right: string;
}

/** A mistake made in these layers, with its lines. */
export interface Told extends Placed {
  readonly mistake: ToldMistake;
}

export function told(placed: Placed, network: Intended): Told {
  const { mistake } = placed;
  const [wrong, right] = [mistake.wrong, mistake.right].map((line) => lineOf(line, placed, network));
  return { ...placed, mistake: { ...mistake, wrong, right, why: whyOf(mistake, network) } };
}

/** The reason, and the option by which it would be right where nobody has said another. */
function whyOf({ why, option }: Mistake, { unsaid = [] }: Intended): string {
  if (option === undefined || !unsaid.includes(option.flag)) return why;
  const { flag, value } = option;
  return `${why} No option says it: if ${value} was meant, give ${shell`--${flag} ${value}`}.`;
}

/** The line of the layers; those of hidden layers and of the last one where they differ by more than numbers. */
function lineOf(line: Line, { layers, only }: Placed, network: Intended): string {
  const computation = new Computation(network, 1, new Map());
  const texts = new Map<string, string>();
  for (const layer of layers) {
    const text = typeof line === 'string' ? line : line(new Place(computation, layer), only);
    const form = text.replace(/\d+/g, '');
    if (!texts.has(form)) texts.set(form, text);
  }
  const all = [...texts.values()].join('; ');
  return network.layout ? inLayout(all, network.layout) : all;
}
