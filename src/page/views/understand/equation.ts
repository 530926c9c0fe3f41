/** The matrices of a step as its formula has them: the result, and what it is made of. */
import { html, type VNode } from '../../preact.js';
import type { Arrays } from './arrays.js';
import type { Cell } from './cell.js';
import type { CellTerms } from './cell-terms.js';
import { RESULT } from './formula-line.js';
import { type Formula, type Operand, operandsOf } from './formulas.js';
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
  const { array, formula, arrays, marked, terms } = props;
  return html`<div class="equation">
    <div class="factor">
      <${MatrixTable}
        operand=${{ array }}
        grid=${arrays.grid({ array })}
        place=${RESULT}
        region=${props.cell}
        isMarked=${marked === RESULT}
        onPoint=${props.onPoint}
        onChoose=${props.onChoose}
      />
    </div>
    ${factorsOf(formula).map(
      ({ before, operand, behind }, place) => html`<div key=${place} class="factor">
        <span class=${signClass(before)} aria-hidden="true">${before}</span>
        <${MatrixTable}
          operand=${operand}
          grid=${arrays.grid(operand)}
          place=${place}
          region=${terms.regions[place]}
          isMarked=${marked === place}
        />
        ${behind && html`<span class=${signClass(behind)} aria-hidden="true">${behind}</span>`}
      </div>`,
    )}
  </div>`;
}

/** One or two signs stand beside a matrix; on a small screen longer ones above it. */
function signClass(sign: string): string {
  return sign.length > 2 ? 'sign long' : 'sign';
}

/** An operand with the signs that stand before it, and behind the last one. */
interface Factor {
  readonly before: string;
  readonly operand: Operand;
  readonly behind: string;
}

/** The operands of a formula with their signs; a formula that names one twice cannot be read off its matrices. */
function factorsOf(formula: Formula): Factor[] {
  const operands = operandsOf(formula);
  const { parts, sign } = formula;
  if (parts.filter((part) => typeof part !== 'string').length > operands.length)
    return operands.map((operand, i) => ({ before: i === 0 ? 'from' : 'and', operand, behind: '' }));
  let signs = sign;
  const factors: Factor[] = [];
  for (const part of parts) {
    if (typeof part === 'string') signs = `${signs} ${part}`.trim();
    else {
      factors.push({ before: signs, operand: part, behind: '' });
      signs = '';
    }
  }
  const last = factors.pop() as Factor;
  return [...factors, { ...last, behind: signs }];
}
