/** A matrix as a table: its rows and columns named, cells lit that are used. The cells of a result can be chosen. */
import { html, type VNode } from '../../preact.js';
import { type Axis, axesOf, namePartsOf } from './array-name.js';
import { ArraySymbol } from './array-symbol.js';
import type { Grid } from './arrays.js';
import type { Cell } from './cell.js';
import { operandClass, RESULT } from './formula-line.js';
import type { Operand } from './formulas.js';
import { shortNumber } from './numbers.js';
import type { Region } from './used-cells.js';

interface MatrixTableProps {
  readonly operand: Operand;
  readonly grid: Grid;
  /** Its place among the operands, or {@link RESULT}. */
  readonly place: number;
  /** The cells that the number is made of; of the result the cell itself. */
  readonly region: Region;
  /** True while its symbol is pointed at. */
  readonly isMarked: boolean;
  /** Takes the cell that is pointed at or chosen; only a result's can be. */
  onPoint?(cell: Cell | undefined): void;
  onChoose?(cell: Cell): void;
}

/** Columns that fit on any screen. */
const NARROW = 5;

export function MatrixTable(props: MatrixTableProps): VNode {
  const { operand, grid, place, isMarked } = props;
  const [rowAxis, colAxis] = axesIn(operand);
  const name = `matrix ${operandClass(place)}${isMarked ? ' marked' : ''}`;
  const scrolled = grid.cols > NARROW ? { tabindex: 0, role: 'group', 'aria-label': operand.array } : {};
  return html`<div class=${name} ...${scrolled} data-array=${operand.array} onPointerLeave=${() => props.onPoint?.(undefined)}>
    <table>
      <caption>
        <${ArraySymbol} ...${operand} />
        <span class="note">${` (${grid.rows} × ${grid.cols}) ${axesText(rowAxis, colAxis)}${namePartsOf(operand.array).isNew ? ', new' : ''}`}</span>
      </caption>
      ${colAxis !== 'none' && html`<${Head} axis=${colAxis} cols=${grid.cols} />`}
      <tbody>
        ${range(grid.rows).map((row) => html`<${Row} key=${row} ...${props} row=${row} axis=${rowAxis} />`)}
      </tbody>
    </table>
  </div>`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function axesIn({ array, isTransposed }: Operand): readonly [Axis, Axis] {
  const [rows, cols] = axesOf(array);
  return isTransposed ? [cols, rows] : [rows, cols];
}

const PLURALS: Readonly<Record<Axis, string>> = {
  example: 'examples',
  unit: 'units',
  input: 'inputs',
  none: '',
};

function axesText(rows: Axis, cols: Axis): string {
  return [PLURALS[rows], PLURALS[cols]].filter(Boolean).join(' × ');
}

function Head({ axis, cols }: { axis: Axis; cols: number }): VNode {
  return html`<thead><tr><td></td>${range(cols).map(
    (col) => html`<th key=${col} scope="col"><${Heading} axis=${axis} number=${col + 1} /></th>`,
  )}</tr></thead>`;
}

/** `1`, for those who hear it `example 1`. */
function Heading({ axis, number }: { axis: Axis; number: number }): VNode {
  return html`<span class="seen-by-readers">${`${axis} `}</span>${number}` as unknown as VNode;
}

interface RowProps extends MatrixTableProps {
  readonly row: number;
  readonly axis: Axis;
}

function Row({ row, axis, ...props }: RowProps): VNode {
  const { grid, region, place } = props;
  const isUsed = (col: number) =>
    (region.row === undefined || region.row === row) && (region.col === undefined || region.col === col);
  return html`<tr>
    ${axis !== 'none' && html`<th scope="row"><${Heading} axis=${axis} number=${row + 1} /></th>`}
    ${axis === 'none' && axesIn(props.operand)[1] !== 'none' && html`<td></td>`}
    ${range(grid.cols).map((col) => {
      const content =
        place === RESULT
          ? html`<${CellButton} ...${props} ...${{ row, col }} />`
          : shortNumber(grid.at(row, col));
      return html`<td key=${col} class=${isUsed(col) ? 'used' : undefined}>${content}</td>`;
    })}
  </tr>`;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** A number of the result. One of them is in the order of Tab; arrow keys lead to the others. */
function CellButton({ grid, region, row, col, onPoint, onChoose }: MatrixTableProps & Cell): VNode {
  const isChosen = region.row === row && region.col === col;
  const press = (event: KeyboardEvent) => {
    const way = ARROWS[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const next = { row: within(row + way[0], grid.rows), col: within(col + way[1], grid.cols) };
    onChoose?.(next);
    cellIn(event.currentTarget as HTMLElement, next)?.focus();
  };
  return html`<button
    type="button"
    class="cell"
    data-cell=${`${row},${col}`}
    value=${String(grid.at(row, col))}
    tabindex=${isChosen ? 0 : -1}
    onPointerEnter=${(event: PointerEvent) => event.pointerType !== 'touch' && onPoint?.({ row, col })}
    onFocus=${() => onChoose?.({ row, col })}
    onClick=${() => onChoose?.({ row, col })}
    onKeyDown=${press}
  >${shortNumber(grid.at(row, col))}</button>`;
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

function cellIn(button: HTMLElement, { row, col }: Cell): HTMLElement | null | undefined {
  return button.closest('table')?.querySelector<HTMLElement>(`[data-cell="${row},${col}"]`);
}
