import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { exampleWorkflows, stepsOf } from '../support/workflows';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As functions, which is how actions/github-script runs them. */
const scripts = exampleWorkflows.flatMap((workflow) =>
  stepsOf(workflow)
    .map((step) => step.with?.script)
    .filter((script) => typeof script === 'string')
    .map((script) => ({
      title: workflow.title,
      code: `async () => {\n${script.replaceAll(/^(?=.)/gm, '  ')}};\n`,
    })),
);

it('the scripts of the examples are linted and formatted as our own code is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'example-scripts-'));
  try {
    for (const { title, code } of scripts) writeFileSync(join(folder, `${title}.js`), code);
    // Biome applies neither .gitignore nor .editorconfig outside their folder.
    const here = ['--vcs-enabled=false', '--indent-style=space', `--config-path=${root}`];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/@biomejs/biome/bin/biome'),
        'check',
        '--error-on-warnings',
        ...here,
      ],
      { cwd: folder, encoding: 'utf8' },
    );

    expect(status, stdout + stderr).toBe(0);
    expect(stdout + stderr).toContain(`Checked ${scripts.length} files`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('the scripts of the examples have one text for each function that they share', () => {
  const texts = new Map<string, Set<string>>();
  for (const { code } of scripts) {
    for (const [text, name = ''] of code.matchAll(/^ {2}(?:async )?function (\w+).*?^ {2}\}$/gms)) {
      texts.set(name, (texts.get(name) ?? new Set()).add(text));
    }
  }

  expect([...texts.keys()]).toEqual(
    expect.arrayContaining(['get', 'send', 'list', 'plain', 'csv']),
  );
  expect([...texts].filter(([, variants]) => variants.size > 1)).toEqual([]);
});
