import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { runBundle } from '../support/action';
import { notForPersonalTokens, type SecretSeed } from '../support/github-stand-in';
import { rotatedRefreshToken } from '../support/goto-stand-in';
import { type ActionOptions, committedPost, importing } from '../support/runner';
import { failureOf, play, type RunScenario, testTranscripts } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import { down } from '../support/stand-in-server';
import type { PlayedRun } from '../support/transcript';
import { inRotatingWorld, secretName, storedIn, type World, write } from '../support/world';

/*
 * The post step, which stores what the main step could not store. action/state.test.ts has the state,
 * messages/post.test.ts the words.
 */

const refused: RunScenario = {
  rotated: true,
  given: ({ github }) => github.on(write, notForPersonalTokens()),
  atTheEnd: () => undefined,
};
const removesOne: RunScenario = {
  rotated: true,
  inputs: { organization: 'octo-org' },
  given: ({ github }) => {
    const shared: Partial<SecretSeed> = { visibility: 'selected', selectedRepositoryIds: [3, 5] };
    const secrets = { [secretName]: { value: storedRefreshToken, ...shared } };
    github.addOrganization('octo-org', { secrets });
    github.on(write, notForPersonalTokens());
  },
  atTheEnd: ({ github }) => {
    const place = github.places().find(({ label }) => label === 'octo-org');
    Object.assign(place?.secret(secretName) ?? {}, { selectedRepositoryIds: [5] });
  },
};

testTranscripts('post', {
  'GitHub is busy at first': { ...refused, atTheEnd: ({ github }) => github.on(write, down(), 2) },
  'still refused': {
    ...refused,
    atTheEnd: ({ github }) => github.on(write, notForPersonalTokens()),
  },
  'somebody has put an older secret back since': {
    ...refused,
    atTheEnd: ({ repository }) =>
      Object.assign(repository.secret(secretName), { updatedAt: '2020-01-02T03:04:05Z' }),
  },
  'there is another key': { ...refused, atTheEnd: ({ repository }) => repository.rotateKey() },
  'somebody has deleted the secret since': {
    ...refused,
    atTheEnd: ({ repository }) => repository.remove(secretName),
  },
  'an organization has removed a repository since': removesOne,
});

describe('a post step', () => {
  interface Ending {
    code?: ErrorCode;
    says: RegExp;
    commands?: number;
    isStored?: boolean;
  }
  const withToken = (token: string): RunScenario => ({
    ...refused,
    handed: (world) => ({ inputs: world.inputs({ 'github-token': token }) }),
  });

  it.each<[string, RunScenario, Ending]>([
    [
      'leaves alone what somebody has written since',
      {
        ...refused,
        atTheEnd: ({ repository }) =>
          Object.assign(repository.secret(secretName), { updatedAt: '2099-01-02T03:04:05Z' }),
      },
      { says: /^\S+ of repository octo.webinars was written since .* nothing is stored there/ },
    ],
    [
      "prints the command again with another action's token",
      withToken('ghs_of-another-action'),
      { code: 'write-back-failed', says: /an hour, and may have expired: .* a composite action/ },
    ],
    [
      'prints the command again without a token',
      withToken(''),
      { code: 'input-invalid', says: /github-token is empty at the end of the job/ },
    ],
    [
      'stores what can be read of its state',
      { ...refused, handed: (_world, state) => ({ state: { ...state, write_9: '{' } }) },
      { code: 'write-back-failed', says: /1 of the values/, commands: 0, isStored: true },
    ],
    [
      'asks nobody with a state that was cut',
      {
        ...refused,
        handed: (_world, { write_0: saved = '' }) => ({ state: { write_0: saved.slice(0, -2) } }),
      },
      { code: 'write-back-failed', says: /printed command .*: it still stands/, commands: 0 },
    ],
    [
      'knows the address of GitHub, whatever the inputs are',
      {
        ...refused,
        handed: (world) => ({
          inputs: world.inputs({ 'github-api-url': 'https://github.invalid', repository: 'a/b' }),
        }),
      },
      { says: /^Notice: At the end of the job/m, isStored: true },
    ],
  ])('%s', (_title, scenario, { code, says, commands = code ? 1 : 0, isStored = false }) =>
    play(scenario, ({ run, world }) => {
      if (code) failureOf(run, code);
      else expect(run.exitCode).toBe(0);
      expect(run.log).toMatch(says);
      expect(recoveryCommands(run.log)).toHaveLength(commands);
      expect(storedIn(world.repository) === rotatedRefreshToken).toBe(isStored);
      expect(world.goto.requests).toHaveLength(1);
    }),
  );

  it('names no more than five places in its notice', () => {
    const names = Array.from({ length: 6 }, (_none, index) => `octo/place-${index}`);
    const inputs = { repository: names.join('\n') };
    const given = ({ github }: World) => {
      const secrets = { [secretName]: storedRefreshToken };
      for (const name of names) github.addRepository(name, { secrets });
      github.on(write, notForPersonalTokens(), names.length);
    };
    return play({ ...refused, inputs, given }, ({ run }) => {
      expect(run.annotations[0]?.message).toContain('after all in 6 places, which the log names.');
    });
  });
});

const inBundle = (options: ActionOptions) => runBundle(24, options);

it('a post step that gets a signal while it is loaded stores the token', () => {
  const nodeArgs = importing(`
    const on = process.on;
    process.on = (event, ...rest) => {
      on.call(process, event, ...rest);
      if (event !== 'SIGTERM') return process;
      process.on = on;
      process.emit(event, event);
      return process;
    };`);
  const look = ({ run, world }: PlayedRun) => {
    expect(failureOf(run, 'cancelled')).toContain('and it is stored.');
    expect(recoveryCommands(run.log)).toHaveLength(1);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  };
  return play({ ...refused, handed: () => ({ nodeArgs }) }, look, inBundle);
});

it('a post step without the rest of its bundle says that the command stands', async () => {
  const alone = await mkdtemp(join(tmpdir(), 'post-'));
  const entry = join(alone, 'post.js');
  await cp(committedPost, entry);
  const look = ({ run }: PlayedRun) =>
    expect(run.log).toMatch(/^Error: The post step could not start.*it still stands/s);
  await play({ ...refused, handed: () => ({ entry }) }, look, inBundle);
  await rm(alone, { recursive: true });
});

// Only a process of its own can be killed.
it('a post step stores what a main step has saved that was killed before the write', () =>
  inRotatingWorld(async (world) => {
    const nodeArgs = importing(`
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { appendFileSync } = fs;
      fs.appendFileSync = (file, text, ...rest) => {
        appendFileSync(file, text, ...rest);
        if (text.includes('write_0')) process.kill(process.pid, 'SIGKILL');
      };
      syncBuiltinESMExports();`);
    const inputs = world.inputs();
    const { signal, state } = await inBundle({ inputs, nodeArgs });
    expect(signal).toBe('SIGKILL');
    expect(storedIn(world.repository)).toBe(storedRefreshToken);
    const end = await inBundle({ inputs, state });
    expect(end.exitCode, end.log).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  }));
