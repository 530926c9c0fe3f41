/** Options of the commands beside training. */
import { MAX_SEED } from '../../engine/rng.js';
import { parseLayers } from '../../nn/spec.js';
import { ABOVE_0, choice, FLAG, FROM_0, INPUT, OUTPUT, parsed, wholeNumber } from './kinds.js';
import { type Option, option } from './option.js';

/** What a model can be exported to. */
export const EXPORT_FORMATS = ['onnx', 'npz', 'safetensors', 'keras', 'mjs'] as const;
/** A name of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What `dnn ls` shows of a run. */
const RUN_COLUMNS = [
  'name',
  'date',
  'data',
  'layers',
  'optimizer',
  'rate',
  'iterations',
  'cost',
  'train',
  'validation',
  'test',
  'seconds',
  'state',
] as const;
type RunColumn = (typeof RUN_COLUMNS)[number];

/** For data make, predict, evaluate, gradcheck, export and import, and --json. */
export const TOOL_OPTIONS = {
  outDirectory: option<string | undefined>(
    { ...OUTPUT, names: 'directory' },
    {
      flags: '--out <directory>',
      help: 'where the files are written',
      commands: ['make'],
      default: undefined,
      defaultHelp: 'the data directory: DNN_DATA_DIR, else ./datasets',
    },
  ),
  madeSeed: option<number | undefined>(wholeNumber(0, MAX_SEED), {
    flags: '--seed <n>',
    help: "seeds the set; the stream is NumPy's RandomState(seed)",
    commands: ['make'],
    default: undefined,
    defaultHelp: "the set's own: 3 for moons, else 1",
  }),
  madeExamples: option<number | undefined>(wholeNumber(2), {
    flags: '--examples <n>',
    help: 'training examples of a set of points',
    commands: ['make'],
    default: undefined,
    defaultHelp: 'the 300 or 400 of the course',
  }),
  testExamples: option<number | undefined>(wholeNumber(0), {
    flags: '--test <n>',
    help: 'test examples of a set of points, drawn with the next seed',
    commands: ['make'],
    default: undefined,
    defaultHelp: '0, for circles 100',
  }),
  noise: option<number | undefined>(FROM_0, {
    flags: '--noise <x>',
    help: 'standard deviation of the blur of a set of points',
    commands: ['make'],
    default: undefined,
    defaultHelp: 'as in the course',
  }),
  madeClasses: option<number | undefined>(wholeNumber(2, 10), {
    flags: '--classes <n>',
    help: 'how many clouds blobs has, or arms spirals',
    commands: ['make'],
    default: undefined,
    defaultHelp: '3',
  }),
  model: option<string>(INPUT, {
    flags: '--model <file>',
    help: 'the trained model',
    commands: ['predict', 'evaluate', 'inspect', 'export'],
    default: 'model.json',
  }),
  show: option<boolean>(FLAG, {
    flags: '--show',
    help: 'draw the small picture that the network sees',
    commands: ['predict'],
    default: false,
  }),
  csv: option<boolean>(FLAG, {
    flags: '--csv',
    help: 'a CSV row a picture: file, class, label, probability, and that of each class',
    commands: ['predict'],
    default: false,
  }),
  filters: option<string | undefined>(OUTPUT, {
    flags: '--filters <file>',
    help: "draw the first layer's weights as pictures into a PNG file",
    commands: ['inspect'],
    default: undefined,
    defaultHelp: 'not drawn',
  }),
  reportOut: option<string>(OUTPUT, {
    flags: '--out <file>',
    help: 'where the page is written',
    commands: ['report'],
    default: 'report.html',
  }),
  split: option<'train' | 'test' | 'all' | undefined>(choice(['train', 'test', 'all']), {
    flags: '--split <name>',
    help: 'train, test or all',
    commands: ['evaluate'],
    default: undefined,
    defaultHelp: 'test where there is one, else train',
  }),
  mislabeled: option<boolean>(FLAG, {
    flags: '--mislabeled',
    help: 'list the examples that the model gets wrong',
    commands: ['evaluate'],
    default: false,
  }),
  examples: option<number>(wholeNumber(1), {
    flags: '--examples <n>',
    help: 'examples to check on, random or spread over the training set of --data',
    commands: ['gradcheck'],
    default: 32,
  }),
  samples: option<number>(wholeNumber(1), {
    flags: '--samples <n>',
    help: 'entries of each parameter to check',
    commands: ['gradcheck'],
    default: 100,
  }),
  tolerance: option<number>(ABOVE_0, {
    flags: '--tolerance <x>',
    help: 'the largest relative difference that counts as agreement',
    commands: ['gradcheck'],
    default: 1e-7,
  }),
  step: option<number>(ABOVE_0, {
    flags: '--step <h>',
    help: 'how far an entry is moved either way',
    commands: ['gradcheck'],
    default: 1e-5,
  }),
  to: option<ExportFormat | undefined>(choice(EXPORT_FORMATS), {
    flags: '--to <format>',
    help: `what to export to: ${EXPORT_FORMATS.join(', ')}`,
    commands: ['export'],
    default: undefined,
    defaultHelp: 'what the ending of --out says',
  }),
  exportOut: option<string | undefined>(OUTPUT, {
    flags: '--out <file>',
    help: 'where the exported file is written',
    commands: ['export'],
    default: undefined,
    defaultHelp: 'beside the model: model.onnx, model.npz, model.safetensors, model.h5, model.mjs',
  }),
  importedLayers: option<string | undefined>(
    { ...parsed('sizes from input to output', parseLayers), list: true },
    {
      flags: '--layers <spec>',
      help: 'the layers that the parameters are of, as for train',
      commands: ['import'],
      default: undefined,
      defaultHelp: 'dense layers of the sizes of W1, W2, …',
    },
  ),
  sort: option<RunColumn>(choice(RUN_COLUMNS), {
    flags: '--sort <column>',
    help: `the column that runs are ordered by, the best accuracy first: ${RUN_COLUMNS.join(', ')}`,
    commands: ['runs'],
    default: 'date',
  }),
  json: option<boolean>(FLAG, {
    flags: '--json',
    help: 'for machines: JSON on stdout',
    commands: [
      'predict',
      'evaluate',
      'inspect',
      'runs',
      'report',
      'gradcheck',
      'ls',
      'info',
      'pull',
      'make',
      'export',
      'import',
    ],
    default: false,
  }),
} as const satisfies Record<string, Option<never> | Option>;
