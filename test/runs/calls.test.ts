import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleOn } from '../support/drivers';
import type { SecretSeed } from '../support/github-place';
import {
  accountKey,
  oauthError,
  organizerKey,
  rotatingAnswer,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const secrets = { [secretName]: storedRefreshToken };
const repositories = Array.from({ length: 10 }, (_, index) => `octo/r${index + 1}`);
const ids = Array.from({ length: 130 }, (_, index) => 301 + index);

const rotate = ({ goto }: World) => goto.next(rotatingAnswer());
const addRepositories = ({ github }: World) => {
  for (const name of repositories) github.addRepository(name, { secrets });
};
const addOrganization = ({ github }: World, seed: Omit<SecretSeed, 'value'>) =>
  github.addOrganization('octo-org', {
    secrets: { [secretName]: { value: storedRefreshToken, ...seed } },
  });

/** What one of the two services saw of a run. */
interface Traffic {
  connections: number;
  /** by method and what was asked for, each with its number */
  calls: Record<string, number>;
}

interface Case {
  run: string;
  inputs?: Record<string, string>;
  arrange?: (world: World) => void;
  /** 0 unless another is named */
  exitCode?: number;
  github: Traffic;
  goto: Traffic;
}

const nothing: Traffic = { connections: 0, calls: {} };
const twoReads = { 'GET public-key': 1, [`GET ${secretName}`]: 1 };
const oneWrite = { [`PUT ${secretName}`]: 1 };
const grant = { 'POST token': 1 };

// The two reads of a place go side by side, hence two connections; whatever comes later finds one
// of them open, and so does the lookup at GoTo.
const cases: Case[] = [
  {
    run: 'an input error',
    inputs: { 'client-id': '' },
    exitCode: 1,
    github: nothing,
    goto: nothing,
  },
  {
    run: 'nothing rotated',
    github: { connections: 2, calls: twoReads },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'the refresh token echoed',
    arrange: ({ goto }) => goto.next(tokenAnswer({ refresh_token: storedRefreshToken })),
    github: { connections: 2, calls: twoReads },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'rotated',
    arrange: rotate,
    github: { connections: 2, calls: { ...twoReads, ...oneWrite } },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'rotated, in an environment',
    inputs: { environment: 'production' },
    arrange: (world) => {
      world.github.addEnvironment('octo/webinars', 'production', { secrets });
      rotate(world);
    },
    github: { connections: 2, calls: { ...twoReads, ...oneWrite } },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'rotated, in an organization, for all',
    inputs: { organization: 'octo-org' },
    arrange: (world) => {
      addOrganization(world, { visibility: 'all' });
      rotate(world);
    },
    github: { connections: 2, calls: { ...twoReads, ...oneWrite } },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'rotated, for 130 selected repositories',
    inputs: { organization: 'octo-org' },
    arrange: (world) => {
      addOrganization(world, { visibility: 'selected', selectedRepositoryIds: ids });
      rotate(world);
    },
    github: { connections: 2, calls: { ...twoReads, 'GET repositories': 2, ...oneWrite } },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'nothing rotated, in ten repositories',
    inputs: { repository: repositories.join('\n') },
    arrange: addRepositories,
    github: { connections: 10, calls: { 'GET public-key': 10, [`GET ${secretName}`]: 10 } },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'rotated, in ten repositories',
    inputs: { repository: repositories.join('\n') },
    arrange: (world) => {
      addRepositories(world);
      rotate(world);
    },
    github: {
      connections: 10,
      calls: { 'GET public-key': 10, [`GET ${secretName}`]: 10, [`PUT ${secretName}`]: 10 },
    },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'the organizer looked up',
    inputs: { 'lookup-organizer': 'true' },
    arrange: ({ goto }) => goto.alwaysUser(userAnswer()),
    github: { connections: 2, calls: twoReads },
    goto: { connections: 1, calls: { ...grant, 'GET me': 1 } },
  },
  {
    run: 'the organizer named by the grant',
    inputs: { 'lookup-organizer': 'true' },
    arrange: ({ goto }) =>
      goto.next(tokenAnswer({ organizer_key: organizerKey, account_key: accountKey })),
    github: { connections: 2, calls: twoReads },
    goto: { connections: 1, calls: grant },
  },
  {
    run: 'invalid_grant, metadata read once more',
    arrange: ({ goto }) => goto.next(oauthError('invalid_grant')),
    exitCode: 1,
    github: { connections: 2, calls: { ...twoReads, [`GET ${secretName}`]: 2 } },
    goto: { connections: 1, calls: grant },
  },
];

function trafficOf({ requests }: World['github'] | World['goto']): Traffic {
  const calls: Traffic['calls'] = {};
  for (const { method, path } of requests) {
    const call = `${method} ${path.split('/').at(-1)}`;
    calls[call] = (calls[call] ?? 0) + 1;
  }
  return { connections: new Set(requests.map(({ connection }) => connection)).size, calls };
}

// What a run asks for is the same on every Node: one is enough.
describe.each([bundleOn(24)])('$name makes no call that it does not need', (driver) => {
  it.each(cases)('$run', async ({ inputs, arrange, exitCode = 0, github, goto }) => {
    arrange?.(world);
    const run = await driver.runAction({ inputs: world.inputs(inputs) });
    expect(run.exitCode, run.log).toBe(exitCode);
    expect({ github: trafficOf(world.github), goto: trafficOf(world.goto) }).toEqual({
      github,
      goto,
    });
  });
});
