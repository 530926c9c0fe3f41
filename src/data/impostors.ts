/** Files that often stand in the place of others, recognised by their first bytes: pages, pointers, archives. */

export interface Impostor {
  /** The name for messages: "an HTML page". */
  readonly name: string;
  readonly hint: string;
}

const IMPOSTORS: readonly (Impostor & { readonly fits: (start: string) => boolean })[] = [
  {
    name: 'an HTML page',
    hint: 'Download the file itself, not the page that shows it.',
    fits: (start) => /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|!--)/i.test(start),
  },
  {
    name: 'a Git LFS pointer',
    hint: 'Fetch the file that it stands for: git lfs pull',
    fits: (start) => /^(\xef\xbb\xbf)?version https:\/\/git-lfs/.test(start),
  },
  {
    name: 'a gzip archive',
    hint: 'Unpack it first: gunzip or tar xzf',
    fits: (start) => start.startsWith('\x1f\x8b'),
  },
  {
    name: 'a zip archive',
    hint: 'Unpack it first: unzip. If NumPy wrote it, its name must end in .npz.',
    fits: (start) => start.startsWith('PK\x03\x04'),
  },
];

/** Returns what the file is that begins with these bytes; undefined if it is none of these. */
export function recogniseImpostor(bytes: Uint8Array): Impostor | undefined {
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  return IMPOSTORS.find(({ fits }) => fits(start));
}
