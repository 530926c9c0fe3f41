/** The names of arrays in a trace, taken apart: `v_dW1_new` is what momentum keeps of dW of layer 1, after the update. */

/** A name by its parts. */
export interface NameParts {
  /** `v` or `s`, of what an optimizer keeps. */
  readonly kept: string;
  /** `W`, `dZ`, `X`, `J` for the cost. */
  readonly letter: string;
  /** undefined for arrays of no layer. */
  readonly layer: number | undefined;
  readonly isNew: boolean;
}

export function namePartsOf(name: string): NameParts {
  const [, kept = '', letter = name, layer = '', after] =
    /^(?:([vs])_)?(d?[A-Zb]|cost)(\d*)(_new)?$/.exec(name) ?? [];
  return {
    kept,
    letter: letter === 'cost' ? 'J' : letter,
    layer: layer === '' ? undefined : Number(layer),
    isNew: after !== undefined,
  };
}

/** The name in words, for those who hear it: `new v of dW of layer 1`. */
export function spokenName(name: string): string {
  const { kept, letter, layer, isNew } = namePartsOf(name);
  const words = letter === 'J' ? 'the cost J' : letter;
  const own = layer === undefined ? words : `${words} of layer ${layer}`;
  return `${isNew ? 'new ' : ''}${kept === '' ? '' : `${kept} of `}${own}`;
}

/** The kinds of what rows and columns of an array stand for. */
export type Axis = 'example' | 'unit' | 'input' | 'none';

/** The meaning of an array's rows and columns. */
export function axesOf(name: string): readonly [Axis, Axis] {
  const { letter } = namePartsOf(name);
  if (letter === 'X') return ['input', 'example'];
  if (letter === 'J') return ['none', 'none'];
  if (letter === 'L') return ['none', 'example'];
  if (/^d?W$/.test(letter)) return ['unit', 'input'];
  if (/^d?b$/.test(letter)) return ['unit', 'none'];
  return ['unit', 'example'];
}
