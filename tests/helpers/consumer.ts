/** A user's project with dnn installed: a folder whose node_modules/@l-layer/dnn links to this checkout. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild-wasm';
import ts from 'typescript';
import { afterAll } from 'vitest';

/** A module after bundling. */
export interface Bundled {
  readonly code: string;
  /** Bytes in the bundle by source file; files without any are left out. */
  readonly bytes: ReadonlyMap<string, number>;
}

export class Consumer {
  readonly path = mkdtempSync(join(tmpdir(), 'dnn-consumer-'));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
    const scope = join(this.path, 'node_modules', '@l-layer');
    mkdirSync(scope, { recursive: true });
    symlinkSync(resolve('.'), join(scope, 'dnn'), 'junction');
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Returns the errors of a strict compiler for modules that run in a page or in Node.js. */
  typeErrors(names: readonly string[], runs: 'node' | 'browser'): string[] {
    const paths = names.map((name) => join(this.path, name));
    const program = ts.createProgram(paths, {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: runs === 'node' ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
      moduleResolution: runs === 'node' ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      ...(runs === 'browser' && { lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] }),
      types: runs === 'node' ? ['node'] : [],
      typeRoots: [resolve('node_modules/@types')],
      skipLibCheck: runs === 'node',
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
  }

  /** Strips the types of TypeScript source; returns the path of `name`.mjs. */
  script(name: string, source: string): string {
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    return this.write(`${name}.mjs`, ts.transpile(source, options));
  }

  /** Strips the types of TypeScript source and runs it as `name`.mjs. */
  run(name: string, source: string): { status: number | null; stdout: string; stderr: string } {
    const path = this.script(name, source);
    return spawnSync(process.execPath, [path], { cwd: this.path, encoding: 'utf8' });
  }

  /** Bundles each module with its imports; optional packages stay external. */
  async bundle(sources: readonly string[], platform: 'node' | 'browser'): Promise<Bundled[]> {
    const names = sources.map((_, i) => `entry-${i}`);
    const { outputFiles, metafile } = await build({
      absWorkingDir: this.path,
      entryPoints: names.map((name, i) => this.write(`${name}.ts`, sources[i])),
      outdir: 'out',
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      platform,
      external: ['sharp', 'h5wasm'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    return names.map((name) => ({
      code: outputFiles.find(({ path }) => path.endsWith(`${name}.js`))?.text ?? '',
      bytes: bytesByFile(metafile.outputs[`out/${name}.js`].inputs),
    }));
  }
}

function bytesByFile(inputs: Readonly<Record<string, { bytesInOutput: number }>>): Map<string, number> {
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Map(
    used.map(([path, { bytesInOutput }]) => [
      path.replace(/^.*?(?=dist\/|node_modules\/)/, ''),
      bytesInOutput,
    ]),
  );
}
