/** The part of asciichart that chart.ts uses. */
declare module 'asciichart' {
  export function plot(
    series: readonly (readonly number[])[],
    settings: {
      readonly height: number;
      readonly min: number;
      readonly max: number;
      readonly offset: number;
      readonly colors: readonly string[];
      /** The label of the row at `value` on the axis. */
      readonly format: (value: number) => string;
    },
  ): string;
  /** The code after each coloured character. */
  export const reset: string;
}
