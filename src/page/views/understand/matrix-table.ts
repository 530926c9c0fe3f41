/** A matrix as a table: its rows and columns named, cells lit that are used. The cells of a result can be chosen. */
import { h, html, useMemo, type VNode } from '../../preact.js';
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
  const scrolled =
    grid.cols > NARROW && place !== RESULT
      ? { tabindex: 0, role: 'group', 'aria-label': `The numbers of ${operand.array}` }
      : {};
  return html`<div class=${name} ...${scrolled} data-array=${operand.array}>
    <table ...${place === RESULT ? choosing(props) : {}}>
      <caption>
        <span><${ArraySymbol} ...${operand} />${` ${grid.rows} × ${grid.cols}`}${namePartsOf(operand.array).isNew ? ', new' : ''}</span>
        <span class="note">${axesText(rowAxis, colAxis)}</span>
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
  return [PLURALS[rows], PLURALS[cols]].filter(Boolean).join(' × ') || 'one number';
}

function Head({ axis, cols }: { axis: Axis; cols: number }): VNode {
  const headings = range(cols).map(
    (col) => html`<th key=${col} scope="col" aria-label=${`${axis} ${col + 1}`}>${col + 1}</th>`,
  );
  return html`<thead><tr><td></td>${headings}</tr></thead>`;
}

interface RowProps extends MatrixTableProps {
  readonly row: number;
  readonly axis: Axis;
}

/** A row is made anew only where it has changed: the pointer goes over many cells. */
function Row({ row, axis, operand, grid, region, place }: RowProps): VNode {
  const isUsed = region.row === undefined || region.row === row;
  const used = isUsed ? (region.col ?? 'all') : 'none';
  const isCorner = axis === 'none' && axesIn(operand)[1] !== 'none';
  return useMemo(
    () => html`<tr>
      ${axis !== 'none' && html`<th scope="row" aria-label=${`${axis} ${row + 1}`}>${row + 1}</th>`}
      ${isCorner && html`<td></td>`}
      ${range(grid.cols).map((col) => cellNode({ row, col }, grid, place, used === 'all' || used === col))}
    </tr>`,
    [row, axis, grid, place, used, isCorner],
  );
}

/** A number; one of the result can be chosen, and the chosen one is in the order of Tab: arrow keys lead to the others. */
function cellNode({ row, col }: Cell, grid: Grid, place: number, isUsed: boolean): VNode {
  const value = grid.at(row, col);
  const text = shortNumber(value);
  const own = { type: 'button', class: 'cell', 'data-cell': `${row},${col}`, value: String(value) };
  const content = place === RESULT ? h('button', { ...own, tabindex: isUsed ? 0 : -1 }, text) : text;
  return html`<td key=${col} class=${isUsed ? 'used' : undefined}>${content}</td>`;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** The table listens for all its cells. */
function choosing({ grid, onPoint, onChoose }: MatrixTableProps) {
  const choose = ({ target }: Event) => {
    const cell = cellOf(target);
    if (cell) onChoose?.(cell);
  };
  return {
    onClick: choose,
    onFocusIn: choose,
    onPointerOver: ({ target, pointerType }: PointerEvent) => {
      if (pointerType !== 'touch') onPoint?.(cellOf(target));
    },
    onPointerLeave: () => onPoint?.(undefined),
    onKeyDown: (event: KeyboardEvent) => {
      const [way, cell] = [ARROWS[event.key], cellOf(event.target)];
      if (way === undefined || cell === undefined) return;
      event.preventDefault();
      const row = within(cell.row + way[0], grid.rows);
      const col = within(cell.col + way[1], grid.cols);
      const table = event.currentTarget as HTMLElement;
      table.querySelector<HTMLElement>(`[data-cell="${row},${col}"]`)?.focus();
    },
  };
}

/** The cell that an event is about; undefined beside the cells. */
function cellOf(target: EventTarget | null): Cell | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null;
  if (button === null) return undefined;
  const [row, col] = (button.dataset.cell ?? '').split(',').map(Number);
  return { row, col };
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
