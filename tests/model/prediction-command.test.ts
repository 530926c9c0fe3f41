/** The command of a prediction, for a shell. */
import { expect, it } from 'vitest';
import { predictionCommand } from '../../src/model/prediction-command.js';

it('names the picture and the model, as words of a shell', () => {
  expect(predictionCommand({ model: 'runs/a/model.json', file: 'cat.png' })).toBe(
    'dnn predict cat.png --model runs/a/model.json --json',
  );
  expect(predictionCommand({ model: "it's.json", file: 'my cat.png', threshold: 0.7 })).toBe(
    "dnn predict 'my cat.png' --model 'it'\\''s.json' --threshold 0.7 --json",
  );
});

it('writes a row to the standard input', () => {
  expect(predictionCommand({ model: 'm.json', row: { plan: "o'ne", age: 4 }, ignoresUnseen: true })).toBe(
    `printf %s '[{"plan":"o'\\''ne","age":4}]' | dnn predict - --model m.json --unseen ignore --json`,
  );
  expect(predictionCommand({ model: 'm.json', row: [0.5, 1] })).toBe(
    "printf %s '[[0.5,1]]' | dnn predict - --model m.json --json",
  );
});
