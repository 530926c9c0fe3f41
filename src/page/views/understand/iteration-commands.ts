/** The commands that make the same arrays, and that check those of a program of one's own. */
import { CommandLine } from '../../command-line.js';
import { CopyButton } from '../../copy-button.js';
import { download } from '../../download.js';
import { pointsCsv, pointsFile } from '../../points.js';
import { html, type VNode } from '../../preact.js';
import { routeText } from '../../route.js';
import { type PlaySettings, settingsText } from '../../settings/play-settings.js';
import type { Iteration } from '../../worker/iteration.js';

interface IterationCommandsProps {
  readonly iteration: Iteration;
  readonly settings: PlaySettings;
}

export function IterationCommandsPanel({ iteration, settings }: IterationCommandsProps): VNode {
  const { trace, file, check, checkOwn } = iteration.commands;
  const points = () => download(pointsFile, pointsCsv(settings.points), 'text/csv');
  return html`<section class="iteration-commands" aria-labelledby="same-numbers">
    <h2 id="same-numbers">The same numbers in a file, and yours beside them</h2>
    <p>This command writes every array of iteration ${iteration.iteration} to <code>${file}</code>, the same bits as here:</p>
    <${CommandLine} command=${trace} />
    <div class="buttons">
      <${CopyButton} label="Copy command" about="writes the arrays" text=${trace} />
      ${settings.data === 'points' && html`<button onClick=${points}>Save ${pointsFile}</button>`}
    </div>
    <p>
      Save what your own program computes by the same names, <code>np.savez("work.npz", X=X, Y=Y, W1=W1, …)</code>, and this
      one says which of your arrays is the first that is wrong:
    </p>
    <${CommandLine} command=${checkOwn} />
    <div class="buttons">
      <${CopyButton} label="Copy command" about="checks your arrays" text=${checkOwn} />
    </div>
    <p class="note">With <code>${check}</code> it finds all arrays of this iteration right.</p>
    <div class="buttons">
      <${CopyButton} label="Copy link" about="to this step" text=${() => location.href} />
      <a href=${routeText({ view: 'play', query: settingsText(settings) })}>Train this network in Play</a>
    </div>
  </section>`;
}
