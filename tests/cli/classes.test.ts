/** --classes, and the sets that need no file, from training to evaluation. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectSuccess } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();

describe('--classes', () => {
  it('train on some classes; evaluate takes the same unless told otherwise', async () => {
    const args = ['--data', 'digits', '--classes', '3,8', '--layers', 'auto,10,auto', '--lr', '0.1'];
    const trained = await place.dnn(['train', ...args, '--iterations', '200']);
    expectSuccess(trained);
    expect(trained.stderr).toContain('64,10,1 (661 parameters) on 287 examples of digits');
    const model = JSON.parse(readFileSync(place.at('model.json'), 'utf8'));
    expect(model.classes).toEqual(['3', '8']);
    expect(model.training.dataset).toMatchObject({ source: 'digits', classes: ['3', '8'] });

    const evaluated = await place.dnn(['evaluate', '--json']);
    expectSuccess(evaluated);
    const report = JSON.parse(evaluated.stdout);
    expect(report).toMatchObject({ examples: 70, classes: ['3', '8'], trainedOnThisData: true });
    expect(trained.stdout).toContain(`Test accuracy: ${report.accuracy.toFixed(4)} `);
    await place.refuses(['evaluate', '--classes', '0,1'], 2, [
      "Error: --classes 0,1: 0, 1 are none of the model's 2 classes (3, 8)",
    ]);
  });

  it('that there are not are refused, whatever named them', async () => {
    const problem = '0,12: digits has no class 12, it has 0, 1,';
    await place.refuses(['train', '--data', 'digits', '--classes', '0,12'], 2, [`--classes ${problem}`]);
    await place.refuses(['train', '--data', 'digits', '--classes', '3'], 3, [
      '--classes 3: only one class, expected at least two to tell apart',
    ]);
    await place.refuses(['data', 'info', 'digits'], 2, [`DNN_CLASSES=${problem}`], { DNN_CLASSES: '0,12' });
  });
});

describe('a set of points', () => {
  it('is trained on and evaluated by its name and settings', async () => {
    const source = 'moons:noise=0.1,examples=60,test=40';
    const args = ['--layers', '2,8,1', '--activation', 'tanh', '--lr', '1', '--iterations', '3000'];
    const trained = await place.dnn(['train', '--data', source, ...args, '--expect', 'test_accuracy>=0.95']);
    expectSuccess(trained);
    const evaluated = await place.dnn(['evaluate', '--json']);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      dataset: 'moons',
      examples: 40,
      classes: ['upper', 'lower'],
      trainedOnThisData: true,
    });
  });

  it('whose settings are wrong is refused: exit 2', async () => {
    await place.refuses(['train', '--data', 'moons:nois=1'], 2, ['moons:nois=1', 'Did you mean noise?']);
  });
});
