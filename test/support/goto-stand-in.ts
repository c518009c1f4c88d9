import type { Answer, Fault, RecordedRequest } from './faults';
import { oauthError } from './goto-answers';
import {
  type StandInServer,
  type StandInServerOptions,
  startStandInServer,
} from './stand-in-server';

interface GoToOptions {
  tls?: NonNullable<StandInServerOptions['tls']>;
}

/** A request to the token endpoint, taken apart but not judged. */
interface TokenRequest {
  request: RecordedRequest;
  /** What the Basic credential decodes to, as it is; undefined if there is none. */
  basic: string | undefined;
}

export interface GoToStandIn extends StandInServer {
  /** What goes into the input `token-url`. */
  url: string;
  /** What goes into the input `goto-api-url`. */
  apiUrl: string;
  /** Answers (or faults) for the next token requests, one each. */
  next: (...answers: Fault[]) => void;
  /** The answer to every token request that nothing else was planned for. */
  always: (answer: Answer) => void;
  /** The same two for the user's record. */
  nextUser: (...answers: Fault[]) => void;
  alwaysUser: (answer: Answer) => void;
  tokenRequests: () => TokenRequest[];
}

const tokenPath = '/oauth/token';
const userPath = '/identity/v1/Users/me';

/**
 * A GoTo that says what it was told to say and checks nothing. A request nobody scripted an answer
 * for gets a 400 with the error `unscripted_request`, which no client tries again.
 */
export async function startGoTo(options: GoToOptions = {}): Promise<GoToStandIn> {
  const standing = new Map<string, Answer>();
  const server = await startStandInServer({
    ...options,
    respond: (request) => {
      const answer = standing.get(route(request.method, request.path));
      return answer ?? oauthError('unscripted_request');
    },
  });
  const plan = (method: string, path: string, answers: Fault[]) => {
    for (const answer of answers) server.on({ method, path }, answer, 'once');
  };

  return {
    ...server,
    url: `${server.origin}${tokenPath}`,
    apiUrl: server.origin,
    next: (...answers) => plan('POST', tokenPath, answers),
    always: (answer) => void standing.set(route('POST', tokenPath), answer),
    nextUser: (...answers) => plan('GET', userPath, answers),
    alwaysUser: (answer) => void standing.set(route('GET', userPath), answer),
    tokenRequests: () => server.requests.filter(({ path }) => path === tokenPath).map(takeApart),
  };
}

const route = (method: string, path: string) => `${method} ${path}`;

function takeApart(request: RecordedRequest): TokenRequest {
  const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return {
    request,
    basic: basic === undefined ? undefined : Buffer.from(basic, 'base64').toString(),
  };
}
