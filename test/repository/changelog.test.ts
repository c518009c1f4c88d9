import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { newestEntry, notesOf } from '../../scripts/changelog';

const root = fileURLToPath(new URL('../..', import.meta.url));
const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

const twoVersions = `# Changelog

About this file.

## [2.0.0] - 2027-01-31

Words before the lists.

### Added

- A [link](#added), and \`## not a heading\`.

## [1.0.0] - 2026-11-24

- The first.

[2.0.0]: https://example.com/v2.0.0
[1.0.0]: https://example.com/v1.0.0
`;

/** As release.yml cuts them out. */
const cutOut = (tag: string) =>
  spawnSync('npm', ['run', '--silent', 'release-notes', '--', tag], {
    cwd: root,
    encoding: 'utf8',
  });

describe('the notes of a release', () => {
  it('are what the changelog says of the newest version, and no more', () => {
    expect(newestEntry(twoVersions)).toEqual({
      version: '2.0.0',
      notes: 'Words before the lists.\n\n### Added\n\n- A [link](#added), and `## not a heading`.',
    });
  });

  it('leave out the addresses at the end, when it is the only version', () => {
    const [, first = ''] = twoVersions.split(/(?=## \[1)/);

    expect(newestEntry(first).notes).toBe('- The first.');
  });

  it.each([
    ['## [Unreleased]\n\n- Something.\n', 'begins with "[Unreleased]"'],
    ['## [1.0.0]\n\n- No date.\n', 'begins with "[1.0.0]"'],
    ['## [1.0.0] - 2026-11-24\n\n## [0.9.0] - 2026-11-01\n\n- Old.\n', 'says nothing of 1.0.0'],
    ['', 'begins with ""'],
  ])('are none when it begins with %j', (text, reason) => {
    expect(() => newestEntry(text)).toThrow(reason);
  });

  it.each([
    ['v1.0.1', '1.0.0', 'The tag is "v1.0.1", and package.json asks for v1.0.0.'],
    ['1.0.0', '1.0.0', 'The tag is "1.0.0", and package.json asks for v1.0.0.'],
    ['v1.0.0', '1.0.0', 'package.json has version 1.0.0, and CHANGELOG.md begins with 2.0.0.'],
  ])('are none for the tag %s and version %s', (tag, ofPackage, reason) => {
    expect(() => notesOf(tag, { version: ofPackage, changelog: twoVersions })).toThrow(reason);
  });
});

describe('the changelog', () => {
  it('has an entry for the version that package.json names, with an address', () => {
    expect(changelog).toMatch(new RegExp(`^## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
    expect(changelog).toMatch(new RegExp(`^\\[${version}\\]: https://\\S+/v${version}$`, 'm'));
  });

  it('gives the notes of that version to the release', () => {
    // While something is unreleased there is nothing to cut out.
    const unreleased = changelog.includes('\n## [Unreleased]\n');
    const { status, stdout, stderr } = cutOut(`v${version}`);

    expect({ status, stderr }).toEqual(
      unreleased
        ? { status: 1, stderr: expect.stringContaining('Unreleased') }
        : { status: 0, stderr: '' },
    );
    expect(stdout).toMatch(unreleased ? /^$/ : /^(\S[\s\S]*\n)?### /);
    expect(stdout).not.toMatch(/^## |^\[.+\]: /m);
  });

  it('gives nothing to a tag of another version', () => {
    expect(cutOut('v0.0.1')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `The tag is "v0.0.1", and package.json asks for v${version}.\n`,
    });
  });
});
