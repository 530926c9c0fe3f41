/** The types of faults.mjs, which a plain process loads. */
export function injectFaults(
  home: string,
  at: number,
  how: string,
  onCall?: (calls: readonly string[]) => void,
): { readonly calls: string[]; restore(): void };
