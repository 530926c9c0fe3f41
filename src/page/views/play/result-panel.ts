/** The end of a run: its measurements, the digest of its parameters, and what went wrong, if anything did. */
import { CopyButton } from '../../copy-button.js';
import { download } from '../../download.js';
import { offerModel } from '../../offered-model.js';
import { html, type VNode } from '../../preact.js';
import { routeText } from '../../route.js';
import type { RunResult } from '../../worker/progress.js';

interface ResultPanelProps {
  readonly result: RunResult;
  /** True where one command makes this run. */
  readonly hasCommand: boolean;
  model(): Promise<string>;
}

const SPLIT_WORDS: Readonly<Record<string, string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
};

export function ResultPanel({ result, hasCommand, model }: ResultPanelProps): VNode {
  const { splits, digest, findings, fallback } = result;
  const save = () => model().then((text) => download('model.json', text, 'application/json'));
  const tryIt = async () => {
    offerModel({ path: 'model.json', text: await model() });
    location.hash = routeText({ view: 'try', query: 'model=play' });
  };
  return html`<section class="result" aria-labelledby="result-title">
    <h2 id="result-title">Result</h2>
    <dl class="tiles">
      ${splits.map(
        ({ split, examples, cost, accuracy }) => html`<div key=${split}>
          <dt>${SPLIT_WORDS[split]}</dt>
          <dd>
            <b>${accuracy === undefined ? cost.toPrecision(4) : percent(accuracy)}</b>
            of ${examples} examples, cost ${cost.toFixed(4)}
          </dd>
        </div>`,
      )}
    </dl>
    ${findings.map(({ message, hint }) => html`<p class="fault" key=${message}>${message}. ${hint}</p>`)}
    <p class="digest-line">
      Digest of the parameters: <code class="digest">${digest}</code>
    </p>
    <p class="note">
      ${
        fallback ??
        (hasCommand
          ? 'The command below makes the same bits: dnn train prints the first 12 digits, the model has all of them.'
          : 'The same settings give the same bits on every machine.')
      }
    </p>
    <div class="buttons">
      <${CopyButton} label="Copy digest" text=${digest} />
      <button onClick=${tryIt}>Try it</button>
      <button onClick=${save}>Save model.json</button>
    </div>
  </section>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
