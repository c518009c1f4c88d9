import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, whereIs } from '../support/programs';
import {
  exampleWorkflows,
  ownWorkflows,
  readmeWorkflows,
  recipeWorkflows,
} from '../support/workflows';

interface Finding {
  ident: string;
  locations: { symbolic: { key: { Local: { verbatim_path: string } } } }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zizmor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What zizmor finds in some files, and which files it read. */
function audit(files: string[]) {
  const options = ['--offline', '--strict-collection', '--no-progress', '--format=json'];
  const config = ['--persona=auditor', '--config=.github/zizmor.yml'];
  const { stdout, stderr } = spawnSync(
    whereIs('zizmor') as string,
    [...options, ...config, ...files],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  if (stdout === '') throw new Error(`zizmor failed:\n${stderr}`);
  const findings = JSON.parse(stdout) as Finding[];
  return {
    findings: findings.map(({ ident, locations: [place] }) => {
      return `${basename(place?.symbolic.key.Local.verbatim_path ?? '')} ${ident}`;
    }),
    read: [...stderr.matchAll(/completed (.+)$/gm)].map(([, path]) => path).sort(),
  };
}

function write(file: string, text: string): string {
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
}

describeWith(['zizmor'], 'zizmor', () => {
  it('finds nothing in the workflows, the examples and action.yml', () => {
    const files = [
      ...ownWorkflows.map(({ title }) => `.github/workflows/${title}`),
      ...exampleWorkflows.map(({ title }) => `examples/${title}`),
      ...['.github/dependabot.yml', 'action.yml', 'node24/action.yml'],
    ].sort();

    expect(audit(files)).toEqual({ findings: [], read: files });
  });

  it('finds nothing in the workflows of the README and the recipes', () => {
    const files = [...readmeWorkflows, ...recipeWorkflows]
      .map(({ title, text }) => write(`${title.replaceAll(/\W+/g, '-')}.yml`, text))
      .sort();
    const { findings, read } = audit(files);

    // Short workflows have no names. workflow-rules.ts checks the concurrency of complete ones, and
    // the README explains environments further down. A called workflow gets the secrets of its
    // environment only if they are inherited, and the image is the reader's.
    const tolerated =
      / (anonymous-definition|concurrency-limits|secrets-outside-env|secrets-inherit|unpinned-images)$/;
    const others = findings.filter((each) => !tolerated.test(each));
    expect(others).toEqual([]);
    expect(read).toEqual(files);
  });

  it('would find what no test here looks for', () => {
    const job = `runs-on: ubuntu-latest, steps: [{ run: "echo \${{ matrix.place }}" }]`;
    const file = write('wrong.yml', `on: push\njobs: { a: { ${job} } }\n`);

    expect(audit([file]).findings).toContain('wrong.yml template-injection');
  });
});
