import type { Answer, RecordedRequest } from './faults';
import { issuedAccessToken, organizerKey } from './goto-answers';
import { type StandInServer, startStandInServer } from './stand-in-server';

export interface WebinarSeed {
  webinarKey: string;
  subject: string;
  times: { startTime: string; endTime: string }[];
  registrationUrl?: string;
  description?: string;
  registrants?: RegistrantSeed[];
  questions?: { questionKey: bigint; question: string; required: boolean; answers?: object[] }[];
}

export interface SessionSeed {
  sessionKey: string;
  webinarKey: string;
  webinarName: string;
  startTime: string;
  endTime: string;
  registrantsAttended: number;
  registrantCount: number;
  attendees: AttendeeSeed[];
}

export interface AttendeeSeed {
  registrantKey: bigint;
  firstName: string;
  lastName: string;
  email: string;
  attendanceTimeInSeconds: number;
  attendance?: { joinTime: string; leaveTime: string }[];
}

export interface RegistrantSeed {
  registrantKey: bigint;
  firstName: string;
  lastName: string;
  email: string;
  registrationDate?: string;
  status?: 'APPROVED' | 'DENIED' | 'WAITING';
}

export interface WebinarOptions {
  tls?: { key: string; cert: string };
  /** Pages hold no more than this, however many the client asks for. */
  largestPage?: number;
  /** The number of the first page of registrants, which GoTo does not document. */
  firstPage?: 0 | 1;
}

export interface WebinarStandIn extends StandInServer {
  webinars: WebinarSeed[];
  sessions: SessionSeed[];
  /** The bodies of the registrations it accepted. */
  registered: Record<string, unknown>[];
}

const base = `/G2W/rest/v2/organizers/${organizerKey}`;

/**
 * The part of the GoTo Webinar API that webinar jobs use: both envelopes, and keys of 64 bits as JSON
 * numbers where GoTo sends numbers.
 */
export async function startWebinarApi(options: WebinarOptions = {}): Promise<WebinarStandIn> {
  const { tls, largestPage = 200, firstPage = 0 } = options;
  const webinars: WebinarSeed[] = [];
  const sessions: SessionSeed[] = [];
  const registered: Record<string, unknown>[] = [];

  const server = await startStandInServer({ ...(tls && { tls }), respond });
  function respond(request: RecordedRequest): Answer {
    if (request.headers.authorization !== `Bearer ${issuedAccessToken}`) return expiredToken();
    if (!request.path.startsWith(`${base}/`)) return failure(404, 'NotFound');
    const [collection, webinarKey, part, key] = request.path.slice(base.length + 1).split('/');
    if (webinarKey === undefined) {
      if (collection === 'webinars') return listed(request, 'webinars', upcoming(request));
      if (collection === 'sessions') return listed(request, 'sessionInfoResources', held(request));
      return failure(404, 'NotFound');
    }
    const webinar = webinars.find((each) => each.webinarKey === webinarKey);
    if (part === 'sessions') return attendees(webinarKey, key);
    if (webinar === undefined) return failure(404, 'NoSuchWebinar');
    if (part === undefined) return json(200, detailOf(webinar));
    if (key === 'fields') return json(200, { fields, questions: webinar.questions ?? [] });
    return request.method === 'POST' ? register(request, webinar) : registrants(request, webinar);
  }

  function listed(request: RecordedRequest, name: string, found: object[] | undefined): Answer {
    if (found === undefined) return failure(400, 'InvalidRequest');
    const asked = Number(request.query.get('size') ?? 20);
    if (asked > 200) return failure(400, 'InvalidRequest');
    const size = Math.min(asked, largestPage);
    const number = Number(request.query.get('page') ?? 0);
    const items = found.slice(number * size, (number + 1) * size);
    const totalPages = Math.ceil(found.length / size);
    return json(200, {
      ...(items.length > 0 && { _embedded: { [name]: items } }),
      page: { size, totalElements: found.length, totalPages, number },
    });
  }

  const upcoming = (request: RecordedRequest) =>
    within(request, webinars, (webinar) => webinar.times.map((time) => time.startTime))?.map(
      ({ registrants: _, questions: __, ...webinar }) => ({
        ...webinar,
        timeZone: 'Europe/Berlin',
      }),
    );

  const held = (request: RecordedRequest) =>
    within(request, sessions, (session) => [session.startTime])?.map(
      ({ attendees: _, ...session }) => session,
    );

  function attendees(webinarKey: string, sessionKey: string | undefined): Answer {
    const session = sessions.find(
      (each) => each.webinarKey === webinarKey && each.sessionKey === sessionKey,
    );
    return session ? json(200, session.attendees) : failure(404, 'NoSuchSession');
  }

  function registrants({ query }: RecordedRequest, { registrants = [] }: WebinarSeed): Answer {
    if (!query.has('page') && !query.has('limit')) return json(200, registrants);
    const limit = Math.min(Number(query.get('limit') ?? 20), largestPage);
    const page = Math.max(Number(query.get('page') ?? firstPage), firstPage);
    const start = (page - firstPage) * limit;
    const data = registrants.slice(start, start + limit);
    return json(200, { data, total: registrants.length, page, limit });
  }

  function register({ body }: RecordedRequest, webinar: WebinarSeed): Answer {
    const person = JSON.parse(body) as RegistrantSeed;
    webinar.registrants ??= [];
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(person.email)) {
      return failure(400, 'InvalidRequest', `email ${person.email} is not valid`);
    }
    if (webinar.registrants.some(({ email }) => email === person.email)) {
      return failure(409, 'DuplicateRegistrant', 'The user is already registered');
    }
    const registrantKey = 9007199254740993100n + BigInt(webinar.registrants.length);
    webinar.registrants.push({ ...person, registrantKey });
    registered.push({ ...person });
    return json(201, { registrantKey, joinUrl: `https://join.example.com/${registrantKey}` });
  }

  return { ...server, webinars, sessions, registered };
}

/** How GoTo answers once an access token is older than an hour. */
export const expiredToken = (): Answer => json(403, { int_err_code: 'InvalidToken' });

/** How GoTo answers the eleventh request within a second. */
export const tooManyRequests = (retryAfter = 1): Answer => ({
  ...json(429, { int_err_code: 'TooManyRequests' }),
  headers: { 'retry-after': String(retryAfter), 'content-type': 'application/json' },
});

const failure = (status: number, errorCode: string, message = errorCode): Answer =>
  json(status, { errorCode, message, reference: '8d4b3c' });

/** An answer whose bigints are sent as JSON numbers. */
function json(status: number, value: unknown): Answer {
  const mark = 'int64:';
  const text = JSON.stringify(value, (_key, each) =>
    typeof each === 'bigint' ? `${mark}${each}` : each,
  );
  const body = Buffer.from(text.replaceAll(new RegExp(`"${mark}(\\d+)"`, 'g'), '$1'));
  return { status, body, headers: { 'content-type': 'application/json' } };
}

const detailOf = ({ registrants = [], questions: _, ...webinar }: WebinarSeed) => ({
  ...webinar,
  webinarKey: BigInt(webinar.webinarKey),
  numberOfRegistrants: registrants.length,
  registrationLimit: 1000,
  inSession: false,
});

const fields = [
  { field: 'firstName', maxSize: 128, required: true },
  { field: 'lastName', maxSize: 128, required: true },
  { field: 'email', maxSize: 128, required: true },
  { field: 'organization', maxSize: 128, required: false },
];

/** @returns undefined unless both times are there and in UTC */
function within<T>(
  { query }: RecordedRequest,
  items: T[],
  timesOf: (item: T) => string[],
): T[] | undefined {
  const limits = [query.get('fromTime') ?? '', query.get('toTime') ?? ''];
  if (!limits.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time))) return;
  const [from = 0, to = 0] = limits.map((time) => Date.parse(time));
  return items.filter((item) =>
    timesOf(item).some((time) => Date.parse(time) >= from && Date.parse(time) <= to),
  );
}
