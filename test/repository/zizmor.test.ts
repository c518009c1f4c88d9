import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, whereIs } from '../support/programs';
import { exampleWorkflows, ownWorkflows, readmeWorkflows } from '../support/workflows';

interface Finding {
  ident: string;
  desc: string;
  locations: {
    symbolic: { key: { Local?: { verbatim_path: string } } };
    concrete: { location: { start_point: { row: number } } };
  }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zizmor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function written(file: string, text: string): string {
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
}

/** What zizmor finds in files, each with its place, and which of them it read. */
function audit(paths: string[], persona: 'regular' | 'pedantic') {
  const { stdout, stderr } = spawnSync(
    whereIs('zizmor') as string,
    [
      ...['--offline', '--strict-collection', '--no-progress', '--format', 'json'],
      ...['--persona', persona, '--config', '.github/zizmor.yml', ...paths],
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  if (stdout === '') throw new Error(`zizmor could not do its work:\n${stderr}`);
  return {
    findings: (JSON.parse(stdout) as Finding[]).map(({ ident, desc, locations: [place] }) => {
      const path = place?.symbolic.key.Local?.verbatim_path;
      return `${path}:${(place?.concrete.location.start_point.row ?? -1) + 1} ${ident}: ${desc}`;
    }),
    read: [...stderr.matchAll(/completed (.+)$/gm)].map(([, path]) => path).sort(),
  };
}

describeWith(['zizmor'], 'zizmor', () => {
  it('finds nothing in the workflows, in the examples and in what else it knows', () => {
    const paths = [
      ...ownWorkflows.map(({ title }) => `.github/workflows/${title}`),
      ...exampleWorkflows.map(({ title }) => `examples/${title}`),
      '.github/dependabot.yml',
      ...['action.yml', 'node24/action.yml'].filter((path) => existsSync(join(root, path))),
    ].sort();

    expect(audit(paths, 'pedantic')).toEqual({ findings: [], read: paths });
  });

  it('finds nothing in the workflows of the README', () => {
    const paths = readmeWorkflows
      .map(({ title, text }) => written(`readme-${title.replace(' ', '-')}.yml`, text))
      .sort();

    expect(audit(paths, 'regular')).toEqual({ findings: [], read: paths });
  });

  it('would find what is wrong', () => {
    const checkout = 'uses: actions/checkout@v7';
    const path = written(
      'wrong.yml',
      `on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${checkout}\n`,
    );

    expect(audit([path], 'regular').findings).toEqual([
      expect.stringContaining('wrong.yml:7 artipacked: '),
      expect.stringContaining('wrong.yml:7 unpinned-uses: '),
    ]);
  });
});
