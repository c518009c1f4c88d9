import http from 'node:http';
import sodium from 'libsodium-wrappers';
import { afterEach, expect, it, vi } from 'vitest';
import { notForPersonalTokens } from '../support/github-stand-in';
import { issuedAccessToken, tokenAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { describeRuns, play } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { grant, type World, write } from '../support/world';

/*
 * A new refresh token that cannot be stored. github/store.test.ts and messages/ have the tables.
 */

describeRuns('store', {
  'the write is refused, and the organizer is not looked up': {
    rotated: true,
    inputs: { 'lookup-organizer': 'true' },
    given: ({ github }) => github.on(write, notForPersonalTokens()),
  },
});

it('a token that does not fit into the state is promised no second chance', () => {
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
