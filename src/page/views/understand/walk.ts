/** One step of an iteration: its formula, its matrices, the making of a number, and where in the network it is. */
import { html, useEffect, useMemo, useState, type VNode } from '../../preact.js';
import type { Iteration } from '../../worker/iteration.js';
import type { Arrays, Grid } from './arrays.js';
import type { Cell } from './cell.js';
import { cellTerms } from './cell-terms.js';
import { Equation } from './equation.js';
import { FormulaLine } from './formula-line.js';
import { constantsText, formulaOf } from './formulas.js';
import { NetworkDrawing } from './network-drawing.js';
import { stepSentence, stepTitle } from './sentences.js';
import type { Step } from './steps.js';
import { SumLine } from './sum-line.js';

interface WalkProps {
  readonly iteration: Iteration;
  readonly arrays: Arrays;
  readonly steps: readonly Step[];
  readonly step: Step;
}

export function Walk({ iteration, arrays, steps, step }: WalkProps): VNode {
  const { network } = iteration;
  const [chosen, setChosen] = useState<Cell>({ row: 0, col: 0 });
  const [pointed, setPointed] = useState<Cell | undefined>(undefined);
  const [marked, setMarked] = useState<number | undefined>(undefined);
  useEffect(() => {
    setPointed(undefined);
    setMarked(undefined);
  }, [step.array, iteration]);
  const cell = inside(arrays.grid({ array: step.array }), pointed ?? chosen);
  const context = { network, iteration: iteration.iteration, m: arrays.m };
  const formula = useMemo(() => formulaOf(step, network), [step.array, network]);
  const terms = cellTerms(step, cell, arrays, context);
  const place = steps.indexOf(step) + 1;
  const title = stepTitle(step);
  const sentence = stepSentence(step, iteration);
  return html`<section class="walk" aria-labelledby="step-title">
    <div class="walk-text">
      <p class="note place">Iteration ${iteration.iteration}, step ${place} of ${steps.length}</p>
      <h2 id="step-title">${title}</h2>
      <p class="sentence">${sentence}</p>
      <p class="seen-by-readers" role="status">
        Iteration ${iteration.iteration}, step ${place} of ${steps.length}. ${title}. ${sentence}
      </p>
      <${FormulaLine} array=${step.array} formula=${formula} constants=${constantsText(step, context)} onMark=${setMarked} />
      <${SumLine} step=${step} cell=${cell} terms=${terms} />
    </div>
    <${NetworkDrawing} network=${network} arrays=${arrays} steps=${steps} step=${step} cell=${cell} />
    <${Equation}
      array=${step.array}
      formula=${formula}
      arrays=${arrays}
      terms=${terms}
      cell=${cell}
      marked=${marked}
      onPoint=${setPointed}
      onChoose=${setChosen}
    />
  </section>`;
}

/** The same cell, or the nearest of a smaller matrix. */
function inside({ rows, cols }: Grid, { row, col }: Cell): Cell {
  return { row: Math.min(row, rows - 1), col: Math.min(col, cols - 1) };
}
