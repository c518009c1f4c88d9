import { afterEach, describe, expect, it } from 'vitest';
import { startWebinarJob, type WebinarJob, type WebinarJobOptions } from '../support/webinar-job';
import { json, tooManyRequests, type WebinarSeed } from '../support/webinar-stand-in';

let job: WebinarJob;
afterEach(() => job.close());

async function start(seed: Partial<WebinarSeed> = {}, options?: WebinarJobOptions): Promise<void> {
  job = await startWebinarJob(options);
  job.api.webinars.push(structuredClone({ ...webinar, ...seed }));
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

const header = 'firstName,lastName,email';
const row = 'Ada,Lovelace,ada@example.com';
const list = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;

describe('The registration', () => {
  it('registers everybody, and says of each row what became of it', async () => {
    await start();
    const { exitCode, log, summary } = await register(
      [
        'firstName,lastName,email,organization,source',
        'Ada,Lovelace,ada@example.com,"Engines, ""Ltd""",Newsletter 1',
        'Jörg,Müller,joerg@example.com,,',
        'Grace,Hopper,grace@example.com,Navy,', // is registered already
        ',,,,',
        'Alan,Turing,alan@nowhere,,',
        'Walt,Waits,walt@example.com,,', // waits already
        'Dan,Denied,dan@example.com,,', // was denied
        '"Mary\nAnn",Jackson,mary@example.com,NASA,',
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
        source: 'Newsletter 1',
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
    await register(list(row));

    expect(await register(list(row))).toMatchObject({
      exitCode: 0,
      log: 'Row 2: registered already\n1 registered already\n',
    });
  });

  it('says who waits, where somebody has to approve', async () => {
    await start({ approvalType: 'MANUAL' });

    expect(await register(list(row))).toMatchObject({
      exitCode: 0,
      log: 'Row 2: waiting\n1 waiting\n::warning::Not all have a place: 1 waiting.\n',
    });
  });

  it('answers questions, with keys as they came', async () => {
    await start({ questions });
    const csv = `${header},How did you hear of us?,"Your ""role""; in short",industry\n`;
    await register(`${csv}${row},Friends,Engineer,Health\n`);

    expect(posts()[0]?.body).toContain(
      '"industry":"Health","responses":[{"questionKey":9007199254740993301,"answerKey":9007199254740993401},' +
        '{"questionKey":9007199254740993302,"responseText":"Engineer"}]',
    );
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

  const names = 'it needs one of these names, once: "firstName", "lastName", "email", ';
  it.each([
    ['has no header', `${row}\n${row}\n`, `Column 1: ${names}`],
    ['names another field', list(row).replace('firstName', 'first name'), `Column 1: ${names}`],
    ['names a field twice', `${header},email\n${row},x@example.com\n`, `Column 4: ${names}`],
    ['does not name a column', `${header},\n${row},more\n`, `Column 4: ${names}`],
    ['lacks a cell', list(row, 'Jo,Doe'), 'Row 3: it has 2 cells, and the first row 3\n'],
    ['lacks what is required', list('Jo,,jo@example.com'), 'Row 2: "lastName" is empty\n'],
    ['lacks a required answer', list(row), 'Row 2: "How did you hear of us?" is empty\n'],
    [
      'is too long',
      list(`${'A'.repeat(129)},B,c@example.com`),
      'Row 2: "firstName" is longer than 128 ',
    ],
    [
      'makes another choice',
      `${header},How did you hear of us?,industry\n${row},friends,Heath\n`,
      'Row 2: "industry" must be one of "Health", "Other"\n' +
        'Row 2: "How did you hear of us?" must be one of "Friends", "Web"\n',
    ],
  ])('registers nobody from a file that %s', async (_, csv, message) => {
    await start({ questions });
    const { exitCode, log, summary } = await register(csv);

    expect(exitCode).toBe(1);
    expect(log).toContain(message);
    expect(log).toContain(
      '\n::error::Nobody was registered. Correct lists/people.csv as the log says',
    );
    expect(summary).toContain('Nobody was registered');
    expect(log).not.toMatch(/Ada|Lovelace|example\.com/);
    expect(posts()).toEqual([]);
  });

  it.each([
    ['a quotation mark too many', list(row, '"Jo" Doe,Doe,x'), 'Row 3 of lists'],
    ['a quotation mark too few', list(`"${row}`, row), 'Row 2 of lists'],
    ['another encoding', Buffer.from('firstName\nJörg\n', 'latin1'), 'is not UTF-8'],
  ])('registers nobody from a file with %s', async (_, csv, message) => {
    await start();
    const { log } = await register(csv);

    expect(log).toMatch(/^::error::.+\n$/);
    expect(log).toContain(message);
    expect(posts()).toEqual([]);
  });

  it.each([
    [
      'refuses more than one person',
      json(403, { msg: 'Full', email: 'ada@example.com' }),
      '(403): {"msg":"Full","email":"…"}',
    ],
    ['says too little', json(201, { errorCode: 'Busy' }), '(201): {"errorCode":"Busy"}'],
  ])('stops at a row where GoTo %s, and says who was not tried', async (_, answer, reason) => {
    await start();
    job.api.on({ method: 'POST' }, { delayMs: 0 }, 2);
    job.api.on({ method: 'POST' }, answer);
    const people = ['ada', 'bea', 'cyd', 'dan', 'eve'].map((name) => `A,B,${name}@example.com`);
    const { exitCode, log, summary } = await register(list(...people));

    expect(exitCode).toBe(1);
    expect(log).toContain(
      `Row 2: registered\nRow 3: registered\nRow 4: failed ${reason}\nRow 5: not tried\nRow 6: not tried\n`,
    );
    expect(log).toContain('\n::error::2 registered, 1 failed, 2 not tried. Correct');
    expect(summary).toContain('- Row 3&#58; registered\n- Row 4&#58; failed ');
    expect(posts()).toHaveLength(3);
  });

  it('does not take any 409 for a registration', async () => {
    await start();
    job.api.on({ method: 'POST' }, json(409, { errorCode: 'WebinarInSession' }));

    expect((await register(list(row))).log).toContain(
      'Row 2: refused (409): {"errorCode":"WebinarInSession"}',
    );
  });

  it('goes on when GoTo was busy', async () => {
    await start();
    job.api.on({ method: 'POST' }, tooManyRequests());
    // GoTo registered the person, and the answer did not come.
    job.api.on({ method: 'POST' }, { lost: 'reset' });
    const { exitCode, log } = await register(list(row));

    expect({ exitCode, log }).toEqual({
      exitCode: 0,
      log: 'Row 2: registered already\n1 registered already\n',
    });
    expect(job.api.registered).toHaveLength(1);
  });

  it('stops at a webinar that GoTo does not know', async () => {
    await start();

    expect((await register('email\n', '123')).log).toContain(
      'GoTo: /webinars/123/registrants/fields failed (404): ',
    );
    expect((await register('email\n', '12 3')).log).toContain('registration link, not "12 3".');
  });

  it('is not made from a public repository', async () => {
    await start({}, { isPublic: true });

    expect((await register(list(row))).log).toMatch(/^::error::Use a private repository/);
    expect(job.api.requests).toEqual([]);
  });
});

const grace = {
  registrantKey: 9007199254740993001n,
  firstName: 'Grace',
  lastName: 'Hopper',
  email: 'grace@example.com',
};

const webinar: WebinarSeed = {
  webinarKey: '9007199254740993201',
  subject: 'First steps',
  times: [{ startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z' }],
  registrants: [
    grace,
    { ...grace, email: 'walt@example.com', status: 'WAITING' },
    { ...grace, email: 'dan@example.com', status: 'DENIED' },
  ],
};

const questions = [
  {
    questionKey: 9007199254740993301n,
    question: 'How did you hear of us? ',
    required: true,
    type: 'multipleChoice',
    maxSize: 1000,
    answers: [
      { answer: 'Friends ', answerKey: 9007199254740993401n },
      { answer: 'Web', answerKey: 9007199254740993402n },
    ],
  },
  {
    questionKey: 9007199254740993302n,
    question: 'Your "role"; in short',
    required: false,
    type: 'shortAnswer',
    maxSize: 1000,
  },
];
