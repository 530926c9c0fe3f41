/** The list of commands: each declared in a file that is read at every start, its code loaded when it is used. */
import { type Command, command, GENERAL_FLAGS } from './command.js';
import { CHECK } from './commands/check-command.js';
import { COMPARE } from './commands/compare-command.js';
import { COMPLETION } from './commands/completion-command.js';
import { DATA_INFO } from './commands/data-info-command.js';
import { DATA_LS } from './commands/data-ls-command.js';
import { DATA_MAKE } from './commands/data-make-command.js';
import { DATA_PULL } from './commands/data-pull-command.js';
import { EVALUATE } from './commands/evaluate-command.js';
import { EXPORT } from './commands/export-command.js';
import { GRADCHECK } from './commands/gradcheck-command.js';
import { IMPORT } from './commands/import-command.js';
import { INSPECT } from './commands/inspect-command.js';
import { LS } from './commands/ls-command.js';
import { PREDICT } from './commands/predict-command.js';
import { REPORT } from './commands/report-command.js';
import { SERVE } from './commands/serve-command.js';
import { TRAIN } from './commands/train-command.js';
import { TUNE } from './commands/tune-command.js';
import { TUNE_LR } from './commands/tune-lr-command.js';
import { UI } from './commands/ui-command.js';
import { WORKER } from './commands/worker-command.js';

export const COMMANDS: readonly Command[] = [
  command(TRAIN, () => import('./commands/train.js')),
  command(TUNE, () => import('./commands/tune.js')),
  command(TUNE_LR, () => import('./commands/tune-lr.js')),
  command(WORKER, () => import('./commands/worker.js')),
  command(PREDICT, () => import('./commands/predict.js')),
  command(SERVE, () => import('./commands/serve.js')),
  command(EVALUATE, () => import('./commands/evaluate.js')),
  command(INSPECT, () => import('./commands/inspect.js')),
  command(REPORT, () => import('./commands/report.js')),
  command(GRADCHECK, () => import('./commands/gradcheck.js')),
  command(CHECK, () => import('./commands/check.js')),
  command(COMPARE, () => import('./commands/compare.js')),
  command(EXPORT, () => import('./commands/export.js')),
  command(IMPORT, () => import('./commands/import.js')),
  command(DATA_LS, () => import('./commands/data-ls.js')),
  command(DATA_INFO, () => import('./commands/data-info.js')),
  command(DATA_PULL, () => import('./commands/data-pull.js')),
  command(DATA_MAKE, () => import('./commands/data-make.js')),
  command(UI, () => import('./commands/ui.js')),
  command(LS, () => import('./commands/ls.js')),
  command(COMPLETION, async () =>
    (await import('./commands/completion.js')).completionOf(COMMANDS, GENERAL_FLAGS),
  ),
];
