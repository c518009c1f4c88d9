import type { Answer, RecordedRequest } from './faults';
import { issuedAccessToken, organizerKey } from './goto-answers';
import { type StandInServer, startStandInServer } from './stand-in-server';

export interface WebinarSeed {
  webinarKey: string;
  subject: string;
  times: { startTime: string; endTime: string }[];
  registrationUrl?: string;
  description?: string;
  /** AUTOMATIC by default. */
  approvalType?: 'AUTOMATIC' | 'MANUAL';
  registrants?: RegistrantSeed[];
  questions?: {
    questionKey: bigint;
    question: string;
    required: boolean;
    [name: string]: unknown;
  }[];
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

interface PersonSeed {
  registrantKey: bigint;
  firstName: string;
  lastName: string;
  email: string;
}

export interface AttendeeSeed extends PersonSeed {
  attendanceTimeInSeconds: number;
  attendance?: { joinTime: string; leaveTime: string }[];
}

export interface RegistrantSeed extends PersonSeed {
  registrationDate?: string;
  status?: 'APPROVED' | 'DENIED' | 'WAITING';
  joinUrl?: string;
  organization?: string;
  jobTitle?: string;
}

export interface WebinarOptions {
  tls?: { key: string; cert: string };
  /** Pages hold no more than this, however many the client asks for. */
  largestPage?: number;
}

export interface WebinarStandIn extends StandInServer {
  webinars: WebinarSeed[];
  sessions: SessionSeed[];
  /** The bodies of the registrations it accepted. */
  registered: Record<string, unknown>[];
}

const base = `/G2W/rest/v2/organizers/${organizerKey}`;

/** What GoTo's OpenAPI description 2.0.0 has of the operations: the parameters, those required first. */
const operations: { at: RegExp; required?: string[]; optional?: string[] }[] = [
  {
    at: /^GET \/(webinars|sessions)$/,
    required: ['fromTime', 'toTime'],
    optional: ['page', 'size'],
  },
  { at: /^GET \/webinars\/\d+$/ },
  { at: /^GET \/webinars\/\d+\/sessions\/\d+\/attendees$/ },
  { at: /^GET \/webinars\/\d+\/registrants$/, optional: ['page', 'limit'] },
  { at: /^GET \/webinars\/\d+\/registrants\/(fields|\d+)$/ },
  { at: /^POST \/webinars\/\d+\/registrants$/, optional: ['resendConfirmation'] },
];

/** RegistrantFields of that description. */
const fieldsOfAPerson =
  'firstName lastName email source address city state zipCode country phone organization jobTitle questionsAndComments industry numberOfEmployees purchasingTimeFrame purchasingRole responses'.split(
    ' ',
  );

/** Throws for a request that does not conform to the description. */
function inspect({ method, path, query, body, headers }: RecordedRequest): void {
  const name = `${method} ${path.replace(base, '')}`;
  const operation = operations.find(({ at }) => at.test(name));
  if (operation === undefined) throw new Error(`GoTo has no operation ${name}.`);
  const { required = [], optional = [] } = operation;
  const given = [...query.keys()];
  const unknown = given.filter((each) => ![...required, ...optional].includes(each));
  const missing = required.filter((each) => !given.includes(each));
  if (unknown.length + missing.length > 0) throw new Error(`${name}: ${unknown} ${missing}`);
  for (const [key, value] of query) {
    const pattern = key.endsWith('Time')
      ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
      : /^(\d{1,2}|1\d\d|200)$/;
    if (!pattern.test(value)) throw new Error(`${name}: ${key} is ${value}`);
  }
  if (method !== 'POST') return;
  if (headers['content-type'] !== 'application/json') throw new Error(`${name}: no JSON`);
  const { responses = [], ...person } = JSON.parse(body) as Record<string, unknown>;
  const isPerson = Object.entries(person).every(
    ([field, value]) => fieldsOfAPerson.includes(field) && typeof value === 'string',
  );
  const isAnswered = (responses as Record<string, unknown>[]).every(
    ({ questionKey, answerKey, responseText }) =>
      typeof questionKey === 'number' &&
      (typeof answerKey === 'number') !== (typeof responseText === 'string'),
  );
  if (!isPerson || !isAnswered) throw new Error(`${name}: ${body}`);
}

/**
 * The part of the GoTo Webinar API that webinar jobs use: both envelopes, and keys of 64 bits as JSON
 * numbers where GoTo sends numbers.
 */
export async function startWebinarApi(options: WebinarOptions = {}): Promise<WebinarStandIn> {
  const { tls, largestPage = 200 } = options;
  const webinars: WebinarSeed[] = [];
  const sessions: SessionSeed[] = [];
  const registered: Record<string, unknown>[] = [];

  const server = await startStandInServer({ ...(tls && { tls }), inspect, respond });
  function respond(request: RecordedRequest): Answer {
    if (request.headers.authorization !== `Bearer ${issuedAccessToken}`) return expiredToken();
    const [collection, webinarKey, part, key] = request.path.slice(base.length + 1).split('/');
    if (webinarKey === undefined) {
      return collection === 'webinars'
        ? listed(request, 'webinars', upcoming(request))
        : listed(request, 'sessionInfoResources', held(request));
    }
    if (part === 'sessions') return attendees(webinarKey, key);
    const webinar = webinars.find((each) => each.webinarKey === webinarKey);
    if (webinar === undefined) return failure(404, 'NoSuchWebinar');
    if (part === undefined) return json(200, detailOf(webinar));
    if (key === 'fields') return json(200, { fields, questions: webinar.questions ?? [] });
    if (key !== undefined) return registrant(key, webinar);
    return request.method === 'POST' ? register(request, webinar) : registrants(request, webinar);
  }

  function listed({ query }: RecordedRequest, name: string, found: object[]): Answer {
    const size = Math.min(Number(query.get('size') ?? 20), largestPage);
    const number = Number(query.get('page') ?? 0);
    const items = found.slice(number * size, (number + 1) * size);
    const totalPages = Math.ceil(found.length / size);
    return json(200, {
      ...(items.length > 0 && { _embedded: { [name]: items } }),
      page: { size, totalElements: found.length, totalPages, number },
    });
  }

  const upcoming = (request: RecordedRequest) =>
    within(request, webinars, (webinar) => webinar.times.map((time) => time.startTime)).map(
      ({ registrants: _, questions: __, ...webinar }) => ({
        approvalType: 'AUTOMATIC',
        timeZone: 'Europe/Berlin',
        ...webinar,
      }),
    );

  const held = (request: RecordedRequest) =>
    within(request, sessions, (session) => [session.startTime]).map(
      ({ attendees: _, ...session }) => session,
    );

  function attendees(webinarKey: string, sessionKey: string | undefined): Answer {
    const session = sessions.find(
      (each) => each.webinarKey === webinarKey && each.sessionKey === sessionKey,
    );
    return session ? json(200, session.attendees) : failure(404, 'NoSuchSession');
  }

  function registrants({ query }: RecordedRequest, { registrants = [] }: WebinarSeed): Answer {
    const people = registrants.map(({ organization: _, jobTitle: __, ...person }) => person);
    if (!query.has('page') && !query.has('limit')) return json(200, people);
    const limit = Math.min(Number(query.get('limit') ?? 20), largestPage);
    const page = Number(query.get('page') ?? 0);
    const data = people.slice(page * limit, (page + 1) * limit);
    return json(200, { data, total: registrants.length, page, limit });
  }

  function registrant(key: string, { registrants = [] }: WebinarSeed): Answer {
    const person = registrants.find(({ registrantKey }) => String(registrantKey) === key);
    return person ? json(200, person) : failure(404, 'NoSuchRegistrant');
  }

  function register({ body }: RecordedRequest, webinar: WebinarSeed): Answer {
    const person = JSON.parse(body) as RegistrantSeed;
    webinar.registrants ??= [];
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(person.email)) {
      return failure(400, 'InvalidRequest', `email ${person.email} is not valid`);
    }
    const known = webinar.registrants.find(({ email }) => email === person.email);
    if (known) {
      const { registrantKey, joinUrl, status } = known;
      return json(409, {
        description: 'The user is already registered',
        registrantKey,
        joinUrl,
        status,
      });
    }
    const registrantKey = 9007199254740993100n + BigInt(webinar.registrants.length);
    const isApproved = webinar.approvalType !== 'MANUAL';
    const joinUrl = isApproved ? `https://join.example.com/${registrantKey}` : undefined;
    webinar.registrants.push({
      ...person,
      registrantKey,
      status: isApproved ? 'APPROVED' : 'WAITING',
    });
    registered.push({ ...person });
    return json(201, { registrantKey, joinUrl });
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
export function json(status: number, value: unknown): Answer {
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
  { field: 'industry', maxSize: 128, required: false, answers: ['Health', 'Other'] },
];

function within<T>({ query }: RecordedRequest, items: T[], timesOf: (item: T) => string[]): T[] {
  const [from = 0, to = 0] = ['fromTime', 'toTime'].map((name) =>
    Date.parse(query.get(name) ?? ''),
  );
  return items.filter((item) =>
    timesOf(item).some((time) => Date.parse(time) >= from && Date.parse(time) <= to),
  );
}
