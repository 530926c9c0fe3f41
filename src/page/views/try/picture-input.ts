/** The input of a model of pictures: a sheet to draw on, and ways to give a picture. */
import { ChoiceField } from '../../field.js';
import { html, useEffect, type VNode } from '../../preact.js';
import { FITS, type Fit, type Stroke, usualFit } from '../../strokes.js';
import { DrawingPad } from './drawing-pad.js';
import { FileButton } from './model-panel.js';

export interface PictureInputProps {
  /** Height, width and channels of what the network sees. */
  readonly shape: readonly number[];
  readonly strokes: readonly Stroke[];
  readonly fit: Fit | '';
  readonly isDark: boolean;
  /** The name of the picture that was given in place of a drawing. */
  readonly picture: string | undefined;
  onStrokes(strokes: readonly Stroke[]): void;
  onFit(fit: Fit): void;
  onDark(isDark: boolean): void;
  onPicture(file: File): void;
}

export function PictureInput(props: PictureInputProps): VNode {
  const { shape, strokes, fit, isDark, picture, onStrokes, onFit, onDark, onPicture } = props;
  const [height, width] = shape;
  const titles = Object.fromEntries(Object.entries(FITS).map(([name, { title }]) => [name, title]));
  return html`<section class="try-input" aria-labelledby="try-input-title">
    <h2 id="try-input-title">Draw, or give a picture</h2>
    <${DrawingPad} strokes=${strokes} aspect=${width / height} isDark=${isDark} onStrokes=${onStrokes} />
    <div class="buttons">
      <button disabled=${strokes.length === 0} onClick=${() => onStrokes(strokes.slice(0, -1))}>Undo</button>
      <button disabled=${strokes.length === 0} onClick=${() => onStrokes([])}>Clear</button>
      <${FileButton} label="Open a picture" accept="image/*" onFile=${onPicture} />
    </div>
    <p class="note">
      ${picture === undefined ? 'Pictures can also be dropped here, or pasted.' : html`Predicted: <bdi>${picture}</bdi>. Draw, and the drawing takes its place.`}
    </p>
    <div class="row">
      <${ChoiceField}
        label="Pen"
        value=${isDark ? 'black' : 'white'}
        choices=${{ white: 'white on black', black: 'black on white' }}
        onValue=${(ink: string) => onDark(ink === 'black')}
      />
      <${ChoiceField} label="Place and size" value=${fit || usualFit(shape)} choices=${titles} onValue=${onFit} />
    </div>
  </section>`;
}

/** Takes pictures that are pasted anywhere while the view is shown; fields keep what is pasted into them. */
export function usePaste(isWanted: boolean, onPicture: (file: File) => void): void {
  useEffect(() => {
    if (!isWanted) return undefined;
    const take = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file === undefined) return;
      event.preventDefault();
      onPicture(file);
    };
    document.addEventListener('paste', take);
    return () => document.removeEventListener('paste', take);
  });
}
