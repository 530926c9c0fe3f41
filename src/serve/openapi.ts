/** The description of a server by OpenAPI 3.1: its routes, and the rows and answers of the models that it serves. */
import type { Column } from '../data/tables/column.js';
import type { Model } from '../model/model.js';
import { hasSides } from '../model/model-columns.js';
import { inputSize } from '../nn/architecture.js';
import type { ServedModel } from './served-model.js';

type Json = Readonly<Record<string, unknown>>;

/** A description of the routes, with a schema of the rows of each model. */
export function openApi(models: readonly ServedModel[], version: string): Json {
  const names = models.map(({ name }) => name);
  const rowNames = namesOfRows(names);
  return {
    openapi: '3.1.0',
    info: {
      title: 'dnn serve',
      version,
      description: 'Predictions of trained networks, with the bits of `dnn predict --json`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      ...(models.length === 1 && {
        '/predict': { post: predictOperation('predict', models[0], rowNames[0]) },
      }),
      ...Object.fromEntries(
        models.map((served, i) => [
          `/predict/${encodeURIComponent(served.name)}`,
          { post: predictOperation(`predict-${served.name}`, served, rowNames[i]) },
        ]),
      ),
      '/v2/': { get: read('v2-server', 'The server', ref('Server')) },
      '/v2/health/live': { get: read('v2-live', 'True while the process answers', ref('Health')) },
      '/v2/health/ready': {
        get: read('v2-ready', 'Ready until the server begins to end', ref('Health'), { 503: ref('Health') }),
      },
      ...modelPaths('', [modelParameter(names)]),
      ...modelPaths('/versions/{version}', [modelParameter(names), VERSION]),
      '/metrics': { get: operation('metrics', 'Metrics for Prometheus', { 'text/plain': TEXT }) },
      '/openapi.json': { get: read('openapi', 'This description', { type: 'object' }) },
    },
    components: { schemas: { ...SCHEMAS, ...rowSchemas(models, rowNames) } },
  };
}

const TEXT = { schema: { type: 'string' } };

/** The refusals of any route. */
const REFUSALS = {
  400: 'The request is wrong: the error says how.',
  403: 'A page of another origin asks.',
  404: 'There is no such model.',
  405: 'The method is not for this path.',
  413: 'The body, or the answer, is too large.',
  421: 'The server is not called so.',
  500: "The server's own fault.",
  503: 'Too many long bodies or answers are under way: try again.',
};

function refusals(): Json {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema: ref('Error') } } },
    ]),
  );
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function operation(operationId: string, summary: string, content: Json, more: Json = {}): Json {
  const answers = { 200: { description: summary, content }, ...refusals(), ...more };
  return { operationId, summary, responses: answers };
}

function read(
  operationId: string,
  summary: string,
  schema: Json,
  others: Readonly<Record<number, Json>> = {},
): Json {
  const more = Object.entries(others).map(([status, own]) => [
    status,
    { description: summary, content: { 'application/json': { schema: own } } },
  ]);
  return operation(operationId, summary, { 'application/json': { schema } }, Object.fromEntries(more));
}

function predictOperation(operationId: string, served: ServedModel, row: string): Json {
  const { model } = served.predictor;
  const answer = { type: 'array', items: ref(model.classes.length === 0 ? 'Number' : 'Class') };
  return {
    ...operation(operationId, `Predictions of ${served.name}`, { 'application/json': { schema: answer } }),
    parameters: [
      {
        name: 'id',
        in: 'query',
        description: 'The column that rows are known by in the answer, in place of their numbers.',
        schema: { type: 'string' },
      },
    ],
    requestBody: { required: true, content: bodies(served, row) },
  };
}

/** Bodies are told apart by their content; their types matter to forms alone. */
function bodies(served: ServedModel, name: string): Json {
  const row = ref(name);
  // A row alone is an object: an array is one of rows.
  const rows = { anyOf: [{ type: 'array', items: row }, { allOf: [row, { type: 'object' }] }] };
  const binary = { schema: { type: 'string', format: 'binary' } };
  const files = { type: 'array', items: { type: 'string', format: 'binary' } };
  return {
    'application/json': { schema: rows },
    'text/csv': TEXT,
    ...(hasSides(served.predictor.model) && { 'image/png': binary, 'image/jpeg': binary }),
    'multipart/form-data': { schema: { type: 'object', properties: { file: files } } },
  };
}

function modelPaths(version: string, parameters: readonly Json[]): Json {
  const [path, suffix] = [`/v2/models/{model}${version}`, version === '' ? '' : '-version'];
  return {
    [path]: { parameters, get: read(`v2-model${suffix}`, 'A model and its tensors', ref('Model')) },
    [`${path}/ready`]: { parameters, get: read(`v2-model-ready${suffix}`, 'A model is ready', ref('Ready')) },
    [`${path}/infer`]: {
      parameters,
      post: {
        ...read(`v2-infer${suffix}`, 'Predictions as tensors', ref('InferenceResponse')),
        requestBody: {
          required: true,
          content: { 'application/json': { schema: ref('InferenceRequest') } },
        },
      },
    },
  };
}

function modelParameter(names: readonly string[]): Json {
  const description = 'The name of a model, or its digest from 12 digits on.';
  return {
    name: 'model',
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', examples: names },
  };
}

const VERSION = {
  name: 'version',
  in: 'path',
  required: true,
  description: 'The digest of a model, from 12 digits on.',
  schema: { type: 'string', pattern: '^[0-9a-f]{12,64}$' },
};

/** The names of the schemas of rows, in letters that such names may have; numbered where names of models differ in others only. */
function namesOfRows(names: readonly string[]): string[] {
  const plain = names.map((name) => `Row-${name.replace(/[^\w.-]/g, '_')}`);
  const taken = new Set<string>();
  return plain.map((name, i) => {
    let own = name;
    if (name !== `Row-${names[i]}`)
      for (let n = 2; taken.has(own) || names.includes(own.slice(4)); n++) own = `${name}-${n}`;
    taken.add(own);
    return own;
  });
}

function rowSchemas(models: readonly ServedModel[], names: readonly string[]): Json {
  return Object.fromEntries(models.map(({ predictor }, i) => [names[i], rowSchema(predictor.model)]));
}

/** An object with a value for each column; without columns an array of all values. */
function rowSchema({ columns, architecture, scaling }: Model): Json {
  const size = inputSize(architecture);
  const values = {
    type: 'array',
    description: `The values of an example of ${architecture.inputShape.join('x')}, in the order of the training.`,
    minItems: columns?.length ?? size,
    maxItems: columns?.length ?? size,
  };
  if (columns === undefined) return { ...values, items: { type: ['number', 'string'] } };
  const mayLack = scaling?.fill !== undefined;
  const properties = Object.fromEntries(columns.map((column) => [column.name, cellSchema(column, mayLack)]));
  const row = { type: 'object', properties, required: columns.map(({ name }) => name) };
  return { anyOf: [row, { ...values, items: { type: ['number', 'string', 'boolean', 'null'] } }] };
}

/** A cell is read as that of a table: numbers may be texts. */
function cellSchema(column: Column, mayLack: boolean): Json {
  const missing = mayLack ? ['null'] : [];
  if (column.type === 'number') return { type: ['number', 'string', ...missing] };
  if (column.type === 'yes-no')
    return { type: ['boolean', 'string', ...missing], examples: [...column.words] };
  const hasMissing = column.categories.includes('');
  return {
    type: ['string', 'number', 'boolean', ...(hasMissing ? ['null'] : [])],
    examples: column.categories.filter((name) => name !== '').slice(0, 100),
  };
}

const TENSOR = {
  name: { type: 'string' },
  datatype: { type: 'string' },
  shape: { type: 'array', items: { type: 'integer' } },
};
const TENSOR_FIELDS = ['name', 'datatype', 'shape'];

function object(properties: Json, required: readonly string[] = Object.keys(properties)): Json {
  return { type: 'object', properties, required };
}

function arrayOf(items: Json): Json {
  return { type: 'array', items };
}

const SCHEMAS: Json = {
  Error: object({ error: { type: 'string' }, hint: { type: 'string' } }, ['error']),
  Class: object(
    {
      id: {
        type: ['integer', 'string'],
        description: 'The number of a row, from 1, or its cell in the column `id`.',
      },
      file: { type: 'string', description: 'The name of a picture; - without one.' },
      class: { type: 'integer', minimum: 0 },
      label: { type: 'string' },
      probability: { type: 'number', description: 'Of the predicted class.' },
      probabilities: arrayOf({ type: 'number', minimum: 0, maximum: 1 }),
    },
    ['class', 'label', 'probability', 'probabilities'],
  ),
  Number: object(
    { id: { type: ['integer', 'string'] }, file: { type: 'string' }, prediction: { type: 'number' } },
    ['prediction'],
  ),
  Server: object({
    name: { type: 'string' },
    version: { type: 'string' },
    extensions: arrayOf({ type: 'string' }),
  }),
  Health: object({ live: { type: 'boolean' }, ready: { type: 'boolean' } }, ['live']),
  Ready: object({ name: { type: 'string' }, ready: { type: 'boolean' } }),
  Model: object({
    name: { type: 'string' },
    versions: arrayOf({ type: 'string' }),
    platform: { type: 'string' },
    inputs: arrayOf(ref('TensorMetadata')),
    outputs: arrayOf(ref('TensorMetadata')),
  }),
  TensorMetadata: object(TENSOR),
  Tensor: object({ ...TENSOR, parameters: { type: 'object' }, data: { type: 'array' } }, [
    ...TENSOR_FIELDS,
    'data',
  ]),
  InferenceRequest: object(
    {
      id: { type: 'string' },
      parameters: { type: 'object' },
      inputs: { ...arrayOf(ref('Tensor')), minItems: 1 },
      outputs: arrayOf(object({ name: { type: 'string' }, parameters: { type: 'object' } }, ['name'])),
    },
    ['inputs'],
  ),
  InferenceResponse: object(
    {
      model_name: { type: 'string' },
      model_version: { type: 'string' },
      id: { type: 'string' },
      outputs: arrayOf(ref('Tensor')),
    },
    ['model_name', 'outputs'],
  ),
};
