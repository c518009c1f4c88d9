import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as undici from '../../src/undici-stub';

const toolkit = fileURLToPath(new URL('../../node_modules/@actions', import.meta.url));

it('the stub exports everything that the toolkit imports from undici', () => {
  const imported = readdirSync(toolkit, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(toolkit, path), 'utf8'))
    .filter((text) => /['"]undici['"]/.test(text))
    .map(namesFromUndici);

  expect(imported.length).toBeGreaterThan(0);
  // A file that imports it in some other way would yield no name.
  for (const names of imported) expect(names).not.toEqual([]);
  expect(new Set(imported.flat())).toEqual(new Set(Object.keys(undici)));
});

it('the stub refuses to send a request', () => {
  expect(() => undici.fetch()).toThrow('undici is left out of the bundle');
  expect(() => new undici.ProxyAgent().dispatch()).toThrow('undici is left out of the bundle');
});

function namesFromUndici(text: string): string[] {
  const [, list = ''] = /import \{ (.+) \} from 'undici'/.exec(text) ?? [];
  const named = list.split(', ').filter((name) => name !== '');
  return [...named, ...[...text.matchAll(/\bundici_1\.(\w+)/g)].map(([, name]) => name ?? '')];
}
