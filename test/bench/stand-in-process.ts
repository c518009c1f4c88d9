import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-answers';
import { storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, storedIn, type World } from '../support/world';
import type { Account, Order, Reply } from './stand-ins';

/*
 * GoTo and GitHub in a process of their own, so that what the bench does with a run does not hold
 * up an answer to it. A world is opened for each run, outside of the measured time.
 */

let world: World;
let names: string[];

async function open({ rotates, repositories, latency }: Order): Promise<Record<string, string>> {
  world = await startWorld();
  const { github, goto } = world;
  const secrets = { [secretName]: storedRefreshToken };
  names = Array.from({ length: repositories }, (_, index) => `octo/webinars-${index + 1}`);
  for (const name of names) github.addRepository(name, { secrets });
  if (rotates) goto.always(rotatingAnswer());
  if (latency > 0) {
    for (const service of [github, goto]) service.on({}, { delayMs: latency }, 'always');
  }
  return world.inputs({ repository: names.join('\n') });
}

async function close(): Promise<Account> {
  const { github, goto } = world;
  const path = (name: string) => `/repos/${name}/actions/secrets/${secretName}`;
  const account: Account = {
    requests: [
      ...github.requests.map(({ at, method }) => ({ at, name: `GitHub ${method}` })),
      ...goto.requests.map(({ at, method }) => ({ at, name: `GoTo ${method}` })),
    ].sort((one, other) => one.at - other.at),
    stored: names.filter(
      (name) => storedIn(github.placeOf(path(name)).place) === rotatedRefreshToken,
    ).length,
  };
  await world.close();
  return account;
}

process.on('message', async (order: Order | 'close') => {
  const reply: Reply = await (order === 'close' ? close() : open(order)).then(
    (value) => ({ value }),
    (failure: unknown) => ({ failure: String(failure) }),
  );
  process.send?.(reply);
});
process.once('disconnect', () => process.exit());
