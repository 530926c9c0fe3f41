/** The link of Play: every setting survives it, and people can read it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onGrid, parsePoints, pointsCsv, pointsText } from '../../src/page/points.js';
import { parseRoute, routeText } from '../../src/page/route.js';
import {
  parseSettings,
  runSettings,
  settingsText,
  startingWith,
} from '../../src/page/settings/play-settings.js';
import { PRESETS, withSetting } from '../../src/page/settings/presets.js';

const POINT = fc
  .tuple(fc.double({ min: -2, max: 1.99, noNaN: true }), fc.double({ min: -2, max: 1.99, noNaN: true }))
  .chain(([x, y]) => fc.integer({ min: 0, max: 3 }).map((label) => onGrid(x, y, label)));

describe('the link of Play', () => {
  it('restores points that were drawn, four letters each', () => {
    fc.assert(
      fc.property(fc.array(POINT, { maxLength: 50 }), (points) => {
        const text = pointsText(points);
        expect(text).toMatch(/^[\w-]*$/);
        expect(text.length).toBe(4 * points.length);
        expect(parsePoints(text)).toEqual(points);
      }),
    );
  });

  it.each(Object.keys(PRESETS))('restores what one begins with on %s', (data) => {
    const settings = startingWith(data);
    expect(parseSettings(settingsText(settings))).toEqual(settings);
  });

  it('restores every setting, also one with signs that separate', () => {
    const settings = {
      ...startingWith('points', [onGrid(0.5, -1, 2)]),
      options: { ...startingWith('points').options, layers: 'auto,16&8=x?#,auto', batchNorm: 'true' },
      changes: [
        { at: 12, learningRate: 0.1 },
        { at: 300, learningRate: 1e-5 },
      ],
    };
    const { view, query } = parseRoute(routeText({ view: 'play', query: settingsText(settings) }));
    expect(view).toBe('play');
    expect(parseSettings(query)).toEqual(settings);
  });

  it('is read by people, and leaves out what is usual', () => {
    const data = withSetting('moons', 'noise', 0.3);
    expect(settingsText(startingWith(data))).toBe(
      'data=moons:noise=0.3&layers=auto,8,auto&activation=tanh&learningRate=0.5',
    );
    expect(withSetting(data, 'noise', 0.2)).toBe('moons');
  });

  it('leaves out what is no point, no rate and no option', () => {
    const settings = parseSettings('data=points&points=AAAAAAAP!&rates=0:1,x,5:-1,7:0.2&__proto__=1&out=x');
    expect(settings.points).toEqual([{ x: -2, y: -2, label: 0 }]);
    expect(settings.changes).toEqual([{ at: 7, learningRate: 0.2 }]);
    expect(Object.keys(settings.options)).not.toContain('out');
    expect(runSettings(settings).source).toEqual({ kind: 'points', points: settings.points });
  });
});

it('the file of points has a row a point', () => {
  expect(pointsCsv([onGrid(0.501, -1, 0), onGrid(-2.5, 5, 3)])).toBe(
    'x,y,class\n0.5,-1,A\n-2,1.99609375,D\n',
  );
});
