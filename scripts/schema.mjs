/** Writes schema/config.schema.json, the JSON Schema of --config files, from the built options table. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configSchema } from '../dist/train/config-schema.js';

mkdirSync('schema', { recursive: true });
writeFileSync('schema/config.schema.json', `${JSON.stringify(configSchema(), null, 2)}\n`);
