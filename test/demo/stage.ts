import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { GitHubPlace, GitHubStandIn } from '../support/github-stand-in';
import type { GoToOAuthServer, Grant } from '../support/goto-oauth-server';
import { type ActionOptions, type ActionRun, runAction, spokenLines } from '../support/runner';
import { secretName } from '../support/world';
import * as page from './page';

/** One run of the action, and what came of it. */
interface Seen {
  run: ActionRun;
  place: GitHubPlace;
  /** the token that the secret held when the run began */
  before: string;
  /** what the OAuth server decided */
  grants: Grant[];
  /** the new refresh token that GoTo sent, or '' */
  sent: string;
  /** what GitHub was asked, such as 'PUT GOTO_REFRESH_TOKEN' */
  requests: string[];
}

interface Expected {
  grant: 'kept' | 'rotated';
  errorCode?: string;
  /** what GitHub is asked beside the secret and its key */
  moreReads?: string[];
}

export interface StageOptions {
  goto: GoToOAuthServer;
  github: GitHubStandIn;
  /** the script to run as the action */
  bundle: string;
  isVerbose: boolean;
}

/** Runs the action against GoTo and GitHub, and checks and shows what came of it. */
export class Stage {
  readonly #options: StageOptions;
  #scenes = 0;
  #claims = 0;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /** Shows one of the six scenes. */
  async scene(title: string, story: string, play: () => Promise<void>): Promise<void> {
    this.#scenes += 1;
    this.#claims = 0;
    page.heading(`${this.#scenes} of 6: ${title}`);
    page.paragraph(story);
    await play();
    if (!this.#options.isVerbose) page.paragraph(`${this.#claims} claims hold.`, '  ✓ ');
  }

  /** Runs the action as the runner would, with the token that the place holds now. */
  async run(
    place: GitHubPlace,
    { inputs, state }: Partial<Pick<ActionOptions, 'inputs' | 'state'>> = {},
  ): Promise<Seen> {
    const { goto, github, bundle, isVerbose } = this.#options;
    const before = place.secret(secretName).value;
    const earlierGrants = goto.grants.length;
    const run = await runAction({
      entry: state ? join(dirname(bundle), 'post.js') : bundle,
      inputs: {
        'client-id': goto.clientId,
        'client-secret': goto.clientSecret,
        'refresh-token': before,
        'github-token': github.token,
        'token-url': goto.tokenUrl,
        'goto-api-url': goto.apiUrl,
        'github-api-url': github.url,
        ...inputs,
      },
      ...(state && { state }),
    });
    if (isVerbose) page.step(run);
    const grants = goto.grants.slice(earlierGrants);
    const last = grants.at(-1);
    const sent = last?.kind === 'rotated' ? last.refreshToken : '';
    const requests = github.requests
      .splice(0)
      .map(({ method, path }) => `${method} ${path.split('/secrets/').at(-1)}`)
      .sort();
    return { run, place, before, grants, sent, requests };
  }

  /**
   * Claims that two things are the same. Neither may hold a token: they are shown if they differ.
   *
   * @throws when they differ
   */
  same(claim: string, found: unknown, expected: unknown): void {
    if (!isDeepStrictEqual(found, expected)) {
      const [wanted, actual] = [expected, found].map((value) => JSON.stringify(value));
      throw new Error(`${claim}\n  expected: ${wanted}\n  found:    ${actual}`);
    }
    this.#claims += 1;
    if (this.#options.isVerbose) page.paragraph(claim, '    ✓ ');
  }

  /** Claims that two tokens are the same, and shows as much of them as may be shown. */
  sameToken(claim: string, found: string, expected: string): void {
    const [actual, wanted] = [found, expected].map(
      (token) => `#${createHash('sha256').update(token).digest('hex').slice(0, 12)}`,
    );
    this.same(`${claim} ${wanted}.`, actual, wanted);
  }

  /** Claims what is to be so after a run. */
  async prove(seen: Seen, { grant, errorCode, moreReads = [] }: Expected): Promise<void> {
    const { goto, github } = this.#options;
    const { run, place, before, sent, grants, requests } = seen;
    const isRotation = grant === 'rotated';
    this.same(
      errorCode === undefined ? 'The step succeeded.' : `The step failed with ${errorCode}.`,
      { exitCode: run.exitCode, errorCode: run.outputs['error-code'], stderr: run.stderr },
      { exitCode: errorCode === undefined ? 0 : 1, errorCode, stderr: '' },
    );
    const kinds = grants.map(({ kind }) => kind);
    const rotated = run.outputs['refresh-token-rotated'];
    const reads = [`GET ${secretName}`, ...moreReads, 'GET public-key'];
    const writes = ['PUT GOTO_ACCESS_TOKEN_WRITE_CHECK'];
    if (isRotation) writes.push(`PUT ${secretName}`);
    this.same(
      `GoTo was asked once and sent ${isRotation ? 'a' : 'no'} new refresh token. GitHub was read, asked whether it would take a write, and ${isRotation ? 'asked for one' : 'for none'}.`,
      { grants: kinds, rotated, requests },
      { grants: [grant], rotated: String(isRotation), requests: [...reads, ...writes] },
    );
    const accessToken = run.outputs['access-token'] ?? '';
    const isValid = await goto.isAccessTokenValid(accessToken);
    this.same('The access token is good at the OAuth server.', isValid, true);
    const printed = [...spokenLines(run.lines), run.summary].join('\n');
    const secrets = [accessToken, before, sent, goto.clientSecret, github.token];
    this.same(
      'Apart from the masks, nothing that the action printed holds a token.',
      secrets.filter((secret) => secret !== '' && printed.includes(secret)).length,
      0,
    );
    if (isRotation && errorCode === undefined) return this.proveStored(seen);
    const { value } = place.secret(secretName);
    this.sameToken('The secret opens to what it held before,', value, before);
  }

  /** Claims that the place holds the token that GoTo sent, and that this is the one to keep. */
  async proveStored({ place, before, sent }: Seen): Promise<void> {
    const { value } = place.secret(secretName);
    this.sameToken('The secret opens to the token that GoTo sent,', value, sent);
    const tokens = [value, before];
    this.same(
      'The OAuth server takes this one from now on, and refuses the one before.',
      await Promise.all(tokens.map((token) => this.#options.goto.isRefreshTokenValid(token))),
      [true, false],
    );
  }
}
