/** The JSON of a model in browsers, where JSON.parse reads the numbers too: the same values, a little later. */

/**
 * JSON.parse of UTF-8.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseWithNumbers(json: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(json));
}
