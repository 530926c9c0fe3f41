/** The facts about a model that the page shows, and the form for its rows. */
import {
  areParametersIntact,
  type ColumnRange,
  classNames,
  columnRanges,
  DnnError,
  type Model,
  type Predictor,
} from '../../../browser.js';
import type { FormColumn, ModelFacts } from './requests.js';

/** Digits of the number that a form begins with. */
const DIGITS = 3;

/** Columns of the longest form. */
const MOST_FIELDS = 200;

export function factsOf(predictor: Predictor, path: string): ModelFacts {
  const { model } = predictor;
  const { architecture, parameters, columns, training, target } = model;
  const classes = classNames(model.classes);
  const problem = pictureProblem(predictor);
  const takes = problem === undefined ? 'pictures' : 'rows';
  const form = takes === 'pictures' ? [] : columnRanges(model);
  if (form.length > MOST_FIELDS)
    throw new DnnError(
      'model',
      `${path} takes ${form.length} values an example, too many for a form`,
      problem ?? 'Predict them on the command line: dnn predict.',
    );
  return {
    path,
    takes,
    problem: columns === undefined && architecture.inputShape.length > 1 ? problem : undefined,
    shape: takes === 'pictures' ? architecture.inputShape : [],
    classes,
    target,
    hasThreshold: classes.length === 2,
    columns: form.map((place) => formColumn(model, place)),
    isTable: columns !== undefined,
    parameters: parameters.reduce((sum, { value }) => sum + value.data.length, 0),
    data: training.dataset.name,
    notes: notesOn(predictor),
  };
}

/** Sentences on what is not as it should be. */
function notesOn({ model, fallback }: Predictor): string[] {
  const changed = 'The parameters are not those that were trained: the file was changed by hand.';
  return [...(areParametersIntact(model) ? [] : [changed]), ...(fallback === undefined ? [] : [fallback])];
}

/** Why the model takes no pictures; undefined if it does. */
function pictureProblem(predictor: Predictor): string | undefined {
  try {
    predictor.view({ width: 1, height: 1, pixels: new Uint8Array(3) });
    return undefined;
  } catch (error) {
    if (error instanceof DnnError) return `${error.message}. ${error.hint ?? ''}`;
    throw error;
  }
}

function formColumn(model: Model, { column, feature, range }: ColumnRange): FormColumn {
  const { name, type } = column;
  const help = helpOf(model, feature, range);
  const common = { name: model.columns ? name : `x${name}`, type, help };
  const mayBeMissing = model.scaling?.fill !== undefined;
  if (type === 'yes-no') return { ...common, words: column.words, usual: column.words[0], mayBeMissing };
  if (type === 'category') {
    const [first = ''] = column.categories.filter((word) => word !== '');
    return {
      ...common,
      words: column.categories,
      usual: first,
      mayBeMissing: column.categories.includes(''),
    };
  }
  const text = String(Number(usualNumber(model, feature, range).toPrecision(DIGITS)));
  const usual = column.decimal === ',' ? text.replace('.', ',') : text;
  return { ...common, words: [], usual, mayBeMissing };
}

/** The middle of the range, which is the mean of a column that was standardised. */
function usualNumber({ scaling }: Model, feature: number, range: ColumnRange['range']): number {
  return range ? (range[0] + range[1]) / 2 : (scaling?.fill?.[feature] ?? 0);
}

/** The numbers of the training, as the form tells them. */
function helpOf({ columns, scaling, training }: Model, feature: number, range: ColumnRange['range']): string {
  if (range === undefined) return '';
  if (columns === undefined || scaling === undefined || training.config.scale === 'minmax')
    return `Training: ${short(range[0])} to ${short(range[1])}`;
  return `Training: ${short(scaling.shift[feature])} ± ${short(scaling.scale[feature])}`;
}

function short(value: number): string {
  return Number(value.toPrecision(DIGITS)).toLocaleString('en');
}
