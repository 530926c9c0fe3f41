/** The published schema of --config files: up to date, true of the examples, and of one mind with what reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { TRAIN } from '../../../src/cli/commands/train-command.js';
import { COMMANDS } from '../../../src/cli/commands.js';
import { configSchema } from '../../../src/cli/options/config-schema.js';
import { optionKeys, resolveOptions } from '../../../src/cli/options/resolve.js';
import { configSource } from '../../../src/cli/options/sources.js';
import { type Option, written } from '../../../src/train/options/option.js';
import { Workspace } from '../../helpers/cli.js';
import { dnnError } from '../../helpers/errors.js';

const PATH = 'schema/config.schema.json';
const place = new Workspace();
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(configSchema(COMMANDS));

function problems(content: unknown): string[] {
  return validate(content) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

it(`${PATH} is what the commands' options make: else run npm run schema`, () => {
  expect(JSON.parse(readFileSync(PATH, 'utf8'))).toEqual(JSON.parse(JSON.stringify(configSchema(COMMANDS))));
});

describe('examples/', () => {
  it.each(readdirSync('examples').filter((file) => file.endsWith('.json')))(
    '%s names the schema and fits it',
    (file) => {
      const content = JSON.parse(readFileSync(join('examples', file), 'utf8'));
      expect(join('examples', content.$schema)).toBe(PATH);
      expect(problems(content)).toEqual([]);
    },
  );
});

describe('an option', () => {
  const all = COMMANDS.flatMap((command) =>
    Object.entries(command.options).map(([name, option]) => ({ command, name, option })),
  );

  it.each(all)(
    '$name of $command.path has a place under each of its names, with its default and null',
    ({ name, option }) => {
      const value = written(option.default);
      for (const key of optionKeys(name, option)) {
        expect(problems({ [key]: null })).toEqual([]);
        if (value !== undefined) expect(problems({ [key]: value })).toEqual([]);
      }
    },
  );

  const examples = all.flatMap(({ option, ...taken }) =>
    samplesOf(option.schema).map((value) => ({ ...taken, value })),
  );
  it.each(examples)(
    '$name $value of $command.path, which the schema allows, is read',
    ({ command, name, value }) => {
      expect(problems({ [name]: value })).toEqual([]);
      const path = place.write('sample.json', JSON.stringify({ [name]: value }));
      const source = configSource(path, command);
      expect(() => resolveOptions(command.options, source ? [source] : [])).not.toThrow();
    },
  );

  it.each([
    [{ seed: 1.5 }],
    [{ seed: -1 }],
    [{ 'learning-rate': 0 }],
    [{ lr: 'fast' }],
    [{ learningRate: -1 }],
    [{ optimizer: 'momentun' }],
    [{ activation: ['relu', 'tahn'] }],
    [{ 'keep-prob': [0.8, 0] }],
    [{ sede: 1 }],
    [{ 'batch-norm': 'yes' }],
    [{ 'early-stopping': false }],
    [[]],
    [3],
  ])('%j is refused', (content) => {
    expect(problems(content)).not.toEqual([]);
  });
});

/** Every name and example in a schema, and the edges of its ranges. */
function samplesOf(schema: Option['schema']): unknown[] {
  const { enum: names = [], examples = [], minimum, maximum, items, anyOf = [] } = schema;
  const lists = items === undefined ? [] : samplesOf(items).map((item) => [item, item]);
  const edges = [minimum, maximum].filter((edge) => edge !== undefined);
  return [...names, ...examples, ...edges, ...lists, ...anyOf.flatMap(samplesOf)];
}

it('configuration that --print-config prints fits', async () => {
  for (const command of [['train'], ['gradcheck'], ['evaluate'], ['data', 'make', 'moons']]) {
    const { stdout } = await place.dnn([...command, '--print-config']);
    expect(problems(JSON.parse(stdout))).toEqual([]);
  }
});

it('"$schema" in a file is no option, for any command', async () => {
  place.write('run.json', '{"$schema":"./config.schema.json","seed":3}');
  const { stdout } = await place.dnn(['train', '--config', 'run.json', '--print-config']);
  expect(JSON.parse(stdout)).toMatchObject({ seed: 3 });
});

it.each([
  ['a model', '{"format":"dnn-model","version":1}', /^Look at it: dnn inspect \S+other\.json; /],
  ['a checkpoint', '{"format":"dnn-checkpoint"}', /^Go on with its run: dnn train --resume \S+other\.json;/],
  ['a picture', '\x89PNG', /^Predict it: dnn predict \S+other\.json /],
])('%s in the place of options is called so, and the command that takes it named', (name, content, hint) => {
  const path = place.write('other.json', Buffer.from(content, 'latin1'));
  const error = dnnError('usage', () => configSource(path, TRAIN));
  expect(error.message).toBe(`--config ${path}: it is ${name}, expected a JSON object of options`);
  expect(error.hint).toMatch(hint);
});
