/** A model on one split of its data: confusion matrix, classes, curves, and the misclassified examples. */
import { confusionMatrix } from '../../train/confusion.js';
import { counted } from '../phrases.js';
import type { Exhibit } from '../results/gallery.js';
import type { ReportedSplit } from '../results/reported-model.js';
import { calibrationFigure, precisionRecallFigure, rocFigure } from './figures.js';
import { type Html, html, trusted } from './html.js';
import { confusionTable, fixed, htmlTable } from './html-table.js';
import { pngAddress } from './png-address.js';

/** Classes of a confusion matrix that can still be looked over. */
const MOST_CLASSES = 50;
/** Rows of the table of classes. */
const MOST_ROWS = 200;

/** The body of the section. */
export function splitSection(split: ReportedSplit): Html {
  const { examples, right, accuracy, cost, confusion, classes } = split;
  return html`<p>${right} of ${examples} examples classified correctly: accuracy <b>${accuracy.toFixed(4)}</b>, cost <b>${cost.toFixed(6)}</b>.</p>
${classes.length > MOST_CLASSES ? tooMany(classes) : confusionTable(confusionMatrix(confusion), classes)}
${classTable(split)}
<div class="figures">${curves(split)}</div>
<h3>Misclassified</h3>
${gallery(split)}`;
}

function tooMany({ length }: readonly string[]): Html {
  return html`<p>A confusion matrix of ${length} classes is left out: it would have ${length * length} cells.</p>`;
}

/** The classes; of too many, those with most examples. */
function classTable({ perClass }: ReportedSplit): Html {
  const isCut = perClass.length > MOST_ROWS;
  const listed = isCut ? perClass.toSorted((a, b) => b.support - a.support).slice(0, MOST_ROWS) : perClass;
  const rows = listed.map(({ class: name, precision, recall, f1, support }) => [
    name,
    ...[precision, recall, f1].map((value) => fixed(value)),
    support,
  ]);
  return htmlTable(
    isCut
      ? `Precision, recall and F1 of the ${MOST_ROWS} classes with most examples, of ${perClass.length}`
      : 'Precision, recall and F1 of each class',
    ['class', 'precision', 'recall', 'F1', 'examples'],
    rows,
  );
}

function curves({ roc, precisionRecall, calibration, perClass, examples, classes }: ReportedSplit): Html[] {
  const positive = classes[1];
  return [
    ...(roc ? [rocFigure(roc, positive)] : []),
    ...(precisionRecall ? [precisionRecallFigure(precisionRecall, perClass[1].support / examples)] : []),
    calibrationFigure(calibration, classes.length === 2 ? positive : 'the predicted class'),
  ];
}

/** Pictures where examples are some, else a table. */
function gallery({ gallery: shown, mislabeled }: ReportedSplit): Html {
  if (mislabeled.length === 0) return html`<p>None: every example is classified correctly.</p>`;
  const intro = html`<p>${galleryCaption(shown.length, mislabeled.length)}; p is the probability of the predicted class.</p>`;
  if (shown.some(({ picture }) => picture === undefined)) return html`${intro}${mistakeTable(shown)}`;
  return html`${intro}<ul class="gallery">${shown.map(exhibit)}</ul>`;
}

/** `7 examples, the surest mistakes first`, `60 examples; these are the 48 surest mistakes` */
function galleryCaption(shown: number, all: number): string {
  const examples = counted(all, 'example');
  return shown === all
    ? `${examples}, the surest mistakes first`
    : `${examples}; these are the ${shown} surest mistakes`;
}

function exhibit({ index, actual, predicted, probability, picture }: Exhibit): Html {
  const words = `example ${index}: ${actual}, predicted ${predicted}`;
  const address = picture && trusted(pngAddress(picture));
  return html`<li><figure><img src="${address}" alt="${words}"><figcaption><b>#${index}</b> ${actual}<br>predicted ${predicted}, p\u00a0${probability.toFixed(4)}</figcaption></figure></li>`;
}

function mistakeTable(shown: readonly Exhibit[]): Html {
  const rows = shown.map(({ index, actual, predicted, probability }) => [
    String(index),
    actual,
    predicted,
    fixed(probability),
  ]);
  return htmlTable('Misclassified examples', ['example', 'actual', 'predicted', 'p'], rows);
}
