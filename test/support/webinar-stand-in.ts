import { issuedAccessToken, organizerKey } from './goto-stand-in';
import { type Answer, type RecordedRequest, startStandInServer } from './stand-in-server';

export interface WebinarSeed {
  webinarKey: string;
  subject: string;
  times: { startTime: string; endTime: string }[];
  registrants?: RegistrantSeed[];
  questions?: object[];
  approvalType?: 'AUTOMATIC' | 'MANUAL';
  registrationUrl?: string;
  description?: string;
}

export interface SessionSeed {
  sessionKey: string;
  webinarKey: string;
  webinarName: string;
  startTime: string;
  endTime: string;
  registrantsAttended: number;
  registrantCount: number;
  attendees: object[];
}

export interface RegistrantSeed {
  registrantKey: bigint;
  firstName: string;
  lastName: string;
  email: string;
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

const base = `/G2W/rest/v2/organizers/${organizerKey}`;

/** What GoTo's OpenAPI description 2.0.0 has: the operations, and which parameters they need or take. */
const operations: [at: RegExp, needs: string[], takes: string[]][] = [
  [/^GET \/(webinars|sessions)$/, ['fromTime', 'toTime'], ['page', 'size']],
  [/^GET \/webinars\/\d+(\/sessions\/\d+\/attendees)?$/, [], []],
  [/^GET \/webinars\/\d+\/registrants\/(fields|\d+)$/, [], []],
  [/^GET \/webinars\/\d+\/registrants$/, [], ['page', 'limit']],
  [/^POST \/webinars\/\d+\/registrants$/, [], ['resendConfirmation']],
];
const values: Record<string, RegExp> = {
  Time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  page: /^\d+$/,
  size: /^(\d{1,2}|1\d\d|200)$/,
  limit: /^\d+$/,
};
const fieldOfAPerson =
  /^(firstName|lastName|email|source|address|city|state|zipCode|country|phone|organization|jobTitle|questionsAndComments|industry|numberOfEmployees|purchasingTimeFrame|purchasingRole)$/;

/** Throws for a request that does not conform to the description. */
function inspect({ method, path, query, body }: RecordedRequest): void {
  const name = `${method} ${path.replace(base, '')}`;
  const [, needs = [], takes = []] = operations.find(([at]) => at.test(name)) ?? [];
  const isKnown = operations.some(([at]) => at.test(name));
  const isRight = ([key, value]: [string, string]) =>
    [...needs, ...takes].includes(key) && values[key.replace(/^(from|to)/, '')]?.test(value);
  const isWhole = needs.every((key) => query.has(key)) && [...query].every(isRight);
  if (!isKnown || !isWhole) throw new Error(`Not in GoTo's description: ${name}?${query}`);
  if (method !== 'POST') return;
  const { responses = [], ...person } = JSON.parse(body);
  const isPerson = Object.entries(person).every(
    ([field, value]) => fieldOfAPerson.test(field) && typeof value === 'string',
  );
  const isAnswer = (given: Record<string, unknown>) =>
    typeof given.questionKey === 'number' &&
    (typeof given.answerKey === 'number') !== (typeof given.responseText === 'string');
  if (!isPerson || !responses.every(isAnswer))
    throw new Error(`Not in GoTo's description: ${body}`);
}

/**
 * The part of the GoTo Webinar API that webinar jobs use: both envelopes, and keys of 64 bits as JSON
 * numbers where GoTo sends numbers.
 */
export async function startWebinarApi(options: WebinarOptions = {}) {
  const { tls, largestPage = 200 } = options;
  const webinars: WebinarSeed[] = [];
  const sessions: SessionSeed[] = [];
  /** The bodies of the registrations it accepted. */
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

  function upcoming(request: RecordedRequest): object[] {
    const found = within(request, webinars, ({ times }) => times.map((time) => time.startTime));
    const more = { approvalType: 'AUTOMATIC', timeZone: 'Europe/Berlin' };
    return found.map(({ registrants: _, questions: __, ...each }) => ({ ...more, ...each }));
  }

  const held = (request: RecordedRequest) =>
    within(request, sessions, ({ startTime }) => [startTime]).map(
      ({ attendees: _, ...session }) => session,
    );

  function attendees(webinarKey: string, key: string | undefined): Answer {
    const ofWebinar = sessions.filter((each) => each.webinarKey === webinarKey);
    const session = ofWebinar.find(({ sessionKey }) => sessionKey === key);
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
    const { registrantKey: key, joinUrl: link, status } = known ?? {};
    const description = 'The user is already registered';
    if (known) return json(409, { description, registrantKey: key, joinUrl: link, status });
    const registrantKey = 9007199254740993100n + BigInt(webinar.registrants.length);
    const isApproved = webinar.approvalType !== 'MANUAL';
    const joinUrl = isApproved ? `https://join.example.com/${registrantKey}` : undefined;
    webinar.registrants.push({ ...person, registrantKey, ...(joinUrl && { joinUrl }) });
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
  { field: 'industry', maxSize: 128, required: false, answers: ['Health ', 'Other'] },
];

function within<T>({ query }: RecordedRequest, items: T[], timesOf: (item: T) => string[]): T[] {
  const [from = 0, to = 0] = ['fromTime', 'toTime'].map((name) =>
    Date.parse(query.get(name) ?? ''),
  );
  return items.filter((item) =>
    timesOf(item).some((time) => Date.parse(time) >= from && Date.parse(time) <= to),
  );
}
