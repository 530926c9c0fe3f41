/** `dnn predict`: what is in these pictures? A file that fails is told, and the others are still predicted. */
import { readPicture } from '../../data/image.js';
import { DnnError } from '../../errors.js';
import { depth, type Prediction, Predictor } from '../../model/predict.js';
import { pictureLines } from '../../report/picture.js';
import type { Invocation } from '../invocation.js';
import { openModel } from '../open-model.js';

export async function run({ console, options, words }: Invocation): Promise<void> {
  const predictor = new Predictor(openModel(options.model, options, console));
  const results: ({ file: string } & Prediction)[] = [];
  const failures: DnnError[] = [];
  for (const file of words) {
    try {
      const picture = await readPicture(file);
      const prediction = predictor.predictPicture(picture);
      results.push({ file, ...prediction });
      if (options.json) continue;
      console.say(sentence(file, prediction, predictor));
      if (options.show) showPicture(predictor.view(picture), { console, predictor });
    } catch (error) {
      if (!(error instanceof DnnError) || error.code === 'model') throw error;
      failures.push(error);
      if (words.length > 1) console.error(error.message, error.hint);
    }
  }
  if (options.json) console.print(JSON.stringify(results));
  if (failures.length === 0) return;
  const [{ message, hint }] = failures;
  if (words.length === 1) throw new DnnError('data', message, hint, { cause: failures[0] });
  throw new DnnError('data', `${failures.length} of ${words.length} pictures could not be predicted`);
}

function sentence(
  file: string,
  { class: index, label, probability }: Prediction,
  { model }: Predictor,
): string {
  const p = probability.toFixed(4);
  return `${file}: y = ${index} (p = ${p}), your ${depth(model)}-layer model predicts a "${label}" picture.`;
}

function showPicture(
  pixels: Uint8Array,
  { console, predictor }: Pick<Invocation, 'console'> & { predictor: Predictor },
): void {
  const shape = predictor.model.architecture.inputShape;
  const { colourDepth: depth, columns, light } = console;
  for (const line of pictureLines(pixels, shape, { depth, columns, light })) console.draw(line);
}
