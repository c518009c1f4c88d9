import type { TestContext } from 'vitest';
import {
  DescriptionError,
  type GitHubOptions,
  type GitHubPlace,
  startGitHub,
  write,
  writeCheck,
} from './github-stand-in';
import { rotatingAnswer, startGoTo, tokenAnswer, userAnswer } from './goto-stand-in';
import { someInputs, storedRefreshToken } from './some-inputs';
import type { Match } from './stand-in-server';

export const secretName = 'GOTO_REFRESH_TOKEN';

export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * Starts a GoTo and a GitHub on loopback, in which all goes well and GoTo does not rotate. The
 * repository octo/webinars holds the refresh token.
 */
async function startWorld(options: GitHubOptions = {}) {
  const [goto, github] = await Promise.all([startGoTo(options), startGitHub(options)]);
  const repository = github.addRepository('octo/webinars', {
    secrets: { [secretName]: storedRefreshToken },
  });
  goto.always(tokenAnswer());
  return {
    goto,
    github,
    repository,
    inputs: (overrides: Record<string, string | undefined> = {}) =>
      someInputs({
        'token-url': goto.url,
        'goto-api-url': goto.apiUrl,
        'github-api-url': github.url,
        ...overrides,
      }),
    /** Ends both. @throws when a planned fault was never met */
    close: async () => {
      await Promise.all([goto.close(), github.close()]);
      const unspent = [...goto.unspentFaults(), ...github.unspentFaults()];
      if (unspent.length > 0) throw new Error(`Planned and never met: ${unspent.join('; ')}`);
    },
  };
}

export async function inWorld<T>(
  act: (world: World) => Promise<T>,
  prepare?: (world: World) => void,
): Promise<T> {
  const world = await startWorld();
  let result: T;
  try {
    prepare?.(world);
    result = await act(world);
  } catch (failure) {
    // What was planned and not met would hide why; a request that GitHub does not take is why.
    await world.close().catch((error) => {
      if (error instanceof DescriptionError) throw error;
    });
    throw failure;
  }
  await world.close();
  return result;
}

/** Opens a world that ends with the test. */
export async function worldFor({ onTestFinished }: TestContext, options?: GitHubOptions) {
  const world = await startWorld(options);
  onTestFinished(() => world.close());
  return world;
}

/** A GoTo that rotates each time and knows the organizer. */
export function rotates({ goto }: World): void {
  goto.always(rotatingAnswer());
  goto.alwaysUser(userAnswer());
}

export const inRotatingWorld = <T>(act: (world: World) => Promise<T>): Promise<T> =>
  inWorld(act, rotates);

/** The refresh token that a place holds now. */
export const storedIn = (place: GitHubPlace): string => place.secret(secretName).value;

export { write, writeCheck };

export const anyRead: Match = { method: 'GET' };
export const grant: Match = { method: 'POST' };
