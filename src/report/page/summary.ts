/** The head of a report: the conclusion in plain words, the findings about the run, and the key figures. */

import type { SplitName } from '../../data/dataset.js';
import { architectureText } from '../../nn/architecture.js';
import { type FoldRecord, foldStatistics } from '../../train/fold-results.js';
import { type Diagnosis, type EvaluationRecord, isNumberRecord } from '../../train/records.js';
import { counted, figure, originPhrase, scoreText } from '../phrases.js';
import { conclusion } from '../results/conclusion.js';
import { resultsOn } from '../results/ranking.js';
import type { ReportedModel, ReportedSplit } from '../results/reported-model.js';
import { isNumberResults } from '../results/split-results.js';
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
export function tile(name: string, value: Part, detail: Part): Html {
  return html`<div><dt>${name}</dt><dd><b>${value}</b></dd><dd>${detail}</dd></div>`;
}

function tiles(reported: ReportedModel): Html {
  const { trainedOnThisData, model } = reported;
  const splits = splitsByWeight(reported);
  const qualities = splits.map((each) =>
    qualityTile(nameOf(each.split), each, isNumberResults(each) ? undefined : each.right),
  );
  const validation = validationOf(reported);
  const recorded = validation && qualityTile('Validation', validation);
  const crossed = trainedOnThisData && foldsTile(model.training.folds);
  const [main] = splits;
  const { cost, split } = main;
  const trained = resultsOn(reported, 'train');
  const other = split === 'train' ? 'mean over the examples' : `training ${trained?.cost.toPrecision(4)}`;
  const costs = tile(`${nameOf(split)} cost`, cost.toPrecision(4), other);
  return html`<dl class="tiles">${qualities}${recorded}${crossed}${guessTile(main)}${costs}${areaTile(main)}</dl>`;
}

/** The mean of the folds of a cross-validation, and its spread; undefined without any. */
function foldsTile(folds: readonly FoldRecord[] = []): Html | undefined {
  const { mean, sd } = foldStatistics(folds);
  const measure = mean.rmse === undefined ? 'accuracy' : 'rmse';
  const [value, spread] = [mean[measure], sd[measure]];
  if (value === undefined || spread === undefined) return undefined;
  const text = `${scoreText(measure, value)} ± ${scoreText(measure, spread)}`;
  return tile('Cross-validation', text, `${measure}, mean of ${folds.length} folds`);
}

/** The accuracy on a split, or of numbers the typical error. */
function qualityTile(name: string, record: EvaluationRecord, right?: number): Html {
  const examples = counted(record.examples, 'example');
  if (isNumberRecord(record))
    return tile(`${name} rmse`, figure(record.rmse), `r2 ${record.r2.toFixed(4)} on ${examples}`);
  const detail = right === undefined ? `of ${examples}` : `${right} of ${record.examples} right`;
  return tile(`${name} accuracy`, record.accuracy.toFixed(4), detail);
}

/** The same for an answer that is always the same. */
function guessTile(main: ReportedSplit): Html {
  // The errors of the mean are those of the model, but for what r2 says it explains.
  if (isNumberResults(main))
    return tile('Without a model', figure(main.rmse / Math.sqrt(1 - main.r2)), 'rmse of always the mean');
  const largest = main.perClass.reduce((most, each) => (each.support > most.support ? each : most));
  const share = (largest.support / main.examples).toFixed(4);
  return tile('Without a model', share, html`always “${largest.class}”`);
}

function areaTile(main: ReportedSplit): Html | undefined {
  if (isNumberResults(main) || main.roc === undefined) return undefined;
  return tile('ROC area', main.roc.auc.toFixed(4), html`of “${main.perClass[1].class}”`);
}

/** `Test`, `Training` */
export function nameOf(split: SplitName): string {
  return split === 'test' ? 'Test' : 'Training';
}
