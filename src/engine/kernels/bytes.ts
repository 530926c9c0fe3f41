/** The exports of the module that computes on text and pictures, whatever the dtype. */
export { readDecimals } from './decimals';
export { splitRow } from './fields';
export * from './pixels';
