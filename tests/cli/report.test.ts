/** `dnn report`: the numbers for machines, what it refuses, and that nothing foreign gets into the page's markup. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('three.h5', toyArrays({ classes: ['a', 'b', 'c'] }));
  await place.dnn(['train', '--data', 'toy.h5', '--iterations', '50', '--quiet']);
  const three = ['train', '--data', 'three.h5', '--iterations', '5', '--out', 'three.json'];
  await place.dnn([...three, '--validation-split', '0.2', '--log-every', '1']);
});

async function json(...args: string[]) {
  const result = await place.dnn([...args, '--json', '--quiet']);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

const pageOf = (name: string) => readFileSync(place.at(name), 'utf8');
const sectionsOf = (page: string) => [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);

describe('dnn report --json', () => {
  it('has the numbers of dnn evaluate, and those of the curves', async () => {
    const [train, test] = await json('evaluate', '--split', 'all', '--mislabeled');
    const { report, models } = await json('report');
    expect(report).toBe('report.html');
    const [{ splits, ...model }] = models;
    expect(model).toMatchObject({
      ...{ path: 'model.json', name: 'model', dataset: 'toy', trainedOnThisData: true },
      ...{ layers: '192,20,7,5,1', classes: ['non-cat', 'cat'] },
    });
    for (const [i, wanted] of [train, test].entries()) {
      const { roc, precisionRecall, calibration, ...same } = splits[i];
      const { dataset, classes, trainedOnThisData, ...expected } = wanted;
      expect(same).toEqual(expected);
      expect(same.right / same.examples).toBe(same.accuracy);
      expect(roc.auc).toBeGreaterThan(0.5);
      expect(roc.points.at(-1)).toEqual([1, 1]);
      expect(precisionRecall.averagePrecision).toBeLessThanOrEqual(1);
      const counted = calibration.bins.reduce(
        (sum: number, { examples }: { examples: number }) => sum + examples,
        0,
      );
      expect(counted).toBe(same.examples);
    }
    const inspected = await json('inspect');
    expect(model.sha256).toBe(inspected.sha256);
    expect(model.costs).toEqual(inspected.training.costs);
    expect(model.options).toEqual(inspected.training.config);
  });

  it('has no ROC for more than two classes, and the costs on validation examples', async () => {
    const { models } = await json('report', 'three.json', '--out', 'three.html');
    const [{ splits, costs, validationCosts, recorded }] = models;
    expect(splits[0].roc).toBeUndefined();
    expect(splits[0].confusion).toHaveLength(3);
    expect(validationCosts.map(([iteration]: [number]) => iteration)).toEqual([0, 1, 2, 3, 4]);
    expect(costs).toHaveLength(5);
    // Of 14, 13 and 13 of each class, a fifth is 3.
    expect(recorded.validation.examples).toBe(9);
  });

  it('compares several models, each on its own data', async () => {
    const args = ['report', 'model.json', 'three.json', 'model.json', '--out', 'all.html'];
    const { models, differences } = await json(...args);
    expect(models.map(({ name, dataset }: Record<string, string>) => `${name} ${dataset}`)).toEqual([
      'model.json toy',
      'three three',
      'model.json (2) toy',
    ]);
    expect(differences).toMatchObject({
      '--iterations': ['50', '5', '50'],
      'trained on': ['toy', 'three', 'toy'],
    });
    expect(Object.keys(differences)).not.toContain('--seed');
    const page = pageOf('all.html');
    expect(page).toContain('evaluated on different data');
    expect(page).toContain('The lines of model.json and model.json (2) coincide.');
    expect(sectionsOf(page).slice(0, 2)).toEqual(['ranking', 'costs']);
  });

  it('does not compare how runs were executed, which older model files record', async () => {
    const older = JSON.parse(readFileSync(place.at('model.json'), 'utf8'));
    Object.assign(older.training.config, { backend: 'auto', threads: 2, logEvery: 100 });
    writeFileSync(place.at('older.json'), JSON.stringify(older));
    const { differences } = await json('report', 'model.json', 'older.json', '--out', 'older.html');
    expect(differences).toEqual({});
    expect(pageOf('older.html')).not.toContain('--log-every');
  });

  it('takes other data', async () => {
    await place.writeHdf5('other.h5', toyArrays({ train: 12, test: 0 }));
    const { models } = await json('report', '--data', 'other.h5', '--out', 'other.html');
    expect(models[0]).toMatchObject({ dataset: 'other', trainedOnThisData: false });
    expect(models[0].splits).toHaveLength(1);
    expect(pageOf('other.html')).toContain('other data than those of the training');
  });
});

describe('the page', () => {
  it('holds foreign names as text, and no address of anything but what it contains', async () => {
    const classes = ['</title><script>alert(1)</script>', 'b" onload="alert(2)\u202e'];
    await place.writeHdf5('evil.h5', toyArrays({ classes }));
    const name = 'evil<b>&".json';
    await place.dnn(['train', '--data', 'evil.h5', '--iterations', '3', '--log-stats', '--out', name]);
    expectSuccess(await place.dnn(['report', name, '--out', 'evil.html', '--quiet']));
    const page = pageOf('evil.html');
    expect(page.match(/<script|<b>&"|<[^>]* onload="|\u202e/gi)).toBeNull();
    expect(page.includes('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
    const addresses = [...page.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(5);
    for (const address of addresses) expect(address).toMatch(/^(#|data:)/);
  });

  it('warns of a name that other software takes for its own', async () => {
    const { stderr, code } = await place.dnn(['report', '--out', 'r.pdf']);
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: r.pdf is an HTML page, but its name ends in .pdf');
  });

  it('is written whole and said to be, on stderr alone', async () => {
    const { stdout, stderr, code } = await place.dnn(['report', '--out', 'said.html']);
    expect([stdout, code]).toEqual(['', 0]);
    expect(stderr).toContain('Wrote said.html: 1 model');
    const page = pageOf('said.html');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    // The conclusion first, digests and options last.
    const order = ['class="conclusion"', 'class="tiles"', '<main>', '<footer>'].map((part) =>
      page.indexOf(part),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(sectionsOf(page)).toEqual(['accuracy', 'mistakes', 'cost', 'curves', 'train', 'weights', 'run']);
  });
});

describe('what is said of how parameters came about', () => {
  const layers = ['--layers', '192,4,auto', '--iterations', '300'];

  it('of imported ones no training, and no option that there is not', async () => {
    await place.dnn(['train', '--data', 'toy.h5', ...layers, '--out', 'mine.json', '--quiet']);
    expectSuccess(await place.dnn(['export', 'mine.json', '--to', 'npz']));
    expectSuccess(await place.dnn(['import', 'mine.npz', '--data', 'toy.h5', '--out', 'theirs.json']));
    const { differences } = await json('report', 'mine.json', 'theirs.json', '--out', 'origins.html');
    expect(differences).toMatchObject({ 'imported from': ['–', 'mine.npz'], '--seed': ['1', '–'] });
    // Both have the network 192,4,1, however that was written.
    expect(Object.keys(differences).filter((name) => /layers|network|imported-from/.test(name))).toEqual([]);
    expectSuccess(await place.dnn(['report', 'theirs.json', '--out', 'theirs.html']));
    const page = pageOf('theirs.html');
    expect(page).toContain('imported from mine.npz');
    expect(page).not.toMatch(/learning rate –|Trained on|--imported-from|the data of the training/);
  });

  it('of early stopping that the iterations are the most there may have been', async () => {
    const stopping = ['--early-stopping', '1', '--lr', '5', '--out', 'stopped.json'];
    const run = await place.dnn(['train', '--data', 'toy.h5', ...layers, ...stopping]);
    expect(run.stdout).toContain('Stopped at iteration');
    expectSuccess(await place.dnn(['report', 'stopped.json', '--out', 'stopped.html']));
    const { stdout } = await place.dnn(['inspect', 'stopped.json']);
    for (const text of [stdout, pageOf('stopped.html')]) {
      expect(text.replace(/\s+/g, ' ')).toContain('at most 300 iterations');
    }
  });

  it('of validation examples that the training set now includes them', async () => {
    expectSuccess(await place.dnn(['report', 'three.json', '--out', 'validation.html']));
    const words = 'now includes the 9 examples that the run kept for validation';
    expect(pageOf('validation.html')).toContain(words);
    expect(pageOf('said.html')).not.toContain('for validation');
  });
});

describe('dnn report refuses', () => {
  it('what is missing or would be overwritten', async () => {
    await place.refuses(['report', 'none.json'], 4, ['cannot read model none.json']);
    await place.refuses(['report', '--out', 'model.json'], 2, [
      'cannot write model.json: it is the model model.json',
    ]);
    await place.refuses(['report', '--data', 'toy.h5', '--out', './toy.h5'], 2, [
      'cannot write ./toy.h5: it is the dataset toy.h5',
    ]);
    await place.refuses(['report', '--data', 'three.h5'], 3, [
      'label 0 is "a"',
      "none of the model's 2 classes (non-cat, cat); nor are b, c",
    ]);
    await place.refuses(['report', '--out', 'no/such/place.html'], 7, ['no/such/place.html']);
    await place.refuses(['report', '--out', '-'], 2, ['results are not written to stdout']);
  });
});

describe('--log-stats', () => {
  it('gives events with --log-format json, and the same model but for the record', async () => {
    const args = [
      'train',
      '--data',
      'toy.h5',
      '--iterations',
      '30',
      '--log-every',
      '10',
      '--log-format',
      'json',
    ];
    const plain = eventsOf(await place.dnn([...args, '--out', 'plain.json']));
    const logged = eventsOf(await place.dnn([...args, '--out', 'logged.json', '--log-stats']));
    const stats = logged.filter(({ event }) => event === 'stats');
    expect(stats.map(({ iteration }) => iteration)).toEqual([0, 10, 20, 29]);
    const saved = (events: typeof plain) => events.find(({ event }) => event === 'saved')?.sha256;
    expect(saved(logged)).toBe(saved(plain));
    const [one, other] = ['plain.json', 'logged.json'].map((name) => JSON.parse(pageOf(name)));
    expect(other.training.stats).toEqual(stats.map(({ event, ...record }) => record));
    expect({ ...other, training: { ...other.training, stats: undefined } }).toEqual(one);
  });
});
