/** `dnn predict` and what it takes. */
import { FLAG, TEXT } from '../../train/options/kinds.js';
import { type OptionData, option, type ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, maxMemory, maxWork, model, threshold, unseen } from '../options/shared.js';

/** The kinds of inputs, for messages; arrays of records are rows as well. */
export type InputKind = 'pictures' | 'rows' | 'arrays';

/** Why an option does nothing where no input is of one of these kinds, as the end of a sentence. */
function onlyFor(...kinds: readonly InputKind[]) {
  return ({ inputs = kinds }: OptionData) =>
    kinds.some((kind) => inputs.includes(kind))
      ? undefined
      : `has no effect on ${inputs.join(' and ')}: it is for ${kinds[0]}`;
}

export const PREDICT = declare({
  path: ['predict'],
  words: '<file...>',
  takes: 'file',
  summary: 'say what is in pictures, or predict rows of a table or of JSON',
  examples: [
    'dnn predict cat.png',
    'dnn predict --model model.json --json *.png',
    'dnn predict photos --csv > photos.csv',
    'dnn predict "photos/**/*.png"',
    'dnn predict - < cat.png',
    'dnn predict rows.csv --model churn.json --id customer --csv > answers.csv',
    'dnn predict - --model churn.json --json < rows.jsonl',
    'dnn predict rows.csv --model churn.json --id customer --submission > submission.csv',
  ],
  options: {
    maxMemory,
    maxWork,
    model,
    show: option<boolean>(FLAG, {
      flags: '--show',
      help: 'draw the small picture that the network sees',
      default: false,
      idleWith: onlyFor('pictures'),
    }),
    id: option<string | undefined>(TEXT, {
      flags: '--id <column>',
      help: "a table's column that is carried into the results",
      default: undefined,
      defaultHelp: 'the number of the row',
      idleWith: onlyFor('rows', 'arrays'),
    }),
    xKey: option<string | undefined>(TEXT, {
      flags: '--x-key <name>',
      help: 'the HDF5 or npz array that holds the examples',
      default: undefined,
      defaultHelp: 'the only one of the shape that the model takes',
      idleWith: onlyFor('arrays'),
    }),
    unseen: { ...unseen, idleWith: onlyFor('rows', 'arrays') },
    csv: option<boolean>(FLAG, {
      flags: '--csv',
      help: 'a CSV row a picture (file, class, label, probability, and that of each class) or a row (id, prediction, and the probability of each class)',
      default: false,
    }),
    threshold,
    submission: option<boolean>(FLAG, {
      flags: '--submission',
      help: 'a CSV row a row as competitions ask for: the column of --id, and the answer under the name of the target',
      default: false,
      idleWith: onlyFor('rows', 'arrays'),
    }),
    json,
  },
});

export type PredictValues = ValuesOf<typeof PREDICT.options>;
