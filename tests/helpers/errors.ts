/** The error of a call that must fail. */
import { expect } from 'vitest';
import { DnnError, type ErrorCode } from '../../src/errors.js';

/** Returns the error that `call` throws, which must be a DnnError of that code. */
export function dnnError(code: ErrorCode, call: () => unknown): DnnError {
  try {
    call();
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    expect(error.code, error.message).toBe(code);
    return error;
  }
  return expect.fail(`no ${code} error was thrown`);
}
