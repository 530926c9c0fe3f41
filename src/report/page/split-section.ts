/** A model on one split of its data: confusions, classes, curves, and the misclassified examples. */
import { confusionMatrix } from '../../train/confusion.js';
import { counted } from '../phrases.js';
import type { Exhibit } from '../results/gallery.js';
import type { ReportedClasses } from '../results/reported-model.js';
import { calibrationFigure, precisionRecallFigure, rocFigure, thresholdFigure } from './figures.js';
import { type Html, html, trusted } from './html.js';
import { confusionTable, fixed, htmlTable } from './html-table.js';
import { pngAddress } from './png-address.js';

/** Classes that can still be looked over. */
export const MOST_CLASSES = 20;
/** The worst classes and confusions that are listed where there are more classes. */
const MOST_ROWS = 12;

/** All results on a split. */
export function splitSection(split: ReportedClasses): Html {
  return html`<div class="${split.classes.length > MOST_CLASSES ? 'pair' : 'matrix'}"><div>${classTable(split)}</div><div>${confusions(split)}</div></div>
${curves(split)}
${hasPictures(split) && html`<h3>Mistakes</h3>`}${mistakes(split)}`;
}

/** True if there are mistakes, and they can be looked at. */
export function hasPictures({ gallery }: ReportedClasses): boolean {
  return gallery.length > 0 && gallery.every(({ picture }) => picture !== undefined);
}

/** The confusion matrix, or of many classes the most frequent confusions. */
export function confusions({ classes, confusion, perClass }: ReportedClasses): Html {
  if (classes.length <= MOST_CLASSES) return confusionTable(confusionMatrix(confusion), classes);
  const rows = confusion.pairs
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.times - a.times)
    .slice(0, MOST_ROWS)
    .map(({ actual, predicted, times }) => {
      return [classes[actual], classes[predicted], times, fixed(times / perClass[actual].support, 2)];
    });
  const caption = `The most frequent confusions of ${classes.length} classes`;
  return htmlTable(caption, ['class', 'predicted', 'examples', 'share of the class'], rows);
}

/** Precision, recall and F1 of each class, or of the worst ones. */
export function classTable({ perClass }: ReportedClasses): Html {
  const isAll = perClass.length <= MOST_CLASSES;
  const shown = isAll ? perClass : perClass.toSorted((a, b) => a.f1 - b.f1).slice(0, MOST_ROWS);
  const rows = shown.map(({ class: name, precision, recall, f1, support }) => [
    name,
    ...[precision, recall, f1].map((value) => fixed(value)),
    support,
  ]);
  const caption = isAll ? 'Classes' : `The ${MOST_ROWS} classes of lowest F1`;
  return htmlTable(caption, ['class', 'precision', 'recall', 'F1', 'examples'], rows);
}

/** ROC, precision by recall, and both by threshold for two classes, and the calibration. */
export function curves({
  roc,
  precisionRecall,
  thresholds,
  bestF1,
  calibration,
  perClass,
  examples,
  classes,
}: ReportedClasses): Html {
  const positive = classes[1];
  const event = classes.length === 2 ? positive : 'the predicted class';
  return html`<div class="${thresholds ? 'pair' : 'trio'}">${roc && rocFigure(roc, positive)}
${precisionRecall && precisionRecallFigure(precisionRecall, perClass[1].support / examples)}
${thresholds && bestF1 && thresholdFigure(thresholds, bestF1, positive)}
${calibrationFigure(calibration, event)}</div>`;
}

/** Pictures where examples are some, else a table on demand. */
export function mistakes(split: ReportedClasses): Html {
  const { gallery: shown, mislabeled, examples } = split;
  if (mislabeled.length === 0) return html`<p>Every example is classified correctly.</p>`;
  const words = mistakeWords(shown.length, mislabeled.length, examples);
  const p = 'p is the probability of the predicted class.';
  if (hasPictures(split)) return html`<p>${words}; ${p}</p><ul class="gallery">${shown.map(exhibit)}</ul>`;
  return html`<details><summary>Mistakes: ${words}</summary><p>${p}</p>${mistakeTable(shown)}</details>`;
}

/** `7 of 50 examples, the surest first`, `60 of 200 examples, the 48 surest` */
function mistakeWords(shown: number, wrong: number, all: number): string {
  return `${wrong} of ${counted(all, 'example')}, the ${shown === wrong ? 'surest first' : `${shown} surest`}`;
}

function exhibit({ index, actual, predicted, probability, picture }: Exhibit): Html {
  const words = `example ${index}: ${actual}, predicted ${predicted}`;
  const address = picture && trusted(pngAddress(picture));
  return html`<li><figure><img src="${address}" alt="${words}"><figcaption>predicted <b>${predicted}</b><br>actual <b>${actual}</b><br>p ${probability.toFixed(4)}, #${index}</figcaption></figure></li>`;
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
