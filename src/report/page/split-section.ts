/** A model on one split of its data: confusion, classes, curves, calibration, and what it gets wrong. */

import type { Exhibit, ReportedModel, ReportedSplit } from '../results/reported.js';
import { calibrationFigure, precisionRecallFigure, rocFigure } from './figures.js';
import { type Html, html } from './html.js';
import { confusionTable, fixed, htmlTable } from './tables.js';

/** Classes of a confusion matrix that can still be looked over. */
const MOST_CLASSES = 50;

/** The body of the section. */
export function splitSection({ classes }: ReportedModel, split: ReportedSplit): Html {
  const { examples, right, accuracy, cost, confusion } = split;
  return html`<p>${right} of ${examples} examples right: accuracy <b>${accuracy.toFixed(4)}</b>, cost <b>${cost.toFixed(6)}</b>.</p>
${classes.length > MOST_CLASSES ? tooMany(classes) : confusionTable(confusion, classes)}
${classTable(split, classes)}
<div class="figures">${curves(split, classes)}</div>
<h3>Mislabeled</h3>
${gallery(split, classes)}`;
}

function tooMany({ length }: readonly string[]): Html {
  return html`<p>A confusion matrix of ${length} classes is left out: it would have ${length * length} cells.</p>`;
}

function classTable({ perClass }: ReportedSplit, classes: readonly string[]): Html {
  const rows = perClass.map(({ precision, recall, f1, support }, c) => [
    classes[c],
    ...[precision, recall, f1].map((value) => fixed(value)),
    support,
  ]);
  return htmlTable(
    'Precision, recall and F1 of each class',
    ['class', 'precision', 'recall', 'F1', 'examples'],
    rows,
  );
}

function curves(
  { roc, precisionRecall, calibration, perClass, examples }: ReportedSplit,
  classes: readonly string[],
): Html[] {
  const positive = classes[1];
  return [
    ...(roc ? [rocFigure(roc, positive)] : []),
    ...(precisionRecall ? [precisionRecallFigure(precisionRecall, perClass[1].support / examples)] : []),
    calibrationFigure(calibration, classes.length === 2 ? positive : 'the class predicted'),
  ];
}

/** Pictures where examples are some, else a table. */
function gallery({ gallery: shown, mislabeled }: ReportedSplit, classes: readonly string[]): Html {
  if (mislabeled.length === 0) return html`<p>None: every example is right.</p>`;
  const all = mislabeled.length;
  const words = all === shown.length ? `${all}` : `${all}, of which these ${shown.length} are`;
  const intro = html`<p>${words}${all === shown.length ? ', the surest mistakes first' : ' the surest mistakes'}; p is the probability of the class predicted.</p>`;
  if (shown.some(({ picture }) => picture === undefined))
    return html`${intro}${mistakeTable(shown, classes)}`;
  return html`${intro}<ul class="gallery">${shown.map((exhibit) => picture(exhibit, classes))}</ul>`;
}

function picture(
  { index, actual, predicted, probability, picture }: Exhibit,
  classes: readonly string[],
): Html {
  const words = `example ${index}: ${classes[actual]}, predicted ${classes[predicted]}`;
  return html`<li><figure><img src="${picture}" alt="${words}"><figcaption><b>#${index}</b> ${classes[actual]}<br>told ${classes[predicted]}, p\u00a0${probability.toFixed(4)}</figcaption></figure></li>`;
}

function mistakeTable(shown: readonly Exhibit[], classes: readonly string[]): Html {
  const rows = shown.map(({ index, actual, predicted, probability }) => [
    String(index),
    classes[actual],
    classes[predicted],
    fixed(probability),
  ]);
  return htmlTable('Mislabeled examples', ['example', 'actual', 'predicted', 'p'], rows);
}
