// The types of the scripts. What GoTo sends may lack any part that is optional here.

type Problems = string[];

type Query = Record<string, string>;

interface Toolkit {
  core: typeof import('@actions/core');
  github: ReturnType<typeof import('@actions/github').getOctokit>;
  context: typeof import('@actions/github').context;
}

type Main = (toolkit: Toolkit) => Promise<void>;

interface DateRange {
  startTime: string;
  endTime: string;
}

interface Webinar {
  webinarKey?: string;
  subject?: string | null;
  description?: string | null;
  times?: DateRange[] | null;
  registrationUrl?: string | null;
}

/** One date of a webinar that has all that it takes. */
interface WebinarDate extends DateRange {
  webinarKey: string;
  subject: string;
  description?: string | null;
  registrationUrl?: string | null;
}

/** A completed session: the scripts leave out one that lacks these. */
interface Session extends DateRange {
  sessionKey: string;
  webinarKey: string;
  webinarName?: string | null;
  registrantsAttended?: number;
  registrantCount?: number;
}

interface Person {
  registrantKey?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
}

interface Attendee extends Person {
  attendanceTimeInSeconds?: number;
  attendance?: { joinTime?: string; leaveTime?: string }[] | null;
}

interface Registrant extends Person {
  status?: 'APPROVED' | 'WAITING' | 'DENIED';
  registrationDate?: string;
  joinUrl?: string;
}

/** A row of the report. */
interface Attendance extends Record<string, unknown> {
  attendance: string;
  minutes: number;
}

interface Field {
  field: string;
  required?: boolean;
  maxSize?: number;
  answers?: string[];
}

interface Question extends Omit<Field, 'field' | 'answers'> {
  questionKey: string;
  question: string;
  type?: string;
  answers?: { answer: string; answerKey: string }[];
}

/** A column that a list of people may have. */
interface Column extends Pick<Field, 'required' | 'maxSize'> {
  name: string;
  questionKey?: string;
  type?: string;
  /** Empty where any text is fine. Choices of a question have keys. */
  choices: { answer: string; text: string; key?: string }[];
}

/** What one person has in that column. */
type Given = Column & { value: string };

interface ListOptions {
  /** Whose list it is, in a message. */
  of?: string;
  /** Undefined for a list that comes at once. */
  query?: Query;
  /** The name of what no two entries share. */
  key?: string;
  /** What each entry must have. */
  needs?: string[];
  count?: number | undefined;
  problems: Problems;
}

// biome-ignore lint/suspicious/noExplicitAny: what GoTo answers; each use says what it should be
type Json = any;

interface Shared {
  requirePrivate: (toolkit: Toolkit) => Promise<void>;
  /** The named columns of rows, as a table of Markdown. */
  tableOf: (rows: Record<string, unknown>[], names: string[]) => string;
  plain: (text: unknown) => string;
  csv: (rows: Record<string, unknown>[]) => string;
  readCsv: (file: string) => string[][];
  local: (time: string | number | Date | undefined) => string;
  when: (time: string | number) => string;
  datesOf: (webinars: Webinar[], core: Toolkit['core']) => WebinarDate[];
  between: (from: number, to: number) => Query;
  /** NaN where there is none. */
  runTimes: (toolkit: Pick<Toolkit, 'github' | 'context'>) => Promise<number[]>;
  finish: (core: Toolkit['core'], summary: string[], problems: Problems) => Promise<void>;
  list: (path: string, options: ListOptions) => Promise<Json[]>;
  get: (path: string, query?: Query) => Promise<Json>;
  send: (path: string, options?: RequestInit) => Promise<{ status: number; text: string }>;
}

interface JSON {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { source: string }) => unknown,
  ): Json;
  rawJSON(text: string): object;
}

interface DetailsJob {
  path: string;
  core: Toolkit['core'];
  problems: Problems;
}
