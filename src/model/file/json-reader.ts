/** Reads the model file: everything is checked before anything is allocated for it. */
import * as z from 'zod/mini';
import { featureCountOf } from '../../data/tables/features.js';
import { KERNELS } from '../../engine/backend.js';
import { DnnError, withinMemory } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { HIDDEN_ACTIVATIONS, OUTPUT_ACTIVATIONS, type OutputActivation } from '../../nn/activations.js';
import { type Architecture, inputSize, type LayerSpec, layerSizes } from '../../nn/architecture.js';
import type { Field, LayerType } from '../../nn/layers/layer-type.js';
import { isWeighted, LAYER_TYPES } from '../../nn/layers/layers.js';
import { goesWith, type LossName, lossesOfNumbers, usualLoss } from '../../nn/losses.js';
import type { Model } from '../model.js';
import { checked, shown } from './checked.js';
import { damaged } from './damaged.js';
import { MODEL_FORMAT, MODEL_VERSION } from './json.js';
import { parseWithNumbers } from './json-numbers.js';
import { readParameters } from './parameters-reader.js';
import {
  CLASSES,
  COLUMNS,
  CONFIG,
  COSTS,
  DECIMAL,
  DIAGNOSES,
  EVALUATIONS,
  FOLDS,
  SCALING,
  STATS,
  TARGET_SCALE,
} from './record-schemas.js';

const positive = z.int().check(z.minimum(1), z.maximum(2 ** 31 - 1));
const finite = z.number();
const hidden = Object.keys(HIDDEN_ACTIVATIONS);
const outputs = Object.keys(OUTPUT_ACTIVATIONS) as OutputActivation[];
const regularised = {
  batchNorm: z.optional(z.boolean()),
  keepProb: z.optional(z.number().check(z.positive(), z.maximum(1))),
};
const KINDS = { count: positive, pair: z.tuple([positive, positive]) };

/** The schema of one type of layer; only a type that is not of images may have an output's activation. */
function layerSchema([name, { fields, ofImages, weights }]: [string, LayerType<unknown>]) {
  const activations = ofImages ? hidden : [...new Set([...hidden, ...outputs])];
  const kinds = Object.entries<Field>(fields).map(([field, kind]) => {
    return [field, typeof kind === 'string' ? KINDS[kind] : z.enum(kind)];
  });
  return z.object({
    type: z.literal(name),
    ...Object.fromEntries(kinds),
    ...(weights && { activation: z.enum(activations), ...regularised }),
  });
}

const [firstType, ...otherTypes] = Object.entries(LAYER_TYPES).map(layerSchema);
const layer = z.discriminatedUnion('type', [firstType, ...otherTypes]);
const range = z
  .tuple([finite, finite])
  .check(z.refine(([low, high]) => low <= high, { error: 'the first number is above the second' }));

/** Everything but the numbers of the parameters, which parameters-reader.ts checks one by one. */
const SCHEMA = z.object({
  input: z.object({
    shape: z.array(positive).check(z.minLength(1), z.maxLength(4)),
    // A normal number, so that its inverse is finite.
    divisor: z.number().check(z.minimum(2 ** -1022)),
    range: z.optional(range),
    columns: z.optional(COLUMNS),
    scaling: z.optional(SCALING),
  }),
  target: z.optional(z.string().check(z.maxLength(LIMITS.nameCharacters))),
  targetDecimal: z.optional(DECIMAL),
  classes: CLASSES,
  classWeights: z.optional(z.array(z.number().check(z.positive())).check(z.maxLength(LIMITS.classes))),
  targetScale: z.optional(TARGET_SCALE),
  layers: z.array(layer).check(z.minLength(1), z.maxLength(LIMITS.layers)),
  parameters: z.record(
    z.string(),
    z.object({ shape: z.tuple([positive, positive]), data: z.optional(z.unknown()) }),
  ),
  training: z.object({
    config: CONFIG,
    costs: COSTS,
    validationCosts: z.optional(COSTS),
    stats: z.optional(STATS),
    diagnosis: z.optional(DIAGNOSES),
    evaluations: EVALUATIONS,
    folds: z.optional(FOLDS),
    kernels: z.optional(z.enum(KERNELS)),
    dataset: z.object({
      name: z.string(),
      sha256: z.string(),
      source: z.optional(z.string()),
      xKey: z.optional(z.string()),
      yKey: z.optional(z.string()),
      drop: z.optional(z.array(z.string())),
      classes: z.optional(CLASSES),
    }),
    sha256: z.optional(z.string()),
  }),
});
type Content = z.infer<typeof SCHEMA>;

/**
 * The model in the text of the file `path`, or in its bytes (UTF-8).
 * @throws DnnError (model) that says what is wrong and where in the file.
 */
export function parseModel(text: string | Uint8Array, path: string): Model {
  return withinMemory(path, () => modelIn(text, path));
}

function modelIn(text: string | Uint8Array, path: string): Model {
  const raw = parseJson(typeof text === 'string' ? new TextEncoder().encode(text) : text, path);
  checkHead(raw, path);
  const content = checked(SCHEMA, raw, (problem) => damaged(path, problem));
  // the schema's copy has no __proto__, so the names are those of the file itself
  const names = Object.keys((raw as Content).parameters);
  const architecture = readArchitecture(content, path);
  const { dtype } = content.training.config;
  const { columns, scaling } = content.input;
  assertTable(content.input, inputSize(architecture), path);
  return {
    divisor: content.input.divisor,
    ...(content.input.range && { range: content.input.range }),
    classes: content.classes,
    ...(columns && { columns }),
    ...(scaling && { scaling }),
    ...(content.target !== undefined && { target: content.target }),
    ...(content.targetDecimal && { targetDecimal: content.targetDecimal }),
    ...(content.targetScale && { targetScale: content.targetScale }),
    architecture,
    parameters: readParameters(content.parameters, names, architecture, dtype, path),
    dtype,
    training: content.training,
  };
}

/** @throws DnnError (model) when the columns or the scaling are not those of `size` values. */
function assertTable({ columns, scaling }: Content['input'], size: number, path: string): void {
  const of = `${size} values`;
  if (columns && featureCountOf(columns) !== size)
    throw damaged(path, `input.columns are not those of ${of}`);
  const lists = scaling ? [scaling.shift, scaling.scale, scaling.fill ?? scaling.shift] : [];
  if (lists.some(({ length }) => length !== size)) throw damaged(path, `input.scaling is not that of ${of}`);
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return parseWithNumbers(bytes);
  } catch (error) {
    if (isCutOff(bytes)) throw damaged(path, 'it was cut off');
    throw new DnnError(
      'model',
      `${path} is not a model: ${new TextDecoder().decode(bytes).trim() === '' ? 'it is empty' : `it is not JSON (${(error as Error).message.slice(0, 120)})`}`,
      'Give the file that `dnn train --out` wrote.',
      { cause: error },
    );
  }
}

/** True if the text begins as a model's object does, and does not end as one. */
function isCutOff(bytes: Uint8Array): boolean {
  const text = (start: number, end?: number) => new TextDecoder().decode(bytes.subarray(start, end));
  return text(0, 100).includes(`"${MODEL_FORMAT}"`) && !text(-100).trimEnd().endsWith('}');
}

function checkHead(raw: unknown, path: string): void {
  const { format, version } = (raw ?? {}) as Record<string, unknown>;
  if (format !== MODEL_FORMAT) {
    throw new DnnError(
      'model',
      `${path} is not a model: its "format" is ${shown(format)}, expected "${MODEL_FORMAT}"`,
      'Give the file that `dnn train --out` wrote.',
    );
  }
  if (version !== 1 && version !== MODEL_VERSION) {
    throw new DnnError(
      'model',
      `${path} has version ${shown(version)}, this dnn reads versions 1 and ${MODEL_VERSION}`,
      'Update dnn, or train the model again.',
    );
  }
}

function readArchitecture(content: Content, path: string): Architecture {
  const { input, classes, classWeights, training } = content;
  const layers = content.layers as unknown as LayerSpec[];
  const last = layers[layers.length - 1];
  if (!('units' in last)) throw damaged(path, `the last layer is of type ${last.type}, expected dense`);
  const output = outputs.find((name) => name === last.activation);
  if (output === undefined)
    throw damaged(
      path,
      `the last layer's activation is ${last.activation}, expected one of ${outputs.join(', ')}`,
    );
  for (const layer of layers.slice(0, -1)) {
    if (isWeighted(layer) && !Object.hasOwn(HIDDEN_ACTIVATIONS, layer.activation))
      throw damaged(
        path,
        `a hidden layer has the activation ${layer.activation}, which only the last layer may have`,
      );
  }
  if (last.batchNorm || last.keepProb !== undefined) {
    throw damaged(path, 'the last layer has batch norm or dropout, which only hidden layers have');
  }
  const expected = last.units === 1 ? [1, 2] : [last.units];
  const loss = training.config.loss ?? usualLoss(output);
  if (content.targetScale) assertOfNumbers(classes, last.units, output, loss, path);
  else if (!expected.includes(classes.length))
    throw damaged(path, `${classes.length} classes for ${last.units} output units`);
  if (!goesWith(loss, output))
    throw damaged(path, `training.config.loss is "${loss}", which does not go with a ${output} output`);
  if (classWeights && classWeights.length !== Math.max(2, classes.length))
    throw damaged(path, `${classWeights.length} classWeights for ${classes.length} classes`);
  const architecture = { inputShape: input.shape, layers, loss, ...(classWeights && { classWeights }) };
  checkShapes(architecture, path);
  return architecture;
}

/** @throws DnnError (model) when classes, the last layer or the loss are not those of a target of numbers. */
function assertOfNumbers(
  classes: readonly string[],
  units: number,
  output: OutputActivation,
  loss: LossName,
  path: string,
): void {
  if (classes.length > 0) throw damaged(path, 'it has classes and targetScale, expected one of them');
  if (units !== 1 || output !== 'linear' || !lossesOfNumbers().includes(loss))
    throw damaged(path, `a target of numbers with ${units} ${output} outputs and the loss ${loss}`);
}

/** @throws DnnError (model) when shapes do not fit each other, or an example would take more than any memory. */
function checkShapes(architecture: Architecture, path: string): void {
  try {
    const values = layerSizes(architecture).reduce((sum, n) => sum + n, 0);
    if (values > LIMITS.layerValues) {
      throw damaged(
        path,
        `its layers make ${values} values of one example, at most ${LIMITS.layerValues} are computed`,
      );
    }
  } catch (error) {
    if (error instanceof RangeError) throw damaged(path, `layers: ${error.message}`);
    throw error;
  }
}
