import { readFileSync } from 'node:fs';
import { version } from '../package.json';
import { notesOf } from './changelog';

/*
 * `npm run --silent release-notes -- v1.0.0` prints the notes of a release, or says why the tag, the
 * version and the changelog do not fit together.
 */

const changelog = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8');
try {
  console.log(notesOf(process.argv[2] ?? '', { version, changelog }));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
