import { afterEach, describe, expect, it } from 'vitest';
import { startWebinarJob, type WebinarJob, type WebinarJobOptions } from '../support/webinar-job';
import { expiredToken, tooManyRequests, type WebinarSeed } from '../support/webinar-stand-in';

let job: WebinarJob;
afterEach(() => job.close());

async function start(options?: WebinarJobOptions): Promise<void> {
  job = await startWebinarJob(options);
  job.api.webinars.push(structuredClone(webinar));
}

async function register(csv: string | Buffer, webinarKey = webinar.webinarKey) {
  const { files: _, ...run } = await job.run('register', {
    now: '2026-11-26T04:23:00Z',
    values: { 'inputs.webinar-key': webinarKey, 'inputs.file': 'lists/people.csv' },
    files: { 'lists/people.csv': csv },
  });
  return run;
}

const posts = () => job.api.requests.filter(({ method }) => method === 'POST');

describe('The registration', () => {
  it('registers everybody, and names the rows that GoTo refuses', async () => {
    await start();
    const { exitCode, log, summary } = await register(
      [
        'firstName,lastName,email,organization',
        'Ada,Lovelace,ada@example.com,"Engines, ""Ltd"""',
        'Jörg,Müller,joerg@example.com,',
        'Grace,Hopper,grace@example.com,Navy', // is registered already
        ',,,',
        'Alan,Turing,alan@nowhere,',
        'Kurt,,kurt@example.com,',
        'Emmy,Noether,emmy@example.com',
        '"Mary\nAnn",Jackson,mary@example.com,NASA',
      ].join('\n'),
    );

    expect(exitCode).toBe(1);
    await expect(log).toMatchFileSnapshot('files/register-log.txt');
    await expect(summary).toMatchFileSnapshot('files/register-summary.txt');
    expect(job.api.registered).toEqual([
      {
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@example.com',
        organization: 'Engines, "Ltd"',
      },
      { firstName: 'Jörg', lastName: 'Müller', email: 'joerg@example.com' },
      {
        firstName: 'Mary\nAnn',
        lastName: 'Jackson',
        email: 'mary@example.com',
        organization: 'NASA',
      },
    ]);
  });

  it('can be started again with the same file', async () => {
    await start();
    const csv = 'firstName,lastName,email\nAda,Lovelace,ada@example.com\n';
    await register(csv);

    expect(await register(csv)).toMatchObject({
      exitCode: 0,
      log: '0 registered, 1 already registered, 0 refused.\n',
    });
  });

  it('answers questions, with keys as they came', async () => {
    await start();
    job.api.webinars[0]?.questions?.push(...questions);
    const csv = 'firstName,lastName,email,How did you hear of us?,"Your ""role"""\n';
    await register(`${csv}Ada,Lovelace,ada@example.com,Friends,Engineer\n`);

    expect(posts()[0]?.body).toContain(
      '"responses":[{"questionKey":9007199254740993301,"answerKey":9007199254740993401},' +
        '{"questionKey":9007199254740993302,"responseText":"Engineer"}]',
    );
  });

  it('demands an answer where the webinar does', async () => {
    await start();
    job.api.webinars[0]?.questions?.push(...questions);

    expect(
      (await register('firstName,lastName,email\nAda,Lovelace,ada@example.com\n')).log,
    ).toContain('Row 2: "How did you hear of us?" is empty.');
    expect(posts()).toEqual([]);
  });

  it('reads what a German Excel writes', async () => {
    await start();
    await register(
      '\uFEFFfirstName;lastName;email;\r\n"Ada; A."; Lovelace, PhD ;ada@example.com;\r\n',
    );

    expect(job.api.registered).toEqual([
      { firstName: 'Ada; A.', lastName: 'Lovelace, PhD', email: 'ada@example.com' },
    ]);
  });

  const row = 'Ada,Lovelace,ada@example.com\n';
  it.each([
    ['has no head', row, 'Column 1, 2, 3 has none of these names: "firstName", '],
    ['names another field', `first name,lastName,email\n${row}`, 'Column 1 has none of'],
    [
      'has a quotation mark too many',
      `firstName,lastName,email\n${row}"Jo" Doe,Doe,x\n`,
      'Row 3 of',
    ],
    ['has a quotation mark too few', `firstName,lastName,email\n"${row}${row}`, 'Row 2 of'],
    ['is in another encoding', Buffer.from('firstName\nJörg\n', 'latin1'), 'is not UTF-8'],
  ])('registers nobody from a file that %s', async (_, csv, message) => {
    await start();
    const { exitCode, log } = await register(csv);

    expect(exitCode).toBe(1);
    expect(log).toMatch(/^::error::.+\n$/);
    expect(log).toContain(message);
    expect(log).not.toMatch(/Ada|Lovelace|example\.com/);
    expect(posts()).toEqual([]);
  });

  it('stops when the access token expires', async () => {
    await start();
    job.api.on({ method: 'POST' }, expiredToken());
    const { exitCode, log } = await register(`firstName,lastName,email\n${row}`);

    expect(exitCode).toBe(1);
    expect(log).toBe('::error::The access token has expired: it lives an hour. Start a new run.\n');
  });

  it('stops at the row where GoTo refuses more than that person', async () => {
    await start();
    job.api.on(
      { method: 'POST' },
      { status: 403, body: { msg: 'Full', email: 'ada@example.com' } },
    );
    const { exitCode, log } = await register(`firstName,lastName,email\n${row}${row}`);

    expect(exitCode).toBe(1);
    expect(log).toBe('::error::GoTo failed at row 2 (403): {"msg":"Full","email":"…"}\n');
    expect(posts()).toHaveLength(1);
  });

  it('goes on when GoTo was busy', async () => {
    await start();
    job.api.on({ method: 'POST' }, tooManyRequests());
    // GoTo registered the person, and the answer said otherwise.
    job.api.on({ method: 'POST' }, { status: 502 }, 2);
    const { exitCode } = await register(`firstName,lastName,email\n${row}`);

    expect({ exitCode, registered: job.api.registered.length }).toEqual({
      exitCode: 0,
      registered: 1,
    });
  });

  it('stops at a webinar that GoTo does not know, or a file that is not there', async () => {
    await start();

    expect((await register('email\n', '123')).log).toContain(
      'GoTo: GET /webinars/123/registrants/fields failed (404): ',
    );
    expect((await register('email\n', '12 3')).log).toContain('registration link, not "12 3".');
  });

  it('is not made from a public repository', async () => {
    await start({ isPublic: true });

    expect((await register(row)).log).toMatch(/^::error::Use a private repository/);
    expect(job.api.requests).toEqual([]);
  });
});

const webinar: WebinarSeed = {
  webinarKey: '9007199254740993201',
  subject: 'First steps',
  times: [{ startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z' }],
  questions: [],
  registrants: [
    {
      registrantKey: 9007199254740993001n,
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
    },
  ],
};

const questions = [
  {
    questionKey: 9007199254740993301n,
    question: 'How did you hear of us?',
    required: true,
    answers: [{ answer: 'Friends', answerKey: 9007199254740993401n }],
  },
  { questionKey: 9007199254740993302n, question: 'Your "role"', required: false },
];
