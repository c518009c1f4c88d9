import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
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

const folder = mkdtempSync(join(tmpdir(), 'zizmor-'));
afterAll(() => rmSync(folder, { recursive: true }));

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
  const findings = (JSON.parse(stdout) as Finding[]).map(({ ident, locations: [place] }) => {
    const path = place?.symbolic.key.Local.verbatim_path ?? '';
    return `${basename(path)} ${ident}`;
  });
  return { findings, read: [...stderr.matchAll(/completed (.+)$/gm)].map(([, path]) => path) };
}

function write(title: string, text: string): string {
  const path = join(folder, `${title.replaceAll(/\W+/g, '-')}.yml`);
  writeFileSync(path, text);
  return path;
}

describeWith(['zizmor'], 'zizmor', () => {
  it('finds nothing in the workflows, the examples and action.yml', () => {
    const files = [
      ...ownWorkflows.map(({ title }) => `.github/workflows/${title}`),
      ...exampleWorkflows.map(({ title }) => `examples/${title}`),
      ...['.github/dependabot.yml', 'action.yml', 'node24/action.yml'],
    ];
    const { findings, read } = audit(files);

    expect(findings).toEqual([]);
    expect(read.sort()).toEqual(files.sort());
  });

  it('finds nothing in the workflows of the README and the recipes, and what is wrong', () => {
    const documents = [...readmeWorkflows, ...recipeWorkflows];
    const files = documents.map(({ title, text }) => write(title, text));
    const job = `runs-on: ubuntu-latest, steps: [{ run: "echo \${{ matrix.place }}" }]`;
    files.push(write('wrong', `on: push\njobs: { a: { ${job} } }\n`));
    const { findings, read } = audit(files);

    // Short workflows have no names. workflows.test.ts checks the concurrency of complete ones, and
    // the README explains environments further down. A called workflow gets the secrets of its
    // environment only if they are inherited, and the image is the reader's.
    const tolerated =
      / (anonymous-definition|concurrency-limits|secrets-outside-env|secrets-inherit|unpinned-images)$/;
    const others = findings.filter((each) => !tolerated.test(each));
    expect(others).toContain('wrong.yml template-injection');
    expect(others.filter((each) => !each.startsWith('wrong.yml '))).toEqual([]);
    expect(read.sort()).toEqual(files.sort());
  });
});
