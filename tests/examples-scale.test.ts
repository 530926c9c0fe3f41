/** The examples for more than one machine: what they are made of. That they work: examples-scale.long.test.ts. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXIT_CODES } from '../src/errors.js';
import { type Composed, documentsIn, type Job, SCALE, type Workflow } from './helpers/scale-examples.js';

describe('examples/scale', () => {
  it.each(['docs/SCALE.md', 'README.md'])('is linked from %s, file by file', (document) => {
    const text = readFileSync(document, 'utf8');
    const [up] = document.startsWith('docs/') ? ['../'] : [''];
    for (const file of readdirSync(SCALE)) expect(text).toContain(`](${up}${SCALE}/${file})`);
  });

  it('has a script that bash reads, for as many shares as it starts tasks', () => {
    const path = `${SCALE}/slurm-array.sh`;
    expect(spawnSync('bash', ['-n', path], { encoding: 'utf8' }).stderr).toBe('');
    const text = readFileSync(path, 'utf8');
    const [, tasks] = /^#SBATCH --array=1-(\d+)$/m.exec(text) ?? [];
    expect(text).toMatch(new RegExp(`^shares=${tasks}$`, 'm'));
    // A share that is submitted again has the job behind it submitted again, too.
    const merges =
      text.match(/^# {3}sbatch --dependency=afterok:\$\w+ --kill-on-invalid-dep=yes --wrap "(.*)"$/gm) ?? [];
    expect(merges).toHaveLength(2);
    expect(new Set(merges.map((line) => line.replace(/\$\w+/, ''))).size).toBe(1);
    // Slurm reads no #SBATCH behind the first command.
    expect(text.lastIndexOf('#SBATCH')).toBeLessThan(text.indexOf('shares='));
  });

  it('has jobs of Kubernetes that try again what another try may mend, and nothing else', () => {
    const jobs = documentsIn<Job>('kubernetes-indexed-job.yaml').filter(({ kind }) => kind === 'Job');
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['dnn-share', 'dnn-merge']);
    const { io, ...hopeless } = EXIT_CODES;
    for (const { spec } of jobs) {
      const { restartPolicy, volumes, containers } = spec.template.spec;
      // A policy for failures is taken with no other.
      expect(restartPolicy).toBe('Never');
      const rules = spec.podFailurePolicy.rules.filter(({ onExitCodes }) => onExitCodes);
      expect(rules).toHaveLength(1);
      expect(rules[0]).toMatchObject({ action: 'FailJob', onExitCodes: { containerName: 'dnn' } });
      expect(rules[0].onExitCodes?.values).toEqual(Object.values(hopeless));
      expect(rules[0].onExitCodes?.values).not.toContain(io);
      const names = volumes.map(({ name }) => name);
      for (const { name } of containers[0].volumeMounts) expect(names).toContain(name);
    }
    const [{ spec }, merge] = jobs;
    expect(spec.completionMode).toBe('Indexed');
    expect(spec.template.spec.containers[0].args[0]).toContain(`--shard "$share/${spec.completions}"`);
    expect(merge.spec.suspend).toBe(true);
  });

  it('has a workflow whose artifacts are those of its matrix', () => {
    const [{ jobs }] = documentsIn<Workflow>('github-actions.yml');
    expect(jobs.merge.needs).toBe('share');
    const uploaded = jobs.share.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))?.with;
    expect(uploaded).toMatchObject({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
      name: 'share-${{ matrix.share }}',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
      path: 'runs/share-${{ matrix.share }}',
    });
    const taken = jobs.merge.steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'))?.with;
    expect(taken).toEqual({ pattern: 'share-*', path: 'runs' });
  });

  it('has containers that take the password from the environment', () => {
    const [{ services }] = documentsIn<Composed>('compose.yaml');
    for (const { environment } of Object.values(services))
      expect(environment).toEqual(['DNN_QUEUE_PASSWORD']);
  });

  it('has a queue that workers on other machines reach once its port is published', () => {
    const text = readFileSync(`${SCALE}/compose.yaml`, 'utf8').replace('    # ports:', '    ports:');
    const { services } = parse(text) as { services: Record<string, { ports?: string[]; command: string[] }> };
    const [, port] = /^[\d.]+:(\d+):\1$/.exec(services.queue.ports?.[0] ?? '') ?? [];
    expect(services.worker.command[2]).toBe(`redis://queue:${port}`);
  });
});
