/** The command that makes the run of the page, its files, and the link that restores the view. */
import { CommandLine } from '../../command-line.js';
import { CopyButton } from '../../copy-button.js';
import { download } from '../../download.js';
import { pointsCsv, pointsFile } from '../../points.js';
import { html, type VNode } from '../../preact.js';
import type { PlaySettings } from '../../settings/play-settings.js';
import type { PlayRun } from './use-runs.js';

interface CommandPanelProps {
  readonly command: string;
  readonly settings: PlaySettings;
  readonly run: PlayRun | undefined;
}

export function CommandPanel({ command, settings, run }: CommandPanelProps): VNode {
  const isDrawn = settings.data === 'points';
  return html`<section class="command" aria-labelledby="command-title">
    <h2 id="command-title">The command that does this</h2>
    <${CommandLine} command=${command} />
    <${Caveat} run=${run} />
    <div class="buttons">
      <${CopyButton} label="Copy command" text=${command} />
      ${
        isDrawn &&
        html`<button onClick=${() => download(pointsFile, pointsCsv(settings.points), 'text/csv')}>
          Save ${pointsFile}
        </button>`
      }
      <${CopyButton} label="Copy link" text=${() => location.href} />
    </div>
  </section>`;
}

/** The limits of the command: a rate that was changed on the way. */
function Caveat({ run }: { run: PlayRun | undefined }): VNode | null {
  const changes = run?.changes ?? [];
  if (changes.length === 0) return null;
  const words = changes.map(({ at, learningRate }) => `${learningRate} from update ${at} on`).join(', ');
  return html`<p class="fault">
    The learning rate was changed on the way (${words}). No single command gives these bits; the link does: it changes the
    rate at the same updates.
  </p>`;
}
