/** The import rules of docs/ARCHITECTURE.md: errors, suggest, sha256, visible, shell, limits < disk < engine < {data, nn} < train < {model, check} < {tune, report} < cli. */
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
    forbid(
      'errors-imports-nothing',
      '^src/(errors|suggest|visible|shell|limits)\\.ts$',
      '^src/(?!(errors|suggest|visible)\\.ts)',
    ),
    forbid('sha256-imports-nothing', '^src/sha256', '^src/'),
    forbid('disk-imports-errors-only', room('disk'), '^src/(?!(errors|visible|shell|limits)\\.ts|disk/)'),
    forbid('engine-is-below-all-rooms', room('engine'), '^src/(data|nn|train|model|check|tune|report|cli)/'),
    forbid('data-sees-engine-only', room('data'), '^src/(nn|train|model|check|tune|report|cli)/'),
    forbid('nn-sees-engine-only', room('nn'), '^src/(data|train|model|check|tune|report|cli)/'),
    forbid('train-is-below-model', room('train'), '^src/(model|check|tune|report|cli)/'),
    forbid('model-does-not-draw', room('model'), '^src/(check|tune|report|cli)/'),
    forbid('check-is-beside-model', room('check'), '^src/(model|tune|report|cli)/'),
    forbid(
      'report-sees-models-not-files',
      room('report'),
      '^src/(cli/|tune/|check/|model/(?!(model|predict|run-summary)\\.ts))',
    ),
    forbid('tune-is-beside-report', room('tune'), '^src/(check|report|cli)/'),
    forbid('report-results-are-numbers', room('report/results'), room('report/(page|terminal)')),
    {
      name: 'report-page-and-terminal-are-apart',
      severity: 'error',
      from: { path: '^src/report/(page|terminal)/' },
      to: { path: '^src/report/(page|terminal)/', pathNot: '^src/report/$1/' },
    },
    forbid('report-phrases-are-below-all', '^src/report/[^/]*\\.ts$', room('report/(page|results|terminal)')),
    forbid('nobody-imports-the-cli', '^src/(?!cli/)', room('cli')),
    forbid('rooms-do-not-import-the-index', '^src/', '^src/(index|browser)\\.ts$'),
    forbid('zod-checks-files', '^src/(?!model/|tune/(journal|sweep-record)\\.ts)', 'node_modules/zod/'),
    onlyIn('jsfive', 'data/formats/hdf5/filters\\.ts'),
    onlyIn('h5wasm', 'data/formats/hdf5/writer\\.ts'),
    onlyIn('fflate', 'data/formats/npz/writer\\.ts'),
    onlyIn('pbf', 'model/export/onnx-proto\\.ts'),
    onlyIn('papaparse', 'data/formats/csv/rows\\.ts'),
    onlyIn('picomatch', 'data/pictures/picture-files\\.ts'),
    onlyIn('pngjs', 'data/pictures/image\\.ts'),
    onlyIn('sharp', 'data/pictures/image\\.ts'),
    onlyIn('@observablehq/plot', 'report/page/plot\\.ts'),
    onlyIn('@xmldom/xmldom', 'report/page/plot\\.ts'),
    onlyIn('cli-progress', 'report/terminal/bar\\.ts'),
    onlyIn('asciichart', 'report/terminal/chart\\.ts'),
    onlyIn('fast-string-truncated-width', 'report/terminal/width\\.ts'),
    onlyIn('undici', 'cli/inputs/proxy\\.ts'),
    onlyIn('bullmq', 'tune/queue/jobs\\.ts'),
    onlyIn('ioredis', 'tune/queue/redis-store\\.ts'),
    onlyIn('pg', 'tune/queue/postgres-store\\.ts'),
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
