import { afterEach, describe, expect, it } from 'vitest';
import { startWebinarJob, type WebinarJob } from '../support/webinar-job';
import { json, tooManyRequests, type WebinarSeed } from '../support/webinar-stand-in';

let job: WebinarJob;
afterEach(() => job.close());

async function start(seed: Partial<WebinarSeed> = {}): Promise<void> {
  job = await startWebinarJob();
  job.api.webinars.push(structuredClone({ ...webinar, ...seed }));
}

async function register(list: string | Buffer, webinarKey = webinar.webinarKey) {
  const { files: _, ...run } = await job.run('register', {
    values: { 'inputs.webinar-key': webinarKey },
    list,
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
    const people = [
      'Ada,Lovelace,ada@example.com,"Engines, ""Ltd""",Newsletter 1',
      'Jörg,Müller,joerg@example.com,,',
      'Grace,Hopper,grace@example.com,Navy,', // is registered already
      ',,,,',
      'Alan,Turing,alan@nowhere,,',
      'Walt,Waits,walt@example.com,,', // waits already
      'Dan,Denied,dan@example.com,,', // was denied
      '"Mary\nAnn",Jackson,mary@example.com,NASA,',
    ];
    const { exitCode, log, summary } = await register(
      `${header},organization,source\n${people.join('\n')}`,
    );

    expect(exitCode).toBe(1);
    await expect(log).toMatchFileSnapshot('files/register-log.txt');
    await expect(summary).toMatchFileSnapshot('files/register-summary.txt');
    const bodies = job.api.registered.map((person) => Object.values(person));
    expect(bodies).toEqual([
      ['Ada', 'Lovelace', 'ada@example.com', 'Engines, "Ltd"', 'Newsletter 1'],
      ['Jörg', 'Müller', 'joerg@example.com'],
      ['Mary\nAnn', 'Jackson', 'mary@example.com', 'NASA'],
    ]);
  });

  it('can be started again with the same file', async () => {
    await start();
    await register(list(row));
    const log = 'Row 2: registered already\n1 registered already\n';

    expect(await register(list(row))).toMatchObject({ exitCode: 0, log });
  });

  it('says who waits, where somebody has to approve', async () => {
    await start({ approvalType: 'MANUAL' });
    const log = 'Row 2: waiting\n1 waiting\n::warning::Not all have a place: 1 waiting.\n';

    expect(await register(list(row))).toMatchObject({ exitCode: 0, log });
  });

  it('answers questions, with keys as they came', async () => {
    await start({ questions });
    const csv = `${header},How did you hear of us?,"Your ""role""; in short",industry\n`;
    await register(`${csv}${row},Friends,Engineer,Health\n`);

    expect(posts()[0]?.body).toContain(
      '"industry":"Health ","responses":[{"questionKey":9007199254740993301,"answerKey":9007199254740993401},' +
        '{"questionKey":9007199254740993302,"responseText":"Engineer"}]',
    );
  });

  it('reads what a German Excel writes', async () => {
    await start();
    await register('\uFEFFfirstName;lastName;email;\r\n"A; A."; Lovelace, PhD ;a@example.com;\r\n');

    const ada = { firstName: 'A; A.', lastName: 'Lovelace, PhD', email: 'a@example.com' };
    expect(job.api.registered).toEqual([ada]);
  });

  const names = 'it needs one of these names, once: "firstName", "lastName", "email", ';
  const hear = '"How did you hear of us?"';
  it.each([
    ['has no header', `${row}\n${row}\n`, `Column 1: ${names}`],
    ['names another field', list(row).replace('N', ' n'), `Column 1: ${names}`],
    ['names a field twice', `${header},email\n${row},x@example.com\n`, `Column 4: ${names}`],
    ['does not name a column', `${header},\n${row},more\n`, `Column 4: ${names}`],
    ['lacks a cell', list(row, 'J,D'), 'Row 3: it has 2 cells, and the first row 3\n'],
    ['lacks what is required', list('Jo,,jo@example.com'), 'Row 2: "lastName" is empty\n'],
    ['lacks an answer', list(row), `Row 2: ${hear} is empty\n`],
    ['is too long', list(row.replace('A', 'A'.repeat(127))), '"firstName" is longer than 128 '],
    ['has no such choice', `${header},industry\n${row},health\n`, 'one of "Health", "Other"\n'],
    [
      'answers otherwise',
      `${header},${hear}\n${row},friends\n`,
      `${hear} must be one of "Friends", "Web"\n`,
    ],
  ])('registers nobody from a file that %s', async (_, csv, message) => {
    await start({ questions });
    const { exitCode, log, summary } = await register(csv);

    expect(exitCode).toBe(1);
    expect(log).toContain(message);
    expect(log).toContain('\n::error::Nobody was registered. Correct people.csv as the log says');
    expect(summary).toContain('Nobody was registered');
    expect(log).not.toMatch(/Ada|Lovelace|example\.com/);
    expect(posts()).toEqual([]);
  });

  it.each([
    ['a quotation mark too many', list(row, '"Jo" Doe,Doe,x'), 'Row 3 of people.csv has a quot'],
    ['a quotation mark too few', list(`"${row}`, row), 'Row 2 of people.csv has a quotation'],
    ['another encoding', Buffer.from('firstName\nJörg\n', 'latin1'), 'is not UTF-8'],
  ])('registers nobody from a file with %s', async (_, csv, message) => {
    await start();
    const { log } = await register(csv);

    expect(log).toMatch(/^::error::.+\n$/);
    expect(log).toContain(message);
    expect(posts()).toEqual([]);
  });

  it.each([
    [403, { msg: 'Full', email: 'ada@example.com' }, '(403): {"msg":"Full","email":"…"}'],
    [201, { errorCode: 'Busy' }, '(201): {"errorCode":"Busy"}'],
  ])('stops at a row with the answer %i %o, and says who was not tried', async (...given) => {
    const [status, body, reason] = given;
    await start();
    job.api.on({ method: 'POST' }, { delayMs: 0 }, 2);
    job.api.on({ method: 'POST' }, json(status, body));
    const people = [...'abcde'].map((name) => `A,B,${name}@example.com`);
    const { exitCode, log, summary } = await register(list(...people));

    expect(exitCode).toBe(1);
    expect(log).toContain('Row 2: registered\nRow 3: registered\n');
    expect(log).toContain(`\nRow 4: failed ${reason}\nRow 5: not tried\nRow 6: not tried\n`);
    expect(log).toContain('\n::error::2 registered, 1 failed, 2 not tried. Correct');
    expect(summary).toContain('- Row 3&#58; registered\n- Row 4&#58; failed ');
    expect(posts()).toHaveLength(3);
  });

  it('does not take any 409 for a registration', async () => {
    await start();
    job.api.on({ method: 'POST' }, json(409, { errorCode: 'WebinarInSession' }));

    expect((await register(list(row))).log).toContain('Row 2: refused (409): {"errorCode":"Web');
  });

  it('goes on when GoTo was busy', async () => {
    await start();
    job.api.on({ method: 'POST' }, tooManyRequests());
    job.api.on({ method: 'POST' }, { lost: 'reset' }); // GoTo registered the person

    expect((await register(list(row))).log).toBe(
      'Row 2: registered already\n1 registered already\n',
    );
    expect(job.api.registered).toHaveLength(1);
  });

  it('stops at a webinar that GoTo does not know', async () => {
    await start();

    const message = 'GoTo: /webinars/123/registrants/fields failed (404): ';
    expect((await register('email\n', '123')).log).toContain(message);
  });
});

const grace = { registrantKey: 9007199254740993001n, firstName: 'Grace', lastName: 'Hopper' };

const webinar: WebinarSeed = {
  webinarKey: '9007199254740993201',
  subject: 'First steps',
  times: [{ startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z' }],
  registrants: [
    { ...grace, email: 'grace@example.com' },
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
    answers: [
      { answer: 'Friends ', answerKey: 9007199254740993401n },
      { answer: 'Web', answerKey: 9007199254740993402n },
    ],
  },
  { questionKey: 9007199254740993302n, question: 'Your "role"; in short', type: 'shortAnswer' },
];
