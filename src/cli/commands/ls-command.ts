/** `dnn ls` and what it takes. */
import { FLAG, type Kind, list, parsed, TEXT } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { FACTS, type Field, parseBest, parseField } from '../listing/fields.js';
import { type Filter, parseFilter } from '../listing/filter.js';
import { json, runs } from '../options/shared.js';

const COLUMNS = Object.keys(FACTS).join(', ');
const FIELD = 'a column, an option of dnn train or a metric';
const FIELDS = [...Object.keys(FACTS), 'seed', 'batch-size', 'l2'];
/** Whole, because values of options may have commas. */
const FILTERS: Kind<Filter[]> = {
  ...parsed<Filter>('a condition', parseFilter, ['optimizer=adam', 'state=done']),
  read: (text) => [parseFilter(text)],
};

export const LS = declare({
  path: ['ls'],
  summary: 'list the runs that train --name has kept, and sweeps by their best runs, and compare them',
  examples: [
    'dnn ls',
    'dnn ls --sort test',
    'dnn ls --filter optimizer=adam --filter "learning-rate>=0.01"',
    'dnn ls --by optimizer',
    'dnn ls --best validation_accuracy --json',
    'dnn ls --watch',
  ],
  options: {
    runs,
    sort: option<Field>(parsed(FIELD, parseField, FIELDS), {
      flags: '--sort <column>',
      help: `the column that runs are ordered by, the best accuracy first: ${COLUMNS}, an option of dnn train, or a metric such as test_f1`,
      default: { ...FACTS.date, text: 'date' },
      defaultHelp: 'date',
    }),
    filter: option<Filter[]>(FILTERS, {
      flags: '--filter <condition>',
      help: 'only the runs that meet it, such as optimizer=adam, "learning-rate>=0.01" or name~first; repeatable',
      default: [],
      repeatable: true,
    }),
    by: option<Field[] | undefined>(list(parsed(FIELD, parseField, FIELDS)), {
      flags: '--by <options>',
      help: 'group the finished runs by these, with mean and standard deviation, such as over seeds',
      default: undefined,
      defaultHelp: 'each run for itself',
    }),
    best: option<Field | undefined>(parsed('a metric', parseBest, ['test_accuracy', 'validation_cost']), {
      flags: '--best <metric>',
      help: 'only the run, or the group, that is best by it, such as test_accuracy or cost; never a run that --expect rejected',
      default: undefined,
      defaultHelp: 'all of them',
    }),
    rm: option<string[]>(list({ ...TEXT, expected: 'the name of a run' }), {
      flags: '--rm <name>',
      help: 'remove runs by their names, and only files that dnn wrote; repeatable',
      default: [],
      repeatable: true,
    }),
    watch: option<boolean>(FLAG, {
      flags: '--watch',
      help: 'show the progress until no run is training',
      default: false,
    }),
    json,
  },
});
