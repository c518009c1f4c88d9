import { describe, expect, it, vi } from 'vitest';
import { runBundle } from '../support/action';
import { notForPersonalTokens } from '../support/github-stand-in';
import {
  accountKey,
  issuedAccessToken,
  oauthError,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
} from '../support/goto-stand-in';
import { play, type RunScenario } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import type { PlayedRun } from '../support/transcript';
import { grant, secretName, type World, write } from '../support/world';

/*
 * The committed bundle, on every path through it. Nothing here needs more than Windows and macOS have,
 * and CI runs this file there too. What else there is to say of a run is said of the source.
 */

vi.setConfig({ maxConcurrency: 6 });

const issued = { 'access-token': issuedAccessToken };
const kept = { ...issued, 'refresh-token-rotated': 'false' };
const rotated = { ...issued, 'refresh-token-rotated': 'true' };
const organizer = { 'organizer-key': organizerKey, 'account-key': accountKey };
const lookup = { 'lookup-organizer': 'true' };
const refused: RunScenario = {
  rotated: true,
  given: ({ github }) => github.on(write, notForPersonalTokens()),
};
const nothing = () => undefined;

interface Ending {
  outputs?: Record<string, string>;
  code?: string;
  isStored?: boolean;
  commands?: number;
  says?: RegExp;
}

const scenarios: Record<string, [RunScenario, Ending]> = {
  'keeps the refresh token': [{}, { outputs: kept }],
  'stores a new refresh token': [{ rotated: true }, { outputs: rotated, isStored: true }],
  'stores it in an organization': [
    {
      rotated: true,
      inputs: { organization: 'octo-org' },
      given: ({ github }) => {
        github.addOrganization('octo-org', { secrets: { [secretName]: storedRefreshToken } });
      },
    },
    { outputs: rotated, isStored: true },
  ],
  'looks up the organizer': [
    { rotated: true, inputs: lookup },
    { outputs: { ...rotated, ...organizer }, isStored: true },
  ],
  'takes a personal access token': [
    {
      rotated: true,
      inputs: { ...lookup, 'refresh-token': undefined, 'personal-access-token': 'pat-c0mplete-01' },
    },
    { outputs: { ...kept, ...organizer } },
  ],
  'names a wrong input': [
    { inputs: { 'refresh-token': '' } },
    { code: 'input-invalid', says: /The input refresh-token is empty/ },
  ],
  'finds a GitHub token that may only read': [
    { given: ({ github }) => void Object.assign(github, { access: 'read' }) },
    { code: 'github-permission-missing', says: /but not write them/ },
  ],
  'says what to do when GoTo rejects the refresh token': [
    { given: ({ goto }) => goto.next(oauthError('invalid_grant')) },
    { code: 'refresh-token-rejected', says: /What to do: Start a new run, not a re-run/ },
  ],
  'prints the command when the write is refused': [
    refused,
    { outputs: rotated, code: 'write-back-failed', commands: 1 },
  ],
  'stores at the end of the job what was refused': [
    { ...refused, atTheEnd: nothing },
    { isStored: true, says: /^Notice: At the end of the job, the new refresh token was stored/m },
  ],
  'does nothing at the end of the job when the token is stored': [
    { rotated: true, atTheEnd: nothing },
    { isStored: true, says: /^$/ },
  ],
};
// Windows has no signal that a process can catch from another one.
if (process.platform !== 'win32') {
  scenarios['stores the token when it is canceled'] = [
    {
      interrupt: { by: 'SIGINT', when: ({ goto }: World) => goto.waitForRequest(grant) },
      given: ({ goto }) => goto.next({ delayMs: 500, fault: rotatingAnswer() }),
    },
    { outputs: rotated, code: 'cancelled', isStored: true, says: /\(SIGINT\)\. .* is stored\./ },
  ];
}

describe.concurrent.each([20, 24] as const)('the committed bundle on Node %i', (major) => {
  it.each(Object.entries(scenarios))('%s', (_title, [scenario, ending]) => {
    const { outputs = {}, code, isStored = false, commands = 0, says = /./ } = ending;
    const look = ({ run, world }: PlayedRun) => {
      expect(run.exitCode, run.log).toBe(code === undefined ? 0 : 1);
      expect(run.outputs['error-code']).toBe(code);
      expect(run.outputs).toMatchObject(outputs);
      expect(run.log).toMatch(says);
      expect(recoveryCommands(run.log)).toHaveLength(commands);
      const secrets = world.github.places().flatMap((place) => place.secrets);
      const written = secrets.flatMap((secret) => secret.written);
      expect(written).toEqual(isStored ? [rotatedRefreshToken] : []);
    };
    return play(scenario, look, (options) => runBundle(major, options));
  });
});
