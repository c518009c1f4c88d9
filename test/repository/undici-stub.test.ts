import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as undici from '../../src/undici-stub';

const toolkit = fileURLToPath(new URL('../../node_modules/@actions', import.meta.url));

it('has all that the toolkit takes from undici', () => {
  const taken = readdirSync(toolkit, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(toolkit, path), 'utf8'))
    .filter((text) => /['"]undici['"]/.test(text))
    .map(namesFromUndici);

  expect(taken.length).toBeGreaterThan(0);
  // A file that takes it in some other way would give no name.
  for (const names of taken) expect(names).not.toEqual([]);
  expect(new Set(taken.flat())).toEqual(new Set(Object.keys(undici)));
});

it('says that it is left out, whoever asks it for a request', () => {
  expect(() => undici.fetch()).toThrow('undici is left out of the bundle');
  expect(() => new undici.ProxyAgent().dispatch()).toThrow('undici is left out of the bundle');
});

function namesFromUndici(text: string): string[] {
  const [, imported = ''] = /import \{ (.+) \} from 'undici'/.exec(text) ?? [];
  const named = imported.split(', ').filter((name) => name !== '');
  return [...named, ...[...text.matchAll(/\bundici_1\.(\w+)/g)].map(([, name]) => name ?? '')];
}
