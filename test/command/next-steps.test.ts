import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printNextSteps } from '../../src/command/next-steps';
import { Screen, type Terminal } from '../../src/command/terminal';
import { placeName, type SecretPlace } from '../../src/github/places';
import { anyPlace, cmd, powerShell, realShell, type Shell, takeApart } from '../support/shells';

const selected = [{ repo: 'webinars' }, { repo: 'reports' }];
const sharings = [
  { visibility: 'all', selected: [] },
  { visibility: 'private', selected: [] },
  { visibility: 'selected', selected },
] as const;
const file = '.github/workflows/goto-keep-alive.yml';

interface Steps {
  place: SecretPlace;
  ghHostname?: string | undefined;
  sharing?: (typeof sharings)[number];
  path?: string;
  kind?: 'written' | 'apart' | 'printed';
}

/** What is left to do in a place, as it is printed where nothing is wrapped. */
function nextSteps({
  place,
  ghHostname,
  sharing = sharings[1],
  path = file,
  kind = 'written',
}: Steps): string {
  let text = '';
  const stream = { write: (chunk: string) => (text += chunk) };
  const places = [place];
  const name = 'SECRETS_WRITER_TOKEN';
  printNextSteps(new Screen(stream as unknown as NodeJS.WriteStream) as Terminal, {
    writerToken: {
      name,
      places,
      without: places,
      sharing: { ...sharing, selected: [...sharing.selected] },
      ghHostname,
    },
    workflow: { path, kind },
    hasFailures: false,
  });
  return text;
}

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/^ {3}((?:gh|git) .*)$/gm)].map(([, line = '']) => line);

const inEnvironment = (environment_name: string): SecretPlace => ({
  ...{ kind: 'environment', owner: 'octo', repo: 'webinars' },
  environment_name,
});

describe('the commands of the next steps', () => {
  it('name each kind of place', () => {
    const all: Steps[] = [
      { place: { kind: 'repository', owner: 'octo', repo: 'webinars' } },
      { place: inEnvironment('prod uction'), ghHostname: 'ghe.example', path: `../${file}` },
      { place: { kind: 'organization', org: 'octo' }, sharing: sharings[2] },
    ];
    const lines = all.flatMap((steps) => [...commandsIn(nextSteps(steps)), '']);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "gh secret set SECRETS_WRITER_TOKEN --repo "octo/webinars"
      git add ".github/workflows/goto-keep-alive.yml"
      git commit -m "Keep the GoTo refresh token alive"
      git push
      gh workflow run goto-keep-alive.yml --repo "octo/webinars"

      gh secret set SECRETS_WRITER_TOKEN --repo "ghe.example/octo/webinars" --env "prod uction"
      git add "../.github/workflows/goto-keep-alive.yml"
      git commit -m "Keep the GoTo refresh token alive"
      git push
      gh workflow run goto-keep-alive.yml --repo "ghe.example/octo/webinars"

      gh secret set SECRETS_WRITER_TOKEN --org "octo" --repos "webinars,reports"
      git add ".github/workflows/goto-keep-alive.yml"
      git commit -m "Keep the GoTo refresh token alive"
      git push
      gh workflow run goto-keep-alive.yml
      "
    `);
  });

  it('leave the host of an organization to a variable', () => {
    const place = { kind: 'organization', org: 'octo' } as const;
    expect(nextSteps({ place })).toContain('Then run this,');
    expect(nextSteps({ place, ghHostname: 'ghe.example' })).toContain(
      'Then set the variable GH_HOST to ghe.example, run this,',
    );
  });

  it.each(["it's", '$(id)', 'a”b', '`id`', 'wow!', '%PATH%', 'a\\b'])(
    'do not name the environment %s, which words do',
    (name) => {
      const text = nextSteps({ place: inEnvironment(name) });
      expect(commandsIn(text).join()).not.toContain(name);
      expect(text).toContain(
        `Save the token on GitHub as the secret SECRETS_WRITER_TOKEN of environment ${name} of repository octo/webinars.`,
      );
    },
  );

  it('are none of git where git does not see the file', () => {
    const text = nextSteps({ place: inEnvironment('goto'), kind: 'apart' });
    expect(commandsIn(text).join()).not.toContain('git ');
    expect(text).toContain(
      `4. Copy ${file} into a clone of octo/webinars, and commit it there to the default branch.`,
    );
  });

  it('do not name a file that is on another drive', () => {
    const path = `C:/it's here/${file}`;
    const text = nextSteps({ place: inEnvironment('goto'), path });
    expect(commandsIn(text)).toEqual([
      'gh secret set SECRETS_WRITER_TOKEN --repo "octo/webinars" --env "goto"',
      'gh workflow run goto-keep-alive.yml --repo "octo/webinars"',
    ]);
    expect(text).toContain('Commit the workflow to the default branch of octo/webinars.');
  });
});

/** The words of all commands; those of a place whose name is told in words are left out. */
function wordsOf({ place, ghHostname, sharing, path = file }: Steps, text: string): string[][] {
  const isOrganization = place.kind === 'organization';
  const host = ghHostname === undefined ? [] : [ghHostname];
  const repo = isOrganization ? [] : ['--repo', [...host, place.owner, place.repo].join('/')];
  const visibility = {
    all: ['--visibility', 'all'],
    private: [],
    selected: ['--repos', 'webinars,reports'],
  };
  const where = {
    repository: repo,
    environment: [...repo, '--env', 'environment_name' in place ? place.environment_name : ''],
    organization: [
      '--org',
      'org' in place ? place.org : '',
      ...visibility[sharing?.visibility ?? 'private'],
    ],
  }[place.kind];
  const isInWords = text.includes(`SECRETS_WRITER_TOKEN of ${placeName(place)}.`);
  return [
    ...(isInWords ? [] : [['gh', 'secret', 'set', 'SECRETS_WRITER_TOKEN', ...where]]),
    ...(text.includes('git add')
      ? [
          ['git', 'add', path],
          ['git', 'commit', '-m', 'Keep the GoTo refresh token alive'],
          ['git', 'push'],
        ]
      : []),
    ...(text.includes('under Actions')
      ? []
      : [['gh', 'workflow', 'run', 'goto-keep-alive.yml', ...repo]]),
  ];
}

describe('the commands of the next steps, whatever a place is called, are taken apart', () => {
  const steps = fc.record({
    place: anyPlace,
    ghHostname: fc.constantFrom(undefined, 'ghe.example', 'octo.ghe.com', '[::1]'),
    sharing: fc.constantFrom(...sharings),
    path: fc.constantFrom(file, `../../${file}`, `C:/a b/${file}`),
  });

  const expectAlike = (shell: Shell) => {
    const property = fc.property(fc.array(steps, { maxLength: 20 }), (all) => {
      // Of a repository, nothing is shared.
      const each = all.map((one) =>
        one.place.kind === 'organization' ? one : { ...one, sharing: sharings[1] },
      );
      const printed = each.map((one) => ({ one, text: nextSteps(one) }));
      const lines = printed.flatMap(({ text }) => commandsIn(text));
      expect(shell(lines)).toEqual(printed.flatMap(({ one, text }) => wordsOf(one, text)));
    });
    fc.assert(property, { numRuns: 30 });
  };

  it('by what all shells share', () => expectAlike((lines) => lines.map(takeApart)));
  it('by PowerShell', () => expectAlike(powerShell));
  it('by cmd', () => expectAlike(cmd));
  it('by sh', () => expectAlike(realShell('sh')));
});
