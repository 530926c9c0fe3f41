/** The command that makes one prediction, as it is pasted into a shell. */
import { shell } from '../shell.js';

/** A prediction by its model and its input: the file of a picture, or a row. */
export interface PredictionCommand {
  /** The path of the model. */
  readonly model: string;
  readonly file?: string | undefined;
  /** In place of a file: an object by the names of the columns, or the values in their order. */
  readonly row?: object | undefined;
  readonly threshold?: number | undefined;
  /** True where a category that training has not seen is taken as none of the known ones. */
  readonly ignoresUnseen?: boolean | undefined;
}

/** `dnn predict seven.png --model runs/first/model.json --json`; a row is written to its standard input. */
export function predictionCommand({
  model,
  file = '-',
  row,
  threshold,
  ignoresUnseen,
}: PredictionCommand): string {
  return [
    row && shell`printf %s ${JSON.stringify([row])} |`,
    shell`dnn predict ${file} --model ${model}`,
    threshold !== undefined && shell`--threshold ${threshold}`,
    ignoresUnseen && shell`--unseen ignore`,
    shell`--json`,
  ]
    .filter(Boolean)
    .join(' ');
}
