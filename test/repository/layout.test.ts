import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

/*
 * Imports in src/ go down only: two programs over the words for failures, over the token lifecycle,
 * over GoTo and GitHub, over HTTP, over a ground floor that knows none of them. (The linter forbids
 * cycles between files.)
 */

const ground = ['ground', 'process'];
const allowed: Record<string, string[]> = {
  ground: ['ground'],
  process: ['ground', 'process'],
  http: [...ground, 'http'],
  goto: [...ground, 'http', 'goto'],
  github: [...ground, 'http', 'github'],
  'token-lifecycle': [...ground, 'goto', 'github', 'token-lifecycle'],
  messages: [...ground, 'http', 'goto', 'github', 'token-lifecycle', 'messages'],
  action: [...ground, 'http', 'goto', 'github', 'token-lifecycle', 'messages', 'action'],
  command: [...ground, 'http', 'goto', 'github', 'token-lifecycle', 'messages', 'command'],
};

/** The only files that may import these packages. */
const importers: Record<string, RegExp> = {
  '@actions/core': /^action\/(inputs|runner)\.ts$/,
  '@actions/github': /^github\/client\.ts$/,
  'libsodium-wrappers': /^github\/sealed-box\.ts$/,
  '@actions/http-client/lib/proxy': /^http\//,
  'https-proxy-agent': /^http\//,
  // The command listens for the callback; it opens no connection.
  'node:http': /^(http\/|command\/(callback|page)\.ts$)/,
  'node:https': /^http\//,
  'node:net': /^http\//,
  'node:tls': /^http\//,
};

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

function layerOf(file: string): string {
  const [layer = '', inside] = file.split('/');
  if (inside !== undefined) return layer;
  return layer.startsWith('token-lifecycle') ? 'token-lifecycle' : 'ground';
}

const read = (file: string) => readFileSync(join(src, file), 'utf8');

it.each(files)('%s imports only what is below it', (file) => {
  for (const { fileName: specifier } of ts.preProcessFile(read(file)).importedFiles) {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(file), specifier);
      if (!target.startsWith('../')) expect(allowed[layerOf(file)]).toContain(layerOf(target));
    } else if (importers[specifier]) {
      expect(file, specifier).toMatch(importers[specifier]);
    }
  }
});
