import { describe, it } from 'vitest';
import { PLANS, type PlanName, survives } from './sweep.suite.js';

describe('a sweep that dies', () => {
  it.each(Object.keys(PLANS) as PlanName[])(
    '%s: gives the same digest, 20 seeds',
    (name) => survives(name, 20),
    120_000,
  );
});
