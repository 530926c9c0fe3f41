/** The import rules of docs/ARCHITECTURE.md: errors, nearest, processes, sha256 < files < engine < {data, nn} < train < {model, report} < cli. */
const room = (name) => `^src/${name}/`;
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });
const onlyIn = (library, file) => ({
  name: `${library}-in-one-file`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${file}$` },
  to: { path: `node_modules/${library}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    forbid('errors-imports-nothing', '^src/(errors|nearest)\\.ts$', '^src/(?!errors\\.ts|nearest\\.ts)'),
    forbid('sha256-imports-nothing', '^src/sha256', '^src/'),
    forbid('processes-imports-nothing', '^src/processes\\.ts$', '^src/'),
    forbid(
      'files-imports-errors-and-processes-only',
      '^src/files\\.ts$',
      '^src/(?!errors\\.ts|processes\\.ts)',
    ),
    forbid('engine-is-below-all-rooms', room('engine'), '^src/(data|nn|train|model|report|cli)/'),
    forbid('data-sees-engine-only', room('data'), '^src/(nn|train|model|report|cli)/'),
    forbid('nn-sees-engine-only', room('nn'), '^src/(data|train|model|report|cli)/'),
    forbid('train-is-below-model', room('train'), '^src/(model|report|cli)/'),
    forbid('model-does-not-draw', room('model'), '^src/(report|cli)/'),
    forbid('report-does-not-save', room('report'), '^src/(model|cli)/'),
    forbid('nobody-imports-the-cli', '^src/(?!cli/)', room('cli')),
    forbid('rooms-do-not-import-the-index', '^src/', '^src/(index|browser)\\.ts$'),
    onlyIn('jsfive', 'data/hdf5\\.ts'),
    onlyIn('h5wasm', 'data/hdf5-writer\\.ts'),
    onlyIn('fflate', 'data/npz-writer\\.ts'),
    onlyIn('pbf', 'model/onnx-proto\\.ts'),
    onlyIn('papaparse', 'data/csv-rows\\.ts'),
    onlyIn('picomatch', 'data/picture-files\\.ts'),
    onlyIn('pngjs', 'data/image\\.ts'),
    onlyIn('sharp', 'data/image\\.ts'),
    onlyIn('@observablehq/plot', 'report/plot\\.ts'),
    onlyIn('@xmldom/xmldom', 'report/plot\\.ts'),
    onlyIn('cli-progress', 'report/bar\\.ts'),
    onlyIn('asciichart', 'report/chart\\.ts'),
    onlyIn('fast-string-truncated-width', 'report/width\\.ts'),
    onlyIn('commander', 'cli/main\\.ts'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
