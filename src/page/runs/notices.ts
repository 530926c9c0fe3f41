/** News of the runs that are shown, in words that a screen reader speaks, and the notice that the server is lost. */
import { html, useEffect, useRef, useState, type VNode } from '../preact.js';
import type { Told } from './run-feed.js';
import { costText, mainQuality, qualityText } from './texts.js';

export interface NoticesProps {
  readonly told: Told;
  readonly names: readonly string[];
}

export function Notices({ told, names }: NoticesProps): VNode {
  const [news, setNews] = useState('');
  const states = useRef(new Map<string, string>());
  useEffect(() => {
    for (const name of names) {
      const row = told.rows?.get(name);
      if (row === undefined) continue;
      const before = states.current.get(name);
      states.current.set(name, row.state);
      if (before === undefined || before === row.state) continue;
      const [split, quality] = mainQuality(row) ?? [];
      const result = split === undefined ? '' : `, ${split} ${qualityText(quality, row.measure)}`;
      setNews(`${name} is ${row.state}: cost ${costText(row.cost)}${result}.`);
    }
  }, [told.rows, names]);
  return html`<div>
    <p class="seen-by-readers" role="status">${news}</p>
    ${told.rows === undefined && told.isConnected && html`<p class="note">Reading the runs…</p>`}
    ${!told.isConnected && html`<p class="fault" role="alert">dnn ui does not answer; trying again. What is shown may be old.</p>`}
  </div>`;
}
