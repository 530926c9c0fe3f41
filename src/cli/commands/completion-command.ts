/** `dnn completion`, which takes no options of its own. */
import { declare } from '../command.js';

export const COMPLETION = declare({
  path: ['completion'],
  words: '<shell>',
  takes: 'shell',
  summary: 'print a script that has bash, zsh or fish complete dnn',
  examples: ['source <(dnn completion bash)', 'dnn completion zsh > _dnn', 'dnn completion fish > dnn.fish'],
  options: {},
});
