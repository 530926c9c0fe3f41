/** Errors as answers: those of a request with their message and hint, those of the server without a word about it. */
import { asDnnError, type DnnError } from '../errors.js';
import { Refused, refusal } from './refusal.js';

/** The longest message of an answer, in characters. */
const LONGEST = 2000;

/** The answer to a request that failed, and the error if it is the server's own. */
export interface Fault {
  readonly response: Response;
  readonly own?: DnnError;
}

/** The answer to an error: of a refusal its own, else 400 for what the request is wrong about, and 500. Hints about models are for those who train them. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refused) return { response: error.response };
  const known = asDnnError(error);
  if (known.code === 'internal' || known.code === 'io')
    return { response: refusal(500, 'internal error: the log of the server says more'), own: known };
  const hint = known.code === 'data' ? known.hint : undefined;
  return { response: refusal(400, known.message.slice(0, LONGEST), hint) };
}
