/** The part of papaparse that rows.ts uses: the parser at its core, which takes text in pieces. */
declare module 'papaparse' {
  interface Step {
    /** One row. */
    readonly data: readonly (readonly string[])[];
    readonly errors: readonly { readonly message: string }[];
    /** The end of the row in the text. */
    readonly meta: { readonly cursor: number };
  }
  class Parser {
    constructor(config: {
      readonly delimiter: string;
      readonly newline: string;
      readonly step: (row: Step) => void;
    });
    /** The cursor behind the last row that was passed to `step`. */
    parse(
      text: string,
      baseIndex: number,
      ignoreLastRow: boolean,
    ): { readonly meta: { readonly cursor: number } };
  }
  const papaparse: { readonly Parser: typeof Parser };
  export default papaparse;
}
