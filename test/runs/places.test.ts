import http from 'node:http';
import sodium from 'libsodium-wrappers';
import { afterEach, expect, it, vi } from 'vitest';
import { badCredentials, notForPersonalTokens } from '../support/github-stand-in';
import { issuedAccessToken, tokenAnswer } from '../support/goto-stand-in';
import { failureOf, play, testTranscripts } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import { down } from '../support/stand-in-server';
import { grant, secretName, type World, write } from '../support/world';

/*
 * Where the secret may live, what is found there before GoTo is asked, and a new refresh token that
 * cannot be stored there. github/ and messages/ have the tables.
 */

const publicKeyRead = { path: /\/public-key$/ };
const refusing = new RegExp(`/octo/(reports|registrations)/.*${secretName}$`);
const secrets = { [secretName]: storedRefreshToken };
const several = 'octo/webinars\nocto/reports\nocto/registrations';
const addRepositories = ({ github }: World) =>
  ['octo/reports', 'octo/registrations'].map((name) => github.addRepository(name, { secrets }));

testTranscripts('places', {
  'an environment': {
    rotated: true,
    inputs: { environment: 'web & ``mail``' },
    given: ({ github }) => github.addEnvironment('octo/webinars', 'web & ``mail``', { secrets }),
  },
  'an organization, and two repositories that share the secret': {
    rotated: true,
    inputs: { organization: 'octo-org' },
    given: ({ github }) => {
      const shared = { visibility: 'selected' as const, selectedRepositoryIds: [301, 302] };
      const secret = { value: storedRefreshToken, ...shared };
      github.addOrganization('octo-org', { secrets: { [secretName]: secret } });
    },
  },
  'three repositories, two of which refuse the write': {
    rotated: true,
    inputs: { repository: several },
    given: (world) => {
      addRepositories(world);
      world.github.on({ ...write, path: refusing }, notForPersonalTokens(), 2);
    },
  },

  'the GitHub token is not accepted': {
    given: ({ github }) => github.on(publicKeyRead, badCredentials(), 3),
  },
  'the GitHub token may only read': {
    given: ({ github }) => void Object.assign(github, { access: 'read' }),
  },
  'no such secret in the environment': {
    inputs: { environment: 'production' },
    given: ({ github }) => void github.addEnvironment('octo/webinars', 'production'),
  },
  'GitHub is down': {
    given: ({ github }) => github.on(publicKeyRead, { ...down(), body: '<h1>Unicorn!</h1>' }, 5),
  },
  'the write is refused, and the organizer is not looked up': {
    rotated: true,
    inputs: { 'lookup-organizer': 'true' },
    given: ({ github }) => github.on(write, notForPersonalTokens()),
  },
});

it('a token that does not fit into the state is promised no try at the end of the job', () => {
  const given = ({ goto, github }: World) => {
    goto.next(tokenAnswer({ refresh_token: 't'.repeat(30 * 1024) }));
    github.on(write, notForPersonalTokens());
  };
  return play({ given }, ({ run }) => {
    expect(failureOf(run, 'write-back-failed')).not.toContain('end of the job');
  });
});

afterEach(() => void vi.restoreAllMocks());

// Code of ours cannot be made to throw from outside.
it.each<[string, commands: number, breakIt: () => void]>([
  [
    'with much to say leaves the command',
    1,
    () => {
      const { request } = http;
      vi.spyOn(http, 'request').mockImplementation(((url: URL, options: http.RequestOptions) => {
        if (options.method === 'PUT') throw new Error(`broken${'!'.repeat(5_000)}`);
        return request(url, options);
      }) as typeof request);
    },
  ],
  [
    'while it seals leaves the access token',
    0,
    () => {
      vi.spyOn(sodium, 'crypto_box_seal').mockImplementation(() => {
        throw new Error('out of memory');
      });
    },
  ],
])('a bug in the action %s', (_title, commands, breakIt) => {
  const given = ({ goto }: World) => goto.on(grant, () => void breakIt());
  return play({ rotated: true, given }, ({ run }) => {
    expect(failureOf(run, 'unexpected')).toContain('What to do: Paste the command');
    expect(run.outputs['access-token']).toBe(issuedAccessToken);
    expect(recoveryCommands(run.log)).toHaveLength(commands);
  });
});
