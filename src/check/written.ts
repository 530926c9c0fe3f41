/** The search for the conventions that a program follows: each is taken where it puts wrong arrays right. */
import { Budget, LEFT_OUT, LESS_WORK } from './budget.js';
import type { Computation } from './computation.js';
import { CONVENTIONS, type Convention, changesIn, PLAIN, type Writing } from './conventions.js';
import { nameOf, type Step } from './steps.js';
import { verdictOn } from './verdicts.js';

/** Multiply-adds of the search: some 20 seconds. */
const WORK = 2e10;

/** The computation as a program writes it down, what to say about that, and the arrays that are wrong in it. */
interface Written {
  readonly computation: Computation;
  readonly says: readonly string[];
  readonly writing: Writing;
  readonly wrong: ReadonlySet<Step>;
}

/**
 * The computation in the conventions by which the fewest arrays are wrong, one added after the other; pauses behind each
 * array.
 */
export function* asWritten(
  plain: Computation,
  steps: readonly Step[],
  tolerance: number,
): Generator<number, Pick<Written, 'computation' | 'says'>, void> {
  const isProved = steps.some(({ kind }) => /^d[Wb]$|_new$/.test(kind));
  const first = yield* wrongIn(plain, steps, tolerance);
  const budget = new Budget(WORK);
  const untried = new Set<Convention>();
  let best: Written = { computation: plain, says: [], writing: PLAIN, wrong: first };
  for (let isBetter = true; isBetter && best.wrong.size > 0; ) {
    isBetter = false;
    const before = best;
    for (const convention of CONVENTIONS) {
      const writing = convention.isOf(plain.network) ? convention.with(before.writing) : undefined;
      if (writing === undefined) continue;
      if (budget.isSpent) {
        untried.add(convention);
        continue;
      }
      const computation = plain.changed(changesIn(writing, plain));
      const wrong = yield* wrongIn(computation, steps, tolerance, { budget, before: first });
      if (wrong.size >= best.wrong.size || !isAccepted(convention, before.wrong, wrong, isProved)) continue;
      best = { computation, says: [...before.says, saysOf(convention, isProved)], writing, wrong };
      isBetter = true;
    }
  }
  return { ...best, says: [...best.says, ...untriedNotes(untried.size)] };
}

function untriedNotes(count: number): string[] {
  if (count === 0) return [];
  return [`${count} other ways to write the same were ${LEFT_OUT}: ${LESS_WORK}`];
}

function saysOf({ says, saysUnproved = says }: Convention, isProved: boolean): string {
  return isProved ? says : saysUnproved;
}

/** One array less is rather a mistake, if the gradients are there to tell. */
function isAccepted(
  { isEvident = false, saysUnproved, proof }: Convention,
  before: ReadonlySet<Step>,
  wrong: ReadonlySet<Step>,
  isProved: boolean,
): boolean {
  if (proof && ![...before].some((step) => proof.test(step.kind) && !wrong.has(step))) return false;
  const isOpen = isEvident || (saysUnproved !== undefined && !isProved);
  return wrong.size < before.size - (isOpen ? 0 : 1);
}

/** The arrays that are wrong; those that no change reaches are as they were `before`. */
function* wrongIn(
  computation: Computation,
  steps: readonly Step[],
  tolerance: number,
  { before, budget = new Budget(Infinity) }: { before?: ReadonlySet<Step>; budget?: Budget } = {},
): Generator<number, ReadonlySet<Step>, void> {
  const wrong = new Set<Step>();
  for (const step of steps) {
    const isAsBefore = before !== undefined && !computation.reaches(nameOf(step.kind, step.layer));
    const isRight = () => verdictOn(computation, step, tolerance).isRight;
    if (isAsBefore ? before.has(step) : !budget.spend(isRight)) wrong.add(step);
    yield 0;
  }
  return wrong;
}
