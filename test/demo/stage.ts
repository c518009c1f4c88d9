import { dirname, join } from 'node:path';
import type { GitHubPlace } from '../support/github-stand-in';
import { type GitHubStandIn, startGitHub } from '../support/github-stand-in';
import {
  type GoToOAuthServer,
  type Grant,
  type OAuthServerOptions,
  startGoToOAuthServer,
} from '../support/goto-oauth-server';
import { type ActionOptions, type ActionRun, runAction, spokenLines } from '../support/runner';
import { secretName } from '../support/world';
import * as page from './printed-page';
import { ClaimFailed, Proof } from './proof';

/** One run of the action, and what came of it. */
export interface Seen {
  run: ActionRun;
  place: GitHubPlace;
  /** the token the secret held when the run began */
  before: string;
  /** what the OAuth server decided */
  grants: Grant[];
  /** the new refresh token that GoTo sent, if it did */
  sent: string | undefined;
  /** what GitHub was asked, such as 'PUT GOTO_REFRESH_TOKEN' */
  requests: string[];
}

export interface StageOptions {
  rotate: NonNullable<OAuthServerOptions['rotate']>;
  /** the script to run as the action */
  bundle: string;
  /** when all must be over, on the clock of `performance.now()` */
  deadline: number;
}

/** A real OAuth server and a stand-in for GitHub on loopback, and the bundle to run against them. */
export class Stage {
  readonly goto: GoToOAuthServer;
  readonly github: GitHubStandIn;
  /** octo/webinars, which holds a refresh token as a sign-in gave it */
  readonly repository: GitHubPlace;
  readonly #options: StageOptions;

  private constructor(
    services: { goto: GoToOAuthServer; github: GitHubStandIn; repository: GitHubPlace },
    options: StageOptions,
  ) {
    this.goto = services.goto;
    this.github = services.github;
    this.repository = services.repository;
    this.#options = options;
  }

  static async open(options: StageOptions): Promise<Stage> {
    const { rotate } = options;
    const [goto, github] = await Promise.all([startGoToOAuthServer({ rotate }), startGitHub()]);
    const secrets = { [secretName]: await goto.firstRefreshToken() };
    const repository = github.addRepository('octo/webinars', { secrets });
    return new Stage({ goto, github, repository }, options);
  }

  async close(): Promise<void> {
    await Promise.all([this.goto.close(), this.github.close()]);
  }

  /** Runs the action as the runner would, with the token that the place holds now, and shows it. */
  async perform(place: GitHubPlace, inputs: Record<string, string> = {}): Promise<Seen> {
    const { goto } = this;
    const before = place.secret(secretName).value;
    const earlierGrants = goto.grants.length;
    const { run, requests } = await this.#run({ inputs: { 'refresh-token': before, ...inputs } });
    page.outputs(run);
    const grants = goto.grants.slice(earlierGrants);
    const last = grants.at(-1);
    const sent = last?.kind === 'rotated' ? last.refreshToken : undefined;
    return { run, place, before, grants, sent, requests };
  }

  /** Runs the action at the end of the job, with what the main step saved, and shows it. */
  endJob({ run, before }: Seen): Promise<Pick<Seen, 'run' | 'requests'>> {
    return this.#run({ inputs: { 'refresh-token': before }, state: run.state });
  }

  async #run(
    options: Pick<ActionOptions, 'inputs' | 'state'>,
  ): Promise<Pick<Seen, 'run' | 'requests'>> {
    const { goto, github } = this;
    const { bundle, deadline } = this.#options;
    const entry = options.state ? join(dirname(bundle), 'post.js') : bundle;
    const earlierRequests = github.requests.length;
    const inputs = {
      'client-id': goto.clientId,
      'client-secret': goto.clientSecret,
      'github-token': github.token,
      'token-url': goto.tokenUrl,
      'goto-api-url': goto.apiUrl,
      'github-api-url': github.url,
      ...options.inputs,
    };
    const timeLimitMs = Math.min(20_000, deadline - performance.now());
    const run = await runAction({ ...options, entry, timeLimitMs, inputs });
    page.log(run);
    if (run.stderr !== '')
      throw new ClaimFailed(`stderr was to stay empty, and says\n${run.stderr}`);
    const requests = github.requests
      .slice(earlierRequests)
      .map(({ method, path }) => `${method} ${path.split('/secrets/').at(-1)}`)
      .sort();
    return { run, requests };
  }

  /** Begins a proof with what is to be shown of every run. */
  async prove(
    { run, before, sent, grants, requests }: Seen,
    claimed: { errorCode?: string; grant: Grant['kind']; reads?: string[] },
  ): Promise<Proof> {
    const { errorCode, grant, reads = [] } = claimed;
    const isRotation = grant === 'rotated';
    const accessToken = run.outputs['access-token'] ?? '';
    const printed = [...spokenLines(run.lines), run.summary].join('\n');
    return new Proof('The proof')
      .same(
        errorCode === undefined ? 'The step succeeded.' : `The step failed with ${errorCode}.`,
        { exitCode: run.exitCode, errorCode: run.outputs['error-code'] },
        { exitCode: errorCode === undefined ? 0 : 1, errorCode },
      )
      .same(
        `GoTo was asked once and sent ${isRotation ? 'a' : 'no'} new refresh token. GitHub was read, asked whether it would take a write, and ${isRotation ? 'asked for one' : 'for none'}.`,
        {
          grants: grants.map(({ kind }) => kind),
          rotated: run.outputs['refresh-token-rotated'],
          requests,
        },
        {
          grants: [grant],
          rotated: String(isRotation),
          requests: [
            `GET ${secretName}`,
            ...reads.map((read) => `GET ${read}`),
            'GET public-key',
            'PUT GOTO_ACCESS_TOKEN_WRITE_CHECK',
            ...(isRotation ? [`PUT ${secretName}`] : []),
          ],
        },
      )
      .same(
        'The access token is good at the OAuth server.',
        await this.goto.isAccessTokenValid(accessToken),
        true,
      )
      .same(
        'Apart from the masks, nothing that the action printed holds a token.',
        [accessToken, before, sent, this.goto.clientSecret, this.github.token].filter(
          (secret) => secret !== undefined && secret !== '' && printed.includes(secret),
        ).length,
        0,
      );
  }

  /** Adds to a proof that the place holds the token GoTo sent, and that this is the one to keep. */
  async proveStored(proof: Proof, { place, before, sent }: Seen): Promise<void> {
    const { value } = place.secret(secretName);
    proof
      .sameToken('The secret opens to the token that GoTo sent,', value, sent)
      .same(
        'The OAuth server takes this one from now on, and refuses the one before.',
        await Promise.all([value, before].map((token) => this.goto.isRefreshTokenValid(token))),
        [true, false],
      )
      .close();
  }
}
