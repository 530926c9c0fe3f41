/** A button that copies a text, and says so. */
import { html, useEffect, useState, type VNode } from './preact.js';

/** Milliseconds for which it says that it has copied. */
const SAID_FOR = 2000;

interface CopyButtonProps {
  readonly label: string;
  /** Names the text, for those who do not see what stands beside the button. */
  readonly about?: string;
  /** The text, or what makes it at the moment of the click. */
  readonly text: string | (() => string);
}

export function CopyButton({ label, about, text }: CopyButtonProps): VNode {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_FOR);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setSaid('Copied'),
      () => setSaid('Select it by hand'),
    );
  return html`<button onClick=${copy} aria-label=${about && `${label}: ${about}`}>
    ${said || label}<span class="seen-by-readers" role="status">${said}</span>
  </button>`;
}
