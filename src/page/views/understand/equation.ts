/** The matrices of a step as its formula has them: the result, and what it is made of. */
import { html, type VNode } from '../../preact.js';
import type { Arrays } from './arrays.js';
import type { Cell } from './cell.js';
import type { CellTerms } from './cell-terms.js';
import { RESULT } from './formula-line.js';
import { type Formula, operandsOf, type Part, placeOf } from './formulas.js';
import { MatrixTable } from './matrix-table.js';

interface EquationProps {
  readonly array: string;
  readonly formula: Formula;
  readonly arrays: Arrays;
  readonly terms: CellTerms;
  /** The cell of the result that is explained. */
  readonly cell: Cell;
  /** The matrix whose symbol is pointed at. */
  readonly marked: number | undefined;
  onPoint(cell: Cell | undefined): void;
  onChoose(cell: Cell): void;
}

export function Equation(props: EquationProps): VNode {
  const { array, formula, arrays, cell, marked } = props;
  const operands = operandsOf(formula);
  // A formula that names an array twice cannot be read off its matrices.
  const isOnce = operands.length === formula.parts.filter((part) => typeof part !== 'string').length;
  const parts: readonly Part[] = isOnce ? formula.parts : operands;
  return html`<div class="equation">
    <${MatrixTable}
      operand=${{ array }}
      grid=${arrays.grid({ array })}
      place=${RESULT}
      region=${cell}
      isMarked=${marked === RESULT}
      onPoint=${props.onPoint}
      onChoose=${props.onChoose}
    />
    <span class="sign" aria-hidden="true">${isOnce ? formula.sign : 'from'}</span>
    ${parts.map((part, i) => {
      if (typeof part === 'string')
        return html`<span key=${i} class="sign" aria-hidden="true">${part}</span>`;
      const place = placeOf(operands, part);
      return html`<${MatrixTable}
        key=${i}
        operand=${part}
        grid=${arrays.grid(part)}
        place=${place}
        region=${props.terms.regions[place]}
        isMarked=${marked === place}
      />`;
    })}
  </div>`;
}
