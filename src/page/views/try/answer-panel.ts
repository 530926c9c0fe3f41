/** The answer: the classes with their probabilities, or a number. */
import { CommandLine } from '../../command-line.js';
import { CopyButton } from '../../copy-button.js';
import { download } from '../../download.js';
import { TextField } from '../../field.js';
import { html, type VNode } from '../../preact.js';
import type { Fault } from '../../worker/requests.js';
import type { ModelFacts, TryAnswer } from '../../worker/try/requests.js';
import { numberText, percentText, rankedClasses } from './texts.js';

/** Classes that are shown. */
const MOST_CLASSES = 10;

export interface AnswerPanelProps {
  readonly facts: ModelFacts;
  readonly answer: TryAnswer | undefined;
  readonly fault: Fault | undefined;
  readonly threshold: string;
  onThreshold(threshold: string): void;
}

export function AnswerPanel({ facts, answer, fault, threshold, onThreshold }: AnswerPanelProps): VNode {
  return html`<section class="try-answer" aria-labelledby="try-answer-title">
    <h2 id="try-answer-title">Answer</h2>
    <p class="seen-by-readers" role="status">${answer && spoken(facts, answer)}</p>
    ${fault && html`<p class="fault" role="alert">${fault.message}. ${fault.hint}</p>`}
    ${!answer && !fault && html`<p class="note">Draw something, or give a picture.</p>`}
    ${answer && html`<${Prediction} facts=${facts} answer=${answer} />`}
    ${answer?.warnings.map((sentence) => html`<p class="fault" key=${sentence}>${sentence}</p>`)}
    ${
      facts.hasThreshold &&
      html`<${TextField}
        label=${`Threshold of “${facts.classes[1]}”`}
        help="Its least probability to be the answer. Empty: more than a half."
        mode="decimal"
        placeholder="0.5"
        value=${threshold}
        onValue=${onThreshold}
      />`
    }
  </section>`;
}

function spoken({ target }: ModelFacts, { prediction }: TryAnswer): string {
  if (prediction.prediction !== undefined)
    return `${target ?? 'The number'}: ${numberText(prediction.prediction)}`;
  return `${prediction.label}, ${percentText(prediction.probability)}`;
}

function Prediction({ facts, answer }: { readonly facts: ModelFacts; readonly answer: TryAnswer }): VNode {
  const { prediction } = answer;
  if (prediction.prediction !== undefined)
    return html`<p class="try-number">
      <span>${facts.target ?? 'The number'}</span> <b>${numberText(prediction.prediction)}</b>
    </p>`;
  const { probabilities, class: best, label } = prediction;
  const { first, others } = rankedClasses(probabilities, MOST_CLASSES);
  return html`<div>
    <p class="try-class"><b>${label}</b></p>
    <ol class="shares" aria-label="Classes by probability">
      ${first.map(
        (index) => html`<li key=${index} class=${index === best ? 'best' : ''}>
          <bdi>${facts.classes[index]}</bdi>
          <span class="share-bar" aria-hidden="true"><span style=${{ width: `${100 * probabilities[index]}%` }}></span></span>
          <span class="share">${percentText(probabilities[index])}</span>
        </li>`,
      )}
    </ol>
    ${others > 0 && html`<p class="note">and ${others.toLocaleString('en')} more</p>`}
  </div>`;
}

interface TryCommandProps {
  readonly answer: TryAnswer;
  /** The picture that was predicted, as a file. */
  picture(): Promise<Blob | undefined>;
}

/** The command that gives the same answer, its text, and the link to this view. */
export function TryCommand({ answer, picture }: TryCommandProps): VNode {
  const { command, json, file } = answer;
  const save = async () => {
    const bytes = await picture();
    if (bytes && file !== undefined) download(file, bytes, bytes.type);
  };
  return html`<section class="try-command" aria-labelledby="try-command-title">
    <h2 id="try-command-title">The command that does this</h2>
    <${CommandLine} command=${command} />
    <div class="buttons">
      <${CopyButton} label="Copy command" text=${command} />
      ${file !== undefined && html`<button onClick=${save}>Save ${file}</button>`}
      <${CopyButton} label="Copy link" text=${() => location.href} />
    </div>
    <details>
      <summary>Its answer, to the last digit</summary>
      <pre tabindex="0"><code class="try-json">${json}</code></pre>
    </details>
    <p class="note">
      The link holds the model’s name and the settings, and not ${file === undefined ? 'the row' : 'the picture'}: nothing
      that you give leaves this browser.
    </p>
  </section>`;
}
