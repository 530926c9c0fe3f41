#!/usr/bin/env node
// Old syntax only: a Node.js that is too old has to read this file to say so. Errors here are those of loading.
var version = process.versions.node.split('.').map(Number);

function fail(code, message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exitCode = code;
}

function explain(error) {
  if (error.code === 'EMFILE' || error.code === 'ENFILE') {
    fail(7, 'cannot read the files of dnn: too many open files\nRaise the limit (ulimit -n).');
  } else if (error.code === 'ERR_MODULE_NOT_FOUND' && /dist.bin/.test(error.message)) {
    fail(1, 'dnn is not built\nBuild it: npm ci && npm run build');
  } else throw error;
}

if (version[0] > 20 || (version[0] === 20 && version[1] >= 19)) {
  import('../dist/bin/dnn.js').catch(explain);
} else {
  fail(
    1,
    `dnn needs Node.js 20.19 or later, this is ${process.versions.node}\nGet it from https://nodejs.org/`,
  );
}
