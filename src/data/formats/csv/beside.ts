/** The table beside a training table: whether its columns make it a test set, and what they tell of the target. */
import { joined, shell } from '../../../shell.js';
import { brief, listed } from '../../../visible.js';
import { distinctNames, type WantedColumns } from './columns.js';
import { isHeader, type Row } from './header.js';
import { firstRows, HEADING } from './rows.js';
import { namedTarget, numberedTarget, usuallyNamed } from './target.js';

/** A judgement by the columns of both tables. */
export interface Beside {
  /** The target where none is named: the only column that the other table lacks. */
  readonly target?: string | undefined;
  /** The end of the sentence `test.csv is no test set: it …`; without a fault it is one. */
  readonly fault?: string;
  /** The way on. */
  readonly hint?: string;
  /** True where the other table lacks more than the answers. */
  readonly isOther?: boolean;
}

/**
 * Judges the table `test` beside `train` by their first rows. A table that lacks the target alone has the rows of a
 * competition. Rows without names are told by their number.
 * @throws DnnError as firstRows does.
 */
export function besides(train: string, test: string, wanted: WantedColumns): Beside {
  const known = firstRows(train, HEADING).map(({ fields }) => fields);
  const others = firstRows(test, HEADING).map(({ fields }) => fields);
  if (known.length === 0) return {};
  if (others.length === 0) return { fault: 'is empty' };
  if (!isHeader(known[0], known.slice(1))) return unnamed(train, test, known, others[0], wanted);
  const names = distinctNames(known[0]).names;
  const isNamed = others[0].some((name) => names.includes(name)) || isHeader(others[0], others.slice(1));
  return isNamed ? named(train, test, names, distinctNames(others[0]).names, wanted) : {};
}

function unnamed(
  train: string,
  test: string,
  rows: readonly Row[],
  other: Row,
  wanted: WantedColumns,
): Beside {
  const { label } = numberedTarget(train, rows, wanted);
  return other.length === rows[0].length - 1 ? unanswered(test, String(label + 1)) : {};
}

function named(train: string, test: string, names: Row, others: Row, wanted: WantedColumns): Beside {
  const { drop = [], yKey, target: trained, columns } = wanted;
  const lacks = (name: string) => ![...others, ...drop, ''].includes(name);
  const lacking = names.filter(lacks);
  const isGuess = yKey === undefined && trained === undefined && usuallyNamed(names).length === 0;
  const isContest = isGuess && lacking.length > 0 && others.every((name) => names.includes(name));
  // What a competition asks for is what it holds back.
  const held = isContest && lacking.length === 1 ? lacking[0] : undefined;
  const target = held ?? names[namedTarget(train, names, wanted).label];
  const features = (columns ?? names).filter((name) => name !== target && lacks(name));
  if (features.length === 0)
    return others.includes(target) ? {} : { target: held, ...unanswered(test, target) };
  const fault = `lacks ${lacking.length === 1 ? 'the column' : 'the columns'} ${listed(lacking)} of ${train}`;
  const asked = lacking[lacking.length - 1];
  const left = shell`--drop ${joined([...drop, ...(isContest ? lacking.slice(0, -1) : features)])}`;
  const hint = isContest
    ? `If ${brief(asked)} is the target: ${shell`--target ${asked}`} ${left}`
    : `Leave out what it lacks: ${left}`;
  return { fault, hint, isOther: true };
}

function unanswered(test: string, target: string): Beside {
  return {
    fault: `has no column ${brief(target)}, the target`,
    hint: `Predict its rows: ${shell`dnn predict ${test} --csv`}`,
  };
}
