/** How the chosen number comes about: its sum, written out with numbers. */
import { html, type VNode } from '../../preact.js';
import { axesOf } from './array-name.js';
import { ArraySymbol } from './array-symbol.js';
import type { Cell } from './cell.js';
import type { CellTerms } from './cell-terms.js';
import { operandClass } from './formula-line.js';
import { shortNumber, wholeNumber } from './numbers.js';
import type { Step } from './steps.js';

interface SumLineProps {
  readonly step: Step;
  readonly cell: Cell;
  readonly terms: CellTerms;
}

export function SumLine({ step, cell, terms }: SumLineProps): VNode {
  const { pieces } = terms;
  const [result, exact] = [shortNumber(terms.result), wholeNumber(terms.result)];
  const sum = pieces.map((piece, i) => {
    if (typeof piece === 'string') return piece;
    const { value, operand } = piece;
    if (operand === undefined) return shortNumber(value);
    return html`<span key=${i} class=${`term ${operandClass(operand)}`}>${shortNumber(value)}</span>`;
  });
  const isData = step.kind === 'X';
  return html`<div class="sum" role="status">
    <p>
      <span class="note"><${ArraySymbol} array=${step.array} />${placeText(step, cell)}:${' '}</span>
      ${isData ? '' : sum}${isData ? '' : ' = '}<b>${result}</b>${isData ? sum : ''}
    </p>
    ${exact !== result && html`<p class="note exact">in all digits ${exact}</p>`}
  </div>`;
}

/** `, unit 2, example 3` */
function placeText({ array }: Step, { row, col }: Cell): string {
  const [rows, cols] = axesOf(array);
  const words = [rows === 'none' ? '' : `${rows} ${row + 1}`, cols === 'none' ? '' : `${cols} ${col + 1}`];
  return words
    .filter(Boolean)
    .map((word) => `, ${word}`)
    .join('');
}
