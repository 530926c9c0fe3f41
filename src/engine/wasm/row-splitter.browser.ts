/** No splitter of rows in browsers: loops split them, to the same fields and numbers. */

/** The kernel's text and fields, of which there are none. */
export type RowSplitter = never;

export function takeSplitter(): undefined {
  return undefined;
}

export function returnSplitter(): void {}
