/** The head of a report: the conclusion in plain words, the findings about the run, and the key figures. */

import type { SplitName } from '../../data/dataset.js';
import { architectureText } from '../../nn/architecture.js';
import { foldStatistics } from '../../train/fold-results.js';
import type { Diagnosis, EvaluationRecord } from '../../train/records.js';
import { counted, originPhrase } from '../phrases.js';
import { conclusion } from '../results/conclusion.js';
import { resultsOn } from '../results/ranking.js';
import type { ReportedModel, ReportedSplit } from '../results/reported-model.js';
import { type Html, html, type Part } from './html.js';

/** Results on unseen examples count most: the test set comes first. */
export function splitsByWeight({ splits }: ReportedModel): ReportedSplit[] {
  return [...splits].reverse();
}

/** Everything that a reader in a hurry needs of one model. */
export function summary(model: ReportedModel): Html {
  const { dataset, model: trained } = model;
  const run = originPhrase(trained.training.config);
  return html`<p class="subject">${dataset}; layers <code>${architectureText(trained.architecture)}</code>; ${run}</p>
<p class="conclusion">${conclusionOf(model)}</p>
${findings(model.model.training.diagnosis)}
${tiles(model)}`;
}

/**
 * The conclusion from the results of this report. Findings and the validation examples belong to the data of the
 * training.
 */
function conclusionOf(reported: ReportedModel): string {
  const { splits, model, trainedOnThisData } = reported;
  const evaluations = {
    ...Object.fromEntries(splits.map((each) => [each.split, each])),
    validation: validationOf(reported),
  };
  const { diagnosis } = model.training;
  const sentence = conclusion({ evaluations, ...(trainedOnThisData && { diagnosis }) }) as string;
  return sentence.replaceAll(' %', '\u00a0%');
}

/** The recorded evaluation of the examples that the run kept for validation, which are part of the training set now. */
function validationOf({ model, trainedOnThisData }: ReportedModel): EvaluationRecord | undefined {
  return trainedOnThisData ? model.training.evaluations.validation : undefined;
}

function findings(found: readonly Diagnosis[] = []): Html | false {
  const items = found.map(({ message, hint }) => {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    return html`<li><b>${sentence}.</b> ${hint}</li>`;
  });
  return items.length > 0 && html`<ul class="findings">${items}</ul>`;
}

/** A key figure in large print. */
function tile(name: string, value: Part, detail: Part): Html {
  return html`<div><dt>${name}</dt><dd><b>${value}</b></dd><dd>${detail}</dd></div>`;
}

function tiles(reported: ReportedModel): Html {
  const { trainedOnThisData, model } = reported;
  const splits = splitsByWeight(reported);
  const accuracies = splits.map(({ split, accuracy, right, examples }) =>
    tile(`${nameOf(split)} accuracy`, accuracy.toFixed(4), `${right} of ${examples} right`),
  );
  const validation = validationOf(reported);
  const recorded =
    validation &&
    tile(
      'Validation accuracy',
      validation.accuracy.toFixed(4),
      `of ${counted(validation.examples, 'example')}`,
    );
  const folds = (trainedOnThisData && model.training.folds) || [];
  const { mean, sd } = foldStatistics(folds);
  const crossed =
    mean.accuracy !== undefined &&
    tile(
      'Cross-validation',
      html`${mean.accuracy.toFixed(4)} ± ${(sd.accuracy as number).toFixed(4)}`,
      `accuracy, mean of ${folds.length} folds`,
    );
  const [{ perClass, examples, cost, split, roc }] = splits;
  const largest = perClass.reduce((most, each) => (each.support > most.support ? each : most));
  const guess = tile(
    'Without a model',
    (largest.support / examples).toFixed(4),
    html`always “${largest.class}”`,
  );
  const trained = resultsOn(reported, 'train');
  const other = split === 'train' ? 'mean over the examples' : `training ${trained?.cost.toPrecision(4)}`;
  const costs = tile(`${nameOf(split)} cost`, cost.toPrecision(4), other);
  const area = roc && tile('ROC area', roc.auc.toFixed(4), html`of “${perClass[1].class}”`);
  return html`<dl class="tiles">${accuracies}${recorded}${crossed}${guess}${costs}${area}</dl>`;
}

/** `Test`, `Training` */
export function nameOf(split: SplitName): string {
  return split === 'test' ? 'Test' : 'Training';
}
