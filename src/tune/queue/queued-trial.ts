/** A trial on its way through a queue, and the check of one that comes out of it: anybody may have put it there. */
import * as z from 'zod/mini';
import { LIMITS } from '../../limits.js';
import { checked } from '../../model/file/checked.js';
import { COUNT, DIGEST, TEXT } from '../result-schema.js';
import { type Trial, trialId } from '../trial.js';
import type { DataRequest } from '../trial-data.js';

/** A trial, and how its data are opened. */
export interface QueuedTrial {
  readonly trial: Trial;
  readonly data: DataRequest;
}

const NAMES = z.array(TEXT).check(z.maxLength(LIMITS.classes));
const QUEUED = z.object({
  trial: z.object({
    // It names files.
    id: DIGEST,
    index: COUNT,
    rung: COUNT,
    content: z.object({
      options: z.record(TEXT, z.unknown()),
      data: TEXT,
      fold: z.optional(z.object({ fold: COUNT, folds: COUNT })),
      part: z.number().check(z.minimum(1)),
      kernels: TEXT,
    }),
    after: z.optional(DIGEST),
  }),
  data: z.object({
    source: z.optional(TEXT),
    xKey: z.optional(TEXT),
    yKey: z.optional(TEXT),
    drop: z.optional(NAMES),
    unseen: z.optional(z.unknown()),
    shape: z.optional(z.array(COUNT).check(z.maxLength(3))),
    classes: z.optional(NAMES),
    task: z.optional(z.enum(['auto', 'classification', 'regression'])),
    divisor: z.optional(z.unknown()),
  }),
});

/** @throws DnnError (data) for what is no trial, or one whose id is not that of its content. */
export function queuedTrialIn(content: unknown, refuse: (problem: string) => Error): QueuedTrial {
  const queued = checked(QUEUED, content, refuse) as QueuedTrial;
  const { trial } = queued;
  if (trialId(trial.content) !== trial.id) throw refuse('trial.id: it is not that of the content');
  return queued;
}
