/** The files of examples/scale: read, with what a cluster fills in, and their lines run as it would run them. */
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { BIN, type Result, type Variables, Workspace } from './cli.js';

export const SCALE = 'examples/scale';

/** A job of Kubernetes, as far as tests look. */
export interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: JobSpec;
}

interface JobSpec {
  readonly completions?: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly podFailurePolicy: {
    readonly rules: readonly {
      readonly action: string;
      readonly onExitCodes?: { readonly containerName: string; readonly values: readonly number[] };
    }[];
  };
  readonly template: {
    readonly spec: {
      readonly restartPolicy: string;
      readonly volumes: readonly { readonly name: string }[];
      readonly containers: readonly [Container];
    };
  };
}

interface Container {
  readonly name: string;
  readonly workingDir: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** A workflow of GitHub Actions. */
export interface Workflow {
  readonly jobs: Readonly<Record<'share' | 'merge', WorkflowJob>>;
}

interface WorkflowJob {
  readonly needs?: string;
  readonly strategy: { readonly matrix: { readonly share: readonly number[] } };
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

/** A file of docker compose. */
export interface Composed {
  readonly services: Readonly<
    Record<
      'queue' | 'worker' | 'tune',
      { readonly command: readonly string[]; readonly environment: readonly string[] }
    >
  >;
}

/** The documents of a YAML file, which must be valid and have no key twice. */
export function documentsIn<T>(file: string): T[] {
  const documents = parseAllDocuments(readFileSync(join(SCALE, file), 'utf8'), { strict: true });
  return documents.map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw problem;
    return document.toJS() as T;
  });
}

/** The line that a comment at the start of a file shows, without the words before it. */
export function shownIn(file: string, line: RegExp): string {
  const [, shown] = line.exec(readFileSync(join(SCALE, file), 'utf8')) ?? [];
  if (shown === undefined) throw new Error(`${file} shows no ${line}`);
  return shown;
}

/** A directory with the config of the sweep, in which `dnn` and `npx dnn` are the built command. */
export class Cluster extends Workspace {
  constructor() {
    super();
    this.#program('dnn', `exec ${process.execPath} ${BIN} "$@"`);
    this.#program('npx', 'exec "$@"');
    copyFileSync('examples/tune-coarse.json', this.at('tune-coarse.json'));
  }

  #program(name: string, line: string): void {
    chmodSync(this.write(`bin/${name}`, `#!/bin/sh\n${line}\n`), 0o755);
  }

  /** The variables of a job. */
  variables(env: Variables = {}): Variables {
    return { PATH: `${this.at('bin')}:${process.env.PATH}`, ...env };
  }

  /** Runs a program as a job. */
  job(program: string, args: readonly string[], env: Variables = {}): Promise<Result> {
    return this.run(program, args, this.variables(env));
  }
}
