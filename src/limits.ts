/**
 * The most that files of strangers may hold, one limit for each count, so that a claim in a file never decides how
 * much is done or taken. What only one format has, such as HDF5's filters, is limited in that format's files.
 */
export const LIMITS = {
  /** Bytes of a file that is read whole. */
  fileBytes: 2 ** 31,
  /** Bytes of a text that becomes one string, as JSON does: a little less than V8's longest string. */
  textBytes: 2 ** 29 - 24,
  /** Bytes of a configuration: thousands of times what all options take. */
  configBytes: 2 ** 24,
  /** Bytes of a line of a run's log. */
  lineBytes: 2 ** 24,
  /** Characters of a row of a table. */
  rowCharacters: 2 ** 22,
  /** Values of a table: 1 GiB of float64. */
  tableValues: 2 ** 27,
  /** Classes that have names, in a dataset or a model. */
  classes: 100_000,
  /** Distinct labels that are taken for classes where no list of names says so. */
  unnamedClasses: 1000,
  /** Characters of the name of a class. */
  nameCharacters: 10_000,
  /** Classes of a confusion matrix that is given whole; of more, only the pairs that occur. */
  matrixClasses: 1000,
  layers: 1000,
  /** Iterations of a run that are traced, a file each. */
  traces: 1000,
  /** Folds of a cross-validation. */
  folds: 1000,
  /** Configurations of a sweep. */
  configurations: 100_000,
  /** Findings on a run. */
  findings: 100,
  /** Values of one example in all layers of a model: 1 GiB, of which training takes a multiple. */
  layerValues: 2 ** 27,
  /** Matrices of a checkpoint. */
  matrices: 100_000,
} as const;
