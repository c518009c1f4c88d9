import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const [, everyFile = ''] = /^\[\*\]\n((?:.+\n)+)/m.exec(read('.editorconfig')) ?? [];
const settings = Object.fromEntries(
  [...everyFile.matchAll(/^(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]),
);

it('has editors write what Biome formats', () => {
  const { formatter } = JSON.parse(read('biome.json'));

  expect(formatter).toEqual({
    indentStyle: settings.indent_style,
    indentWidth: Number(settings.indent_size),
    lineWidth: Number(settings.max_line_length),
  });
});

it('has editors end lines as git stores them', () => {
  const attribute = execFileSync('git', ['check-attr', 'eol', 'src/action/index.ts'], {
    cwd: root,
    encoding: 'utf8',
  });

  expect(attribute).toBe(`src/action/index.ts: eol: ${settings.end_of_line}\n`);
});
