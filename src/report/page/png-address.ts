/** Pictures as a page can hold them: PNG in the address itself. */
import { encodePng } from '../../data/pictures/image.js';
import type { Picture } from '../../data/pictures/picture.js';

/** The picture as a `data:` address. */
export function pngAddress(picture: Picture): string {
  return `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
}
