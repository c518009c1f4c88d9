import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleOn, source } from '../support/action';
import { describedRepository } from '../support/github-stand-in';
import { storedRefreshToken } from '../support/some-inputs';
import { type Match, matches } from '../support/stand-in-server';
import {
  anyRead,
  rotates,
  secretName,
  startWorld,
  storedIn,
  type World,
  write,
  writeAt,
  writeCheck,
} from '../support/world';

/*
 * How many connections a run opens, how many requests it has out at a time, and how long it takes with
 * many repositories. Which requests a run makes is in the transcripts.
 */

let world: World;
beforeEach(async () => {
  world = await startWorld();
  rotates(world);
});
afterEach(() => world.close());

// The drivers of the bundle see to it that Node has no word of too many listeners to say; Node 20 is
// the easier to upset.
const { runAction } = bundleOn(20);

/** Adds repositories, and gives the inputs for a run that stores in all of them. */
function inRepositories(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `octo/webinars-${index}`);
  for (const name of names) {
    world.github.addRepository(name, { secrets: { [secretName]: storedRefreshToken } });
  }
  return world.inputs({ repository: names.join('\n') });
}

const connections = ({ requests }: World['github'] | World['goto']) =>
  new Set(requests.map(({ connection }) => connection)).size;

const mostAtOnce = (match: Match) =>
  Math.max(
    ...world.github.requests
      .filter((request) => matches(match, request))
      .map(({ inFlight }) => inFlight),
  );

describe('connections', () => {
  // The two reads of a place and the write check go side by side. Whatever comes later finds one of
  // them open, and so does the lookup at GoTo.
  it.each([
    ['a rotation and a lookup', 3, () => world.inputs({ 'lookup-organizer': 'true' })],
    ['five repositories', 10, () => inRepositories(5)],
    ['ten repositories', 10, () => inRepositories(10)],
  ])('for %s: %i to GitHub and one to GoTo', async (_what, toGitHub, inputs) => {
    expect((await runAction({ inputs: inputs() })).exitCode).toBe(0);
    expect([connections(world.github), connections(world.goto)]).toEqual([toGitHub, 1]);
  });
});

describe('with many repositories', () => {
  it('GitHub is not asked for too much at once', async () => {
    const inputs = inRepositories(50);
    world.github.on({}, { delayMs: 100 }, 'always');
    const run = await runAction({ inputs });
    expect(run.exitCode).toBe(0);
    expect(world.github.writes()).toHaveLength(50);
    for (const match of [anyRead, writeCheck]) {
      expect(mostAtOnce(match)).toBeLessThanOrEqual(10);
      expect(mostAtOnce(match)).toBeGreaterThanOrEqual(6);
    }
    expect(mostAtOnce(write)).toBeLessThanOrEqual(4);
    expect(mostAtOnce(write)).toBeGreaterThanOrEqual(2);
    expect(world.github.requests.filter((one) => matches(writeCheck, one))).toHaveLength(10);
    expect(run.lines.length).toBeLessThan(20);
  });

  it('the oldest date counts, however long the others take', async () => {
    const inputs = inRepositories(2);
    world.github.on(writeAt(/webinars-1\//), { delayMs: 2_000 });
    const run = await source.runAction({ inputs });
    const places = world.github.places().filter((place) => storedIn(place) !== storedRefreshToken);
    const dates = places.map((place) => Date.parse(place.secret(secretName).updatedAt));
    expect(dates).toHaveLength(2);
    const reported = Date.parse(run.outputs['refresh-token-updated-at'] ?? '');
    expect(Math.abs(reported - Math.min(...dates))).toBeLessThanOrEqual(1_000);
  });
});

describe('with an organization secret that many repositories share', () => {
  const shareWith = (selectedRepositoryIds: number[]) => {
    const seed = {
      value: storedRefreshToken,
      visibility: 'selected',
      selectedRepositoryIds,
    } as const;
    world.github.addOrganization('octo-org', { secrets: { [secretName]: seed } });
    return world.inputs({ organization: 'octo-org' });
  };
  const sentBack = () => JSON.parse(world.github.writes()[0]?.body ?? '').selected_repository_ids;
  const pages = { path: /\/repositories\?/ };

  it('a full page of the longest names is read to its end', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => index + 1);
    const inputs = shareWith(ids);
    const longest = (record: object, address: string): object =>
      Object.fromEntries(
        Object.entries(record).map(([name, value]) => {
          if (name === 'owner') return [name, longest(value, address)];
          return [name, /url$/.test(name) ? `${address}/${name}{/longest_suffix}` : value];
        }),
      );
    const address = `https://${'h'.repeat(63)}/api/v3/repos/${'o'.repeat(39)}/${'r'.repeat(100)}`;
    const record = longest(describedRepository.inList, address);
    const prose = { description: '🦊'.repeat(350), topics: Array(20).fill('t'.repeat(50)) };
    world.github.on(
      pages,
      ({ query }) => {
        const size = Number(query.get('per_page'));
        const from = (Number(query.get('page')) - 1) * size;
        const repositories = ids
          .slice(from, from + size)
          .map((id) => ({ ...record, ...prose, id }));
        return { status: 200, body: { total_count: ids.length, repositories } };
      },
      'always',
    );
    expect((await source.runAction({ inputs })).exitCode).toBe(0);
    expect(sentBack()).toEqual(ids);
  });
});
