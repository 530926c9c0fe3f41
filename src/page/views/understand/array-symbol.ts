/** The symbol of an array as the course writes it: its letter, with the layer in brackets above. */
import { html, type VNode } from '../../preact.js';
import { namePartsOf, spokenName } from './array-name.js';
import type { Operand } from './formulas.js';

export function ArraySymbol({ array, isTransposed }: Operand): VNode {
  const { kept, letter, layer } = namePartsOf(array);
  const above = layer !== undefined && html`<sup>[${layer}]</sup>`;
  const turned = isTransposed && html`<sup class="turned">T</sup>`;
  if (kept === '') return html`<span class="math"><i>${letter}</i>${above}${turned}</span>`;
  return html`<span class="math"><i>${kept}</i><sub><i>${letter}</i>${above}</sub></span>`;
}

/** The symbol for the eyes, in words for those who hear it: the content of a button. */
export function SpokenSymbol(operand: Operand): VNode {
  const words = `${spokenName(operand.array)}${operand.isTransposed ? ', transposed' : ''}`;
  return html`<span role="img" aria-label=${words}><${ArraySymbol} ...${operand} /></span>`;
}
