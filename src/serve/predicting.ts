/** Predicts what requests bring: rows batch by batch, pictures one by one, each in its turn. */
import { decodePicture, type Picture } from '../data/pictures/image.js';
import type { KnownRows, RowId } from '../model/known-rows.js';
import { FarExample } from '../model/overflow.js';
import type { Prediction } from '../model/predict.js';
import type { ServedModel } from './served-model.js';
import { OneByOne, Pauses } from './turns.js';

/** Predicts rows, and passes on each prediction with what its row is known by. @throws DnnError naming the row. */
export async function predictBatches(
  served: ServedModel,
  batches: Iterable<KnownRows>,
  use: (prediction: Prediction, id: RowId) => void,
): Promise<void> {
  const pauses = new Pauses();
  for (const { values, ids, where } of batches) {
    const predictions = await predicted(served, values, where);
    for (let i = 0; i < ids.length; i++) use(predictions[i], ids[i]);
    await pauses.ifDue();
  }
}

async function predicted(
  served: ServedModel,
  values: Float64Array,
  where: KnownRows['where'],
): Promise<Prediction[]> {
  try {
    const predictions = await served.turns.take(served.predictor.predictValuesInPieces(values));
    served.range.look(values);
    served.count(predictions);
    return predictions;
  } catch (error) {
    throw error instanceof FarExample ? error.at(where(error.example)) : error;
  }
}

/** Pixels of a picture, at most: a PNG is decoded in one piece, for which others wait. */
const MOST_PIXELS = 25_000_000;

/** Pictures are decoded one at a time, as a large one takes much memory. */
const decoding = new OneByOne();

/** Predicts the picture in `bytes`, called `name` in messages. @throws DnnError as decoding and predicting do. */
export async function predictPicture(
  served: ServedModel,
  bytes: Uint8Array,
  name: string,
): Promise<Prediction> {
  const prediction = await decoding.take(async () => {
    const picture: Picture = await decodePicture(bytes, name, undefined, MOST_PIXELS);
    return served.turns.take(served.predictor.predictPictureInPieces(picture));
  });
  served.count([prediction]);
  return prediction;
}
