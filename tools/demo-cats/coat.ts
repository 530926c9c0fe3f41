/** A cat's coat: its colour, its markings, and the eyes. */
import { BLACK, bright, type Colour, darker, lighter, mix, natural, type Tone, WHITE } from './colour.js';
import type { Dice } from './dice.js';

const MARKINGS = ['plain', 'tabby', 'patched', 'tuxedo', 'masked'] as const;

export type Marking = (typeof MARKINGS)[number];

export interface Coat {
  readonly marking: Marking;
  readonly base: Colour;
  /** Stripes, patches, or the mask of a Siamese. */
  readonly marks: Colour;
  /** Muzzle, chest and paws. */
  readonly bib: Colour;
  readonly ear: Colour;
  readonly innerEar: Colour;
  readonly tailTip: Colour;
  readonly nose: Colour;
  readonly eye: Colour;
  readonly whisker: Colour;
  readonly collar: Colour;
}

const EYES: readonly Colour[] = [
  [0.55, 0.75, 0.25],
  [0.92, 0.72, 0.2],
  [0.35, 0.65, 0.85],
  [0.8, 0.5, 0.15],
];

const NOSES: readonly Colour[] = [
  [0.86, 0.45, 0.47],
  [0.3, 0.18, 0.18],
];

/** A coat of this tone; only a light cat has a Siamese's mask. */
export function drawCoat(dice: Dice, tone: Tone): Coat {
  const base = natural(dice, tone);
  const drawn = dice.pick(MARKINGS);
  const marking = drawn === 'masked' && tone === 'dark' ? 'plain' : drawn;
  return {
    marking,
    base,
    ...marked(base, marking, tone),
    nose: dice.pick(NOSES),
    eye: dice.pick(EYES),
    whisker: tone === 'light' ? [0.55, 0.52, 0.5] : WHITE,
    collar: bright(dice),
  };
}

type Marked = Pick<Coat, 'marks' | 'bib' | 'ear' | 'innerEar' | 'tailTip'>;

/** The colours that follow from the markings. */
function marked(base: Colour, marking: Marking, tone: Tone): Marked {
  const pink: Colour = tone === 'light' ? [0.88, 0.58, 0.56] : [0.55, 0.33, 0.34];
  const soft = lighter(base, 0.18);
  const marks = marksOn(base, marking, tone);
  const plain = { marks, bib: soft, ear: base, innerEar: pink, tailTip: darker(base, 0.1) };
  if (marking === 'tabby') return { ...plain, tailTip: marks };
  if (marking === 'patched') return { ...plain, bib: WHITE, tailTip: marks };
  if (marking === 'tuxedo') return { ...plain, bib: WHITE, tailTip: WHITE };
  if (marking === 'masked') return { ...plain, ear: marks, innerEar: mix(marks, pink, 0.35), tailTip: marks };
  return plain;
}

function marksOn(base: Colour, marking: Marking, tone: Tone): Colour {
  if (marking === 'masked') return [0.3, 0.22, 0.18];
  if (marking === 'patched') return tone === 'light' ? [0.8, 0.48, 0.2] : [0.5, 0.28, 0.1];
  return tone === 'light' ? darker(base, 0.35) : BLACK;
}
