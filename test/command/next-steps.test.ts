import { expect, it } from 'vitest';
import { printNextSteps, type Situation, type TokenSituation } from '../../src/command/next-steps';
import { printSignedIn } from '../../src/command/sign-in';
import { Screen, type Terminal } from '../../src/command/terminal';
import type { SecretPlace } from '../../src/github/places';
import { jwt } from '../support/goto-stand-in';
import { takeApart } from '../support/shells';

/** What is printed where nothing is wrapped. */
function printed(print: (terminal: Terminal) => void): string {
  let text = '';
  const stream = { write: (chunk: string) => (text += chunk) };
  print(new Screen(stream as unknown as NodeJS.WriteStream) as Terminal);
  return text;
}

const path = '.github/workflows/goto-keep-alive.yml';
const inRepository: SecretPlace = { kind: 'repository', owner: 'octo', repo: 'webinars' };
const inEnvironment = (environment_name: string, owner = 'octo'): SecretPlace => {
  return { ...inRepository, kind: 'environment', owner, environment_name };
};
const inOrganization: SecretPlace = { kind: 'organization', org: 'octo' };
const notShared = { visibility: 'private' as const, selected: [] };

function nextSteps(
  places: SecretPlace[],
  workflow: Partial<Situation['workflow']>,
  { hasFailures = false, ...more }: Partial<TokenSituation> & { hasFailures?: boolean } = {},
): string {
  const name = 'SECRETS_WRITER_TOKEN';
  const token = { name, places, without: places, sharing: notShared, ghHostname: undefined };
  const situation: Situation = {
    writerToken: { ...token, ...more },
    workflow: { path, kind: 'written', ...workflow },
    hasFailures,
  };
  return printed((terminal) => printNextSteps(terminal, situation));
}

it('what is left to do names each kind of place, in commands that all shells read alike', async () => {
  const other: SecretPlace = { ...inRepository, repo: `a-name-of-${'30-characters-'.repeat(2)}` };
  const selected = [{ repo: 'webinars' }, { repo: 'reports' }];
  const shared = { visibility: 'selected' as const, selected };
  const withAll = { visibility: 'all' as const, selected: [] };
  const text = [
    nextSteps([other, inRepository], { path: `../${path}` }),
    nextSteps([inEnvironment('prod uction')], { kind: 'apart' }, { ghHostname: 'ghe.example' }),
    nextSteps([inEnvironment("it's"), inEnvironment('b', 'acme')], { kind: 'printed' }),
    nextSteps([inOrganization], { path: `C:/it's here/${path}` }, { sharing: shared }),
    nextSteps([inOrganization], { kind: 'kept' }, { ghHostname: 'ghe.example', sharing: withAll }),
    nextSteps([inRepository], {}, { without: [], hasFailures: true }),
  ].join('\n──\n');
  await expect(text).toMatchFileSnapshot('transcripts/next-steps.txt');
  for (const [, command = ''] of text.matchAll(/^ {3}((?:gh|git) .*)$/gm)) takeApart(command);
});

it.each([
  [undefined, 'tick identity:scim.me in the OAuth client at developer.logmeininc.com/clients'],
  ['collab:', 'add identity:scim.me to --scope'],
  ['collab: identity:scim.me', 'tick identity:scim.me in the OAuth client'],
])('without the scope of the organizer, when %s was requested, it says: %s', (requested, cure) => {
  const refreshToken = jwt({ expiresAt: new Date('2099-01-02T03:04:05Z') });
  const tokens = { refreshToken, principal: 'ann', scope: 'collab:' };
  const text = printed((terminal) => printSignedIn(terminal, tokens, requested));
  expect(text).toContain('✓ Signed in to GoTo as ann.\n  Granted scopes: collab:\n');
  expect(text).toContain('  The refresh token works until 2099-01-02T03:04:05Z.');
  expect(text).toContain(`If you use that, ${cure}`);
});
