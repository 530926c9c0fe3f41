/** The formula of a step, whose symbols show which matrix they are: under the pointer, in focus, or tapped. */
import { html, type VNode } from '../../preact.js';
import { SpokenSymbol } from './array-symbol.js';
import { type Formula, type Operand, operandsOf, placeOf } from './formulas.js';

interface FormulaLineProps {
  /** The array that is made. */
  readonly array: string;
  readonly formula: Formula;
  /** The constants with their values. */
  readonly constants: string;
  /** Shows the matrix of an operand by its place, of the result by {@link RESULT}, or none. */
  onMark(place: number | undefined): void;
}

/** The place of the result, beside those of operands. */
export const RESULT = -1;

export function FormulaLine({ array, formula, constants, onMark }: FormulaLineProps): VNode {
  const operands = operandsOf(formula);
  const button = (operand: Operand, place: number) =>
    html`<${SymbolButton} operand=${operand} place=${place} onMark=${onMark} />`;
  return html`<div class="formula">
    <p>
      ${button({ array }, RESULT)}${` ${formula.sign} `}
      ${formula.parts.map((part) => (typeof part === 'string' ? signText(part) : button(part, placeOf(operands, part))))}
    </p>
    ${constants && html`<p class="note">${constants}</p>`}
  </div>`;
}

interface SymbolButtonProps extends Pick<FormulaLineProps, 'onMark'> {
  readonly operand: Operand;
  readonly place: number;
}

function SymbolButton({ operand, place, onMark }: SymbolButtonProps): VNode {
  const mark = () => onMark(place);
  const unmark = () => onMark(undefined);
  return html`<button
    type="button"
    class=${`symbol ${operandClass(place)}`}
    onPointerEnter=${mark}
    onPointerLeave=${unmark}
    onFocus=${mark}
    onBlur=${unmark}
    onClick=${(event: Event) => {
      mark();
      showMatrix(event.currentTarget as HTMLElement, place);
    }}
  ><${SpokenSymbol} ...${operand} /></button>`;
}

/** The colour of an operand, in the formula, its matrix and the sum. */
export function operandClass(place: number): string {
  return place === RESULT ? 'result' : `operand-${place % 4}`;
}

/** On a small screen the matrix may be far below its symbol. */
function showMatrix(symbol: HTMLElement, place: number): void {
  const matrix = symbol.closest('.walk')?.querySelector(`.equation .${operandClass(place)}`);
  matrix?.scrollIntoView({ block: 'nearest' });
}

/** A sign with blanks around it; a square stands close to what it is of. */
function signText(sign: string): string {
  return sign.startsWith('²') ? `${sign} ` : ` ${sign} `;
}
