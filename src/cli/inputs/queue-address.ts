/** The address of a queue as a command gets it, whose password is then seen nowhere: neither in the environment of children nor in a list of processes. */
import { PASSWORD_VARIABLE, type QueueUrl, withPassword } from '../../tune/queue-url.js';

/** The variable of `dnn tune --queue`, for addresses with passwords: no list of processes shows it. */
export const URL_VARIABLE = 'DNN_QUEUE';

/** The address with the password of the environment, if it has none itself; `title` is then the name of this process. */
export function hiddenAddress(queue: QueueUrl, title: string): QueueUrl {
  const url = withPassword(queue, process.env);
  for (const name of [PASSWORD_VARIABLE, URL_VARIABLE]) delete process.env[name];
  if (queue.hasPassword) process.title = title;
  return url;
}
