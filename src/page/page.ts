/** The page of `dnn ui`: draws the frame with its views into the document. */
import { Frame } from './frame.js';
import { html, render } from './preact.js';

render(html`<${Frame} />`, document.body);
