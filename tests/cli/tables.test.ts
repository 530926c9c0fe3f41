/** Tables through the command: text columns, missing values, columns on one scale, and the rows of other tables. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { expectSuccess, type Result } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const churn = readFileSync('tests/goldens/tables/churn.csv', 'utf8');
const missing = readFileSync('tests/goldens/tables/churn_missing.csv', 'utf8');
place.write('churn.csv', churn);
place.write('missing.csv', missing);

const DATA = ['--target', 'churned', '--drop', 'customer_id,spend'];
const RUN = [
  '--layers',
  'auto,8,auto',
  '--optimizer',
  'gd',
  '--lr',
  '1',
  '--iterations',
  '40',
  '--log-every',
  '20',
];
const train = (...args: string[]) => place.dnn(['train', ...DATA, ...RUN, ...args]);

/** The rows of a table with their columns in another order. */
const turned = (table: string) =>
  `${table
    .trim()
    .split('\n')
    .map((line) => line.split(',').reverse().join(','))
    .join('\n')}\n`;

describe('a table', () => {
  it('is trained on, told its scale, and evaluated in another order of its columns', async () => {
    const trained = await train('--data', 'churn.csv', '--out', 'churn.json');
    expectSuccess(trained);
    expect(trained.stderr).toContain('Columns of numbers are scaled to mean 0 and deviation 1');
    place.write('turned.csv', turned(churn));
    const results = await Promise.all(
      ['churn.csv', 'turned.csv'].map(async (data) => {
        const args = ['--model', 'churn.json', '--data', data, '--json'];
        const { accuracy, cost } = JSON.parse((await place.dnn(['evaluate', ...args])).stdout);
        return { accuracy, cost };
      }),
    );
    expect(results[0]).toEqual(results[1]);
    expect(results[0].accuracy).toBeGreaterThan(0.8);
  });

  it('weighs its classes, in the model and every cost, and from a config file', async () => {
    place.write('weights.json', '{"class-weight": {"yes": 3}, "iterations": 40}');
    const args = ['--data', 'churn.csv', '--out', 'weighted.json'];
    const trained = await train(...args, '--class-weight', 'balanced', '--log-format', 'json');
    expectSuccess(trained);
    expect(trained.stderr).toContain('(--class-weight balanced): no 0.6742, yes 1.935.');
    const evaluated = await place.dnn(['evaluate', '--model', 'weighted.json', '--json']);
    const events = trained.stdout.split('\n').filter((line) => line.includes('"evaluation"'));
    expect(JSON.parse(evaluated.stdout).cost).toBe(JSON.parse(events[0]).cost);
    expectSuccess(await train('--config', 'weights.json', '--data', 'churn.csv', '--out', 'three.json'));
    const model = JSON.parse(readFileSync(place.at('three.json'), 'utf8'));
    expect(model.classWeights).toEqual([1, 3]);
    expect(model.training.config.classWeight).toBe('{"yes":3}');
    const wrong = ['--class-weight', 'yess=3'];
    await place.refuses(['train', ...DATA, ...RUN, '--data', 'churn.csv', ...wrong], 2, [
      '--class-weight yess=3: churn has no class "yess"',
      'Did you mean yes?',
    ]);
  });

  it('is predicted from a threshold on, which evaluate uses and chooses', async () => {
    const [evaluate, model] = ['evaluate', ['--model', 'weighted.json']];
    const plain = await place.dnn([evaluate, ...model]);
    const best = JSON.parse((await place.dnn([evaluate, ...model, '--json'])).stdout).bestF1;
    const chosen = ['--threshold', String(best.threshold)];
    const { threshold, perClass } = JSON.parse(
      (await place.dnn([evaluate, ...model, ...chosen, '--json'])).stdout,
    );
    expect(threshold).toBe(best.threshold);
    const { precision, recall, f1 } = perClass[1];
    expect([precision, recall]).toEqual([best.precision, best.recall]);
    expect(f1).toBeCloseTo(best.f1, 14);
    expect(plain.stdout).not.toContain('is predicted where');
    const rows = await place.dnn(['predict', 'churn.csv', ...model, '--threshold', '0', '--csv']);
    expect(rows.stderr).toContain('"yes" is predicted where its probability is at least 0.');
    expect(rows.stdout.split('\n').filter((line) => line.includes(',yes,'))).toHaveLength(240);
  });

  it('keeps what its columns mean in the model', async () => {
    const { stdout } = await place.dnn(['inspect', 'churn.json', '--json']);
    const { input, target } = JSON.parse(stdout);
    expect(target).toBe('churned');
    expect(input.columns).toContainEqual({ name: 'paperless', type: 'yes-no', words: ['no', 'yes'] });
    expect(input.columns).toContainEqual({
      name: 'plan',
      type: 'category',
      categories: ['basic', 'family', 'premium'],
    });
    expect(input.scaling.shift[0]).toBeCloseTo(54.03333333333333, 10);
    expect((await place.dnn(['inspect', 'churn.json'])).stdout).toMatch(
      /plan +category +basic, family, premium/,
    );
  });

  it('without --scale is on its own scale, which does not learn', async () => {
    const raw = await train('--data', 'churn.csv', '--scale', 'none', '--out', 'raw.json');
    expect(raw.stdout + raw.stderr).not.toContain('scaled to mean 0');
    await place.refuses(['train', '--scale', 'standard', '--iterations', '1'], 2, [
      '--scale standard',
      'divided by 255',
    ]);
  });

  it('with missing values says how to go on, and goes on so to the same bits', async () => {
    const words = ['12 cells are missing (age 12)', '--missing mean', '--drop'];
    place.write('sub/missing.csv', missing);
    const args = ['train', ...DATA, ...RUN, '--data', 'sub/missing.csv'];
    const refused = await place.refuses(args, 3, ['sub/missing.csv: ', ...words]);
    expect(refused.stderr).not.toContain('Training ');
    const filled = ['--data', 'missing.csv', '--missing', 'mean', '--validation-split', '0.2'];
    expectSuccess(await train(...filled, '--out', 'whole.json'));
    expectSuccess(
      await train(...filled, '--iterations', '20', '--checkpoint-every', '20', '--out', 'part.json'),
    );
    expectSuccess(await place.dnn(['train', '--resume', 'part.checkpoint', '--iterations', '40']));
    const [whole, part] = ['whole.json', 'part.json'].map((name) =>
      JSON.parse(readFileSync(place.at(name), 'utf8')),
    );
    expect(part.training.sha256).toBe(whole.training.sha256);
    expect(part.input).toEqual(whole.input);
  });

  it('with an id column names it, and the flag that leaves it out', async () => {
    const words = ['column 1 (customer_id) holds more than 100 different texts', '--drop customer_id'];
    await place.refuses(['train', '--data', 'churn.csv', '--target', 'churned'], 3, words);
  });
});

/** A cell as JSON: a number, else a text. */
const jsonOf = (cell: string) => (Number.isNaN(Number(cell)) ? JSON.stringify(cell) : cell);

it('--print-config has the defaults of the very table, and none of one that is not there', async () => {
  const printed = async (data: string) =>
    JSON.parse((await place.dnn(['train', '--data', data, '--optimizer', 'gd', '--print-config'])).stdout);
  const own = { layers: 'auto,128,auto', optimizer: 'gd', learningRate: 0.002, iterations: null };
  expect(await printed('breast-cancer')).toMatchObject({ ...own, epochs: 30, batchSize: 32 });
  expect(await printed('none.csv')).toMatchObject({ optimizer: 'gd', layers: null, epochs: null });
});

it('--print-config looks at no cell of a table: its rows tell the defaults', async () => {
  place.write('dated.csv', `day,y\n${'2024-01-05,1\n2024-01-06,0\n'.repeat(150)}`);
  const args = ['train', '--data', 'dated.csv', '--print-config'];
  const printed = async (...more: string[]) => JSON.parse((await place.dnn([...args, ...more])).stdout);
  expect(await printed()).toMatchObject({ layers: 'auto,128,auto', epochs: 30, batchSize: 32 });
  place.write('ragged.csv', 'a,y\n1,0\n1\n');
  const given = ['--data', 'ragged.csv', '--epochs', '5', '--batch-size', '8'];
  expect(await printed(...given)).toMatchObject({ layers: 'auto,128,auto', epochs: 5, batchSize: 8 });
});

describe('predict on a table', () => {
  const rows =
    'id,months,calls,plan,paperless,income,age,note\na,28,2,basic,yes,100246.32,79,x\nb,42,0,family,no,24849.32,83,y\n';
  const predict = (...args: string[]) => place.dnn(['predict', ...args, '--model', 'churn.json']);

  it('finds columns by name, and gives what evaluate counts', async () => {
    const { stdout } = await place.dnn([
      'evaluate',
      '--model',
      'churn.json',
      '--json',
      '--data',
      'churn.csv',
    ]);
    const { confusion } = JSON.parse(stdout) as { confusion: number[][] };
    const { stdout: csv, stderr } = await predict('churn.csv', '--csv');
    const [head, ...lines] = csv.trim().split('\n');
    expect(head).toBe('row,prediction,p(no),p(yes)');
    expect(lines.filter((line) => line.split(',')[1] === 'yes')).toHaveLength(
      confusion[0][1] + confusion[1][1],
    );
    expect(stderr).toContain('not in the training data, passed over: customer_id, spend.');
  });

  it('carries an id, as sentences, CSV and JSON', async () => {
    place.write('new.csv', rows);
    const sentence = await predict('new.csv', '--id', 'id');
    expect(sentence.stdout).toMatch(/^a: (yes|no) \(p = 0\.\d{4}\)\nb: (yes|no) \(p = 0\.\d{4}\)\n$/);
    const json = JSON.parse((await predict('new.csv', '--id', 'id', '--json')).stdout);
    expect(json.map(({ id }: { id: string }) => id)).toEqual(['a', 'b']);
    expect(sentence.stderr).toContain('passed over: note.');
    const csv = await predict('new.csv', '--id', 'id', '--csv');
    expect(csv.stdout.split('\n')[1]).toBe(`a,${json[0].label},${json[0].probabilities.join(',')}`);
  });

  it.each<[title: string, content: string, args: string[], words: string[]]>([
    [
      'an unseen category',
      rows.replace('basic', 'gold'),
      [],
      ['line 2, column 4 (plan): gold', '--unseen ignore'],
    ],
    [
      'a missing column',
      rows.replace('calls', 'cals'),
      [],
      ['lacks the column calls', 'it has id, months, cals'],
    ],
    ['a missing value', rows.replace('79', ''), [], ['line 2, column 7 (age): empty', '--missing mean']],
    ['a word', rows.replace('79', 'old'), [], ['column 7 (age): old, expected a number as in training']],
    [
      'an unknown id',
      rows,
      ['--csv', '--id', 'ids'],
      ['--id ids: odd.csv: no column is called ids; there are id,', 'Did you mean --id id?'],
    ],
    ['nothing', '', [], ['odd.csv is empty']],
  ])('refuses %s, by its place', async (_, content, args, words) => {
    place.write('odd.csv', content);
    await place.refuses(['predict', 'odd.csv', '--model', 'churn.json', ...args], 3, words);
  });

  it('gives the same answers for rows of JSON, as lines of standard input as in a file', async () => {
    place.write('new.csv', rows);
    const [head, ...lines] = rows.trim().split('\n');
    const objects = lines.map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(head.split(',').map((name, i) => [name, JSON.parse(jsonOf(cells[i]))]));
    });
    place.write('new.json', JSON.stringify(objects));
    place.write('new.jsonl', `${objects.map((each) => JSON.stringify(each)).join('\n')}\n{"id": "c"}\n`);
    const csv = await predict('new.csv', '--id', 'id', '--csv');
    const json = await predict('new.json', '--id', 'id', '--csv');
    expect(json.stdout).toBe(csv.stdout);
    expect(json.stderr).toContain('new.json: passed over what the model does not know: note.');
    const piped = await place.shell('$DNN predict - --model churn.json --id id --csv < new.jsonl');
    expect(piped).toMatchObject({ stdout: csv.stdout, code: 3 });
    expect(piped.stderr).toContain('standard input: line 3 lacks the columns age, income');
  });

  it('takes a table from standard input, whose errors name it, and writes what a competition asks for', async () => {
    place.write('new.csv', rows);
    const csv = await predict('new.csv', '--id', 'id', '--csv');
    const answers = csv.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(',', 2).join());
    place.write('odd.csv', `${rows}c,1\n`);
    const piped = await place.shell('$DNN predict - --model churn.json --id id --submission < odd.csv');
    expect(piped.stdout).toBe(`${['id,churned', ...answers.slice(1)].join('\n')}\n`);
    expect(piped.stderr).toContain('standard input: line 4: 2 columns, expected 8');
    await place.refuses(['predict', 'new.csv', '--submission'], 2, ['--submission', '--id']);
  });

  it('takes an unseen category as none of the known ones', async () => {
    place.write('odd.csv', rows.replace('basic', 'gold'));
    const { stdout, code } = await predict('odd.csv', 'new.csv', '--unseen', 'ignore', '--csv');
    expect(code).toBe(0);
    // Rows of several files are numbered on through.
    expect(stdout.match(/^\d/gm)).toEqual(['1', '2', '3', '4']);
  });
});

describe('a hint about classes works once it is followed', () => {
  const number = (y: (i: number) => number) =>
    `a,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${y(i)}\n`).join('')}`;
  place.write('named.csv', 'a,b,y\n1,2,yes\n2,1,no\n3,3,yes\n');
  place.write(
    'broken.csv',
    number((i) => i + 0.5),
  );
  place.write(
    'whole.csv',
    number((i) => i + 3),
  );
  const explain = (args: string) => place.dnn(['train', '--explain', '--data', ...args.split(' ')]);

  it.each([
    ['named.csv --classes foo,bar', 'has no class foo', '--classes no,yes', 'named.csv --classes no,yes'],
    ['named.csv --classes yes', 'only one class', 'Name the others too', 'named.csv --classes yes,no'],
    ['broken.csv --classes 1,2', 'a whole number', 'without --classes: --task regression', 'broken.csv'],
    [
      'whole.csv --classes 4,5 --task regression',
      'no classes',
      'Leave it out.',
      'whole.csv --task regression',
    ],
    ['broken.csv --loss binary-cross-entropy', 'is a number', 'Leave it out.', 'broken.csv'],
    [
      'broken.csv --task classification',
      'a whole number',
      '--task regression',
      'broken.csv --task regression',
    ],
  ])('%s', async (args, problem, hint, followed) => {
    const { code, stderr } = await explain(args);
    expect(code).toBeGreaterThan(1);
    for (const words of [problem, hint]) expect(stderr).toContain(words);
    expectSuccess(await explain(followed));
  });

  it('and --classes take whole numbers as classes', async () => {
    const { stdout } = await explain('whole.csv --classes 4,5 --log-format json');
    expect(JSON.parse(stdout).plan.architecture.loss).toBe('binary-cross-entropy');
  });

  it('and a missing category is called so', async () => {
    place.write('gaps.csv', 'plan,y\ngold,yes\n,no\ngold,no\n');
    place.write('other.csv', 'plan\nlead\n');
    expectSuccess(await place.dnn(['train', '--data', 'gaps.csv', '--epochs', '1', '--out', 'gaps.json']));
    await place.refuses(['predict', 'other.csv', '--model', 'gaps.json'], 3, ['it knew (missing), gold']);
  });
});

describe('flags of tables on other data', () => {
  const names = ['--target', 'a', '--x-key', 'b'];
  const parts = ['--drop', 'c', '--missing', 'mean', '--unseen', 'ignore'];
  const warnings = ({ stderr }: Result) =>
    stderr.match(/(?<=^Warning: )\S+ \S+ has no effect on \S+, which/gm);
  const points = ['--data', 'moons:examples=20'];
  const run = [...points, '--layers', 'auto,auto', '--epochs', '1', '--out', 'points.json'];

  it('are warned of by every command, whatever reads the data', async () => {
    const told = ['b', 'a', 'c', 'ignore', 'mean'].map((value) =>
      expect.stringContaining(` ${value} has no effect`),
    );
    const trained = await place.dnn(['train', ...run, ...names, ...parts]);
    expectSuccess(trained);
    expect(warnings(trained)).toEqual(told);
    expect(trained.stderr).toContain('--drop c has no effect on moons, which is no table.');
    expect(trained.stderr).toContain(
      '--target a has no effect on moons, which has no named columns or arrays.',
    );
    const given = [...names, ...parts.slice(0, 2)];
    for (const args of [
      ['data', 'info', 'moons'],
      ['evaluate', '--model', 'points.json'],
      ['report', 'points.json', '--out', 'points.html'],
      ['gradcheck', ...points, '--layers', 'auto,auto'],
      ['tune', 'lr', ...points, '--layers', 'auto,auto', '--updates', '50'],
    ])
      expect(warnings(await place.dnn([...args, ...given])), args.join(' ')).toHaveLength(3);
  });

  it('are not where they have an effect, nor from variables or a printed configuration', async () => {
    const arrays = npzBytes([
      { name: 'a', shape: [4], values: Float64Array.of(0, 1, 0, 1) },
      { name: 'b', shape: [4, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    ]);
    place.write('arrays.npz', arrays);
    const info = ['data', 'info', 'arrays.npz'];
    expect(warnings(await place.dnn([...info, ...names]))).toBe(null);
    expect(warnings(await place.dnn([...info, ...parts.slice(0, 2)]))).toHaveLength(1);
    const variables = { DNN_TARGET: 'a', DNN_DROP: 'c', DNN_MISSING: 'mean', DNN_UNSEEN: 'ignore' };
    const train = ['train', ...run];
    expect((await place.dnn(train, variables)).stderr).not.toContain('Warning');
    place.write('printed.json', (await place.dnn([...train, '--print-config'])).stdout);
    expect((await place.dnn(['train', '--config', 'printed.json'])).stderr).not.toContain('Warning');
  });
});

describe('evaluate on a class that the model has not', () => {
  const lines = churn.trim().split('\n');
  const odd = [...lines.slice(0, 5), lines[5].replace(/,[^,]*$/, ',maybe'), ...lines.slice(6, 9)];

  it('is bad data by its line, as in training, and the others are evaluated by the hint', async () => {
    place.write('asked.csv', odd.join('\n'));
    const args = ['evaluate', '--model', 'churn.json', '--data', 'asked.csv'];
    await place.refuses(args, 3, [
      'asked.csv: line 6, column 9 (churned) is "maybe", none of the model\'s 2 classes (no, yes)',
      '--classes no,yes',
    ]);
    const { stdout } = await place.dnn([...args, '--classes', 'no,yes', '--json']);
    expect(JSON.parse(stdout).examples).toBe(7);
    await place.refuses([...args, '--classes', 'no,maybe'], 2, [
      '--classes no,maybe: maybe is none',
      '--classes no',
    ]);
  });

  it('or on cells that are missing has no hint of training flags', async () => {
    place.write('gap.csv', [lines[0], lines[1].replace('79', ''), lines[2]].join('\n'));
    const args = ['evaluate', '--model', 'churn.json', '--data', 'gap.csv'];
    const words = [
      '1 cell is missing (age 1), and the model was trained without missing values',
      'Fill them in',
    ];
    expect((await place.refuses(args, 3, words)).stderr).not.toContain('--drop');
  });

  it('that is no class at all has a hint that evaluate can follow', async () => {
    place.write('fraction.csv', odd.join('\n').replaceAll(/,(yes|no|maybe)$/gm, ',0.5'));
    const args = ['evaluate', '--model', 'churn.json', '--data', 'fraction.csv'];
    const { stderr } = await place.refuses(args, 3, ['line 2, column 9 (churned) is 0.5', 'Correct it']);
    expect(stderr).not.toContain('--task');
  });

  it('keeps what --classes asks for, and does not pass over it', async () => {
    place.write('no.csv', lines.filter((line, i) => i === 0 || line.endsWith(',no')).join('\n'));
    const args = ['evaluate', '--model', 'churn.json', '--data', 'no.csv', '--classes'];
    expectSuccess(await place.dnn([...args, 'no,yes']));
    await place.refuses([...args, 'yes'], 2, ['--classes yes: no has no class yes, it has no']);
  });
});

describe('a folder of a competition', () => {
  const rows = churn.trim().split('\n').slice(1);
  const [header] = churn.split('\n');
  place.write('contest/train.csv', [header, ...rows.slice(0, 200)].join('\n'));
  const unanswered = [header, ...rows.slice(200)].map((line) => line.slice(0, line.lastIndexOf(',')));
  place.write('contest/test.csv', unanswered.join('\n'));
  place.write('contest/sample_submission.csv', 'customer_id,churned\nC00200,no\n');

  it('is trained on, its test rows are predicted, and evaluate says why it cannot', async () => {
    const trained = await train('--data', 'contest', '--out', 'contest.json');
    expectSuccess(trained);
    expect(trained.stderr).toContain('contest/test.csv is no test set: it has no column churned, the target');
    const next = 'dnn predict contest/test.csv --csv';
    expect(trained.stderr.replace(/\s+/g, ' ')).toContain(next);
    const args = [...next.split(' ').slice(1), '--model', 'contest.json', '--id', 'customer_id'];
    const { stdout } = await place.dnn(args);
    expect(stdout.trim().split('\n')).toHaveLength(41);
    const words = ['test.csv has no column churned, the target', `with the same --model: ${next}`];
    await place.refuses(['evaluate', '--model', 'contest.json', '--data', 'contest/test.csv'], 3, words);
  });
});
