/** Writes schema/config.schema.json, the JSON Schema of --config files, from the options of the built commands. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../dist/cli/commands.js';
import { configSchema } from '../dist/cli/options/config-schema.js';

mkdirSync('schema', { recursive: true });
writeFileSync('schema/config.schema.json', `${JSON.stringify(configSchema(COMMANDS), null, 2)}\n`);
