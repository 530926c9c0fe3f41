/** The source of a text, a file or bytes. */

/** A text: the path of its file, or its bytes with a name for messages. */
export type TextSource = string | { readonly name: string; readonly bytes: Uint8Array };

/** The name of a text in messages. */
export function sourceName(source: TextSource): string {
  return typeof source === 'string' ? source : source.name;
}
