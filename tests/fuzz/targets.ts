/** Every reader that is fuzzed, by its name. */
import { checkpoint } from './checkpoint.js';
import { config } from './config.js';
import { costs } from './costs.js';
import { csv } from './csv.js';
import { folder } from './folder.js';
import { hdf5 } from './hdf5.js';
import { idxFiles } from './idx.js';
import { model } from './model.js';
import { npz } from './npz.js';
import { pictures } from './pictures.js';
import { png } from './png.js';
import { pnm } from './pnm.js';
import { rows } from './rows.js';
import { safetensors } from './safetensors.js';
import type { Target } from './target.js';
import { work } from './work.js';

export const TARGETS: readonly Target[] = [
  ...[hdf5, npz, csv, rows, idxFiles, png, pnm, pictures, folder, safetensors],
  ...[model, checkpoint, config, work, costs],
];
