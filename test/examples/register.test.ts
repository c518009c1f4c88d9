import { describe, expect, it } from 'vitest';
import {
  startWebinarJob,
  tooManyRequests,
  type Webinar,
  type WebinarJob,
} from '../support/webinar-stand-in';

let job: WebinarJob;

async function start(more: Partial<Webinar> = {}): Promise<void> {
  job = await startWebinarJob();
  job.api.webinars.push({ ...webinar, ...more });
}

async function register(list?: string | Buffer) {
  const values = { 'inputs.webinar-key': webinar.webinarKey };
  const { exitCode, log, summary } = await job.run('register', { values, list });
  return { exitCode, log, summary };
}

const posts = () => job.api.requests.filter(({ method }) => method === 'POST');
const registered = () => posts().flatMap(({ status, body }) => (status === 201 ? [body] : []));

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
    const csv = `${header},organization,source\n${people.join('\n')}`;
    const { exitCode, log, summary } = await register(csv);

    expect(exitCode).toBe(1);
    await expect(log).toMatchFileSnapshot('files/register-log.txt');
    await expect(summary).toMatchFileSnapshot('files/register-summary.txt');
    expect(registered()).toEqual([
      '{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","organization":"Engines, \\"Ltd\\"","source":"Newsletter 1"}',
      '{"firstName":"Jörg","lastName":"Müller","email":"joerg@example.com"}',
      '{"firstName":"Mary\\nAnn","lastName":"Jackson","email":"mary@example.com","organization":"NASA"}',
    ]);
  });

  it('says who waits, where somebody has to approve', async () => {
    await start({ approvalType: 'MANUAL' });
    const log = 'Row 2: waiting\n1 waiting\n::warning::Not all have a place: 1 waiting.\n';

    expect(await register(list(row))).toMatchObject({ exitCode: 0, log });
  });

  it.each([
    [
      'answers to questions, with keys as they came',
      `${header},How did you hear of us?,"Your ""role""; in short",industry\n${row},Friends,Engineer,Health\n`,
      '{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","industry":"Health ","responses":[' +
        '{"questionKey":9007199254740993301,"answerKey":9007199254740993401},' +
        '{"questionKey":9007199254740993302,"responseText":"Engineer"}]}',
    ],
    [
      'what a German Excel writes',
      '\uFEFFfirstName;lastName;email;How did you hear of us?;\r\n"A; A."; Lovelace, PhD ;a@example.com;Web;\r\n',
      '{"firstName":"A; A.","lastName":"Lovelace, PhD","email":"a@example.com","responses":[' +
        '{"questionKey":9007199254740993301,"answerKey":9007199254740993402}]}',
    ],
  ])('reads %s', async (_, csv, body) => {
    await start({ questions });
    await register(csv);

    expect(registered()).toEqual([body]);
  });

  it('registers nobody from a file with mistakes, and names them all', async () => {
    await start({ questions });
    const { exitCode, log } = await register(`\
firstName,lastName,email,lastname,email,,industry,How did you hear of us?
${'A'.repeat(129)},,a@example.com,,,cell,health,friends
J,D
C,D,,,,,Other,
`);
    const names =
      '"firstName", "lastName", "email", "organization", "industry", "How did you hear of us?", ' +
      '"Your "role"; in short", "source"';

    expect(log.split('\n')).toEqual([
      ...[4, 5, 6].map((column) => `Column ${column}: it needs one of these names, once: ${names}`),
      'Row 2: "firstName" is longer than 128 characters',
      'Row 2: "lastName" is empty',
      'Row 2: "industry" must be one of "Health", "Other"',
      'Row 2: "How did you hear of us?" must be one of "Friends", "Web"',
      'Row 3: it has 2 cells, and the first row 8',
      'Row 4: "email" is empty',
      'Row 4: "How did you hear of us?" is empty',
      'Nobody was registered',
      '::error::Nobody was registered. Correct people.csv as the log says, and start a new run with it.',
      '',
    ]);
    expect({ exitCode, posts: posts() }).toEqual({ exitCode: 1, posts: [] });
  });

  it.each([
    ['no header', `${row}\n`, '\n::error::Nobody was registered. Correct people.csv'],
    ['a quotation mark too many', list(row, '"Jo" Doe,Doe,x'), '::error::Row 3 of people.csv has '],
    ['a quotation mark too few', list(`"${row}`, row), '::error::Row 2 of people.csv has a quot'],
    ['another encoding', Buffer.from('firstName\nJörg\n', 'latin1'), '::error::people.csv is not'],
    ['another name', undefined, '::error::There is no file people.csv'],
  ])('registers nobody from a file with %s', async (_, csv, message) => {
    await start();
    const { log } = await register(csv);

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
    job.api.on({ method: 'POST' }, { status, body });
    const people = [...'abcde'].map((name) => `A,B,${name}@example.com`);
    const { exitCode, log } = await register(list(...people));

    expect(exitCode).toBe(1);
    expect(log).toContain('Row 2: registered\nRow 3: registered\n');
    expect(log).toContain(`\nRow 4: failed ${reason}\nRow 5: not tried\nRow 6: not tried\n`);
    expect(log).toContain('\n::error::2 registered, 1 failed, 2 not tried. Correct');
    expect(posts()).toHaveLength(3);
  });

  it('does not take any 409 for a registration', async () => {
    await start();
    job.api.on({ method: 'POST' }, { status: 409, body: { errorCode: 'WebinarInSession' } });

    expect((await register(list(row))).log).toContain('Row 2: refused (409): {"errorCode":"Web');
  });

  it('goes on when GoTo was busy, and can be started again with the same file', async () => {
    await start();
    job.api.on({ method: 'POST' }, tooManyRequests());
    job.api.on({ method: 'POST' }, { lost: 'reset' }); // GoTo registered the person
    const log = 'Row 2: registered already\n1 registered already\n';

    expect(await register(list(row))).toMatchObject({ exitCode: 0, log });
  });
});

const grace = { registrantKey: '9007199254740993001', firstName: 'Grace', lastName: 'Hopper' };

const webinar: Webinar = {
  webinarKey: '9007199254740993201',
  subject: 'First steps',
  times: [],
  registrants: [
    { ...grace, email: 'grace@example.com' },
    { ...grace, email: 'walt@example.com', status: 'WAITING' },
    { ...grace, email: 'dan@example.com', status: 'DENIED' },
  ],
};

const questions = [
  {
    questionKey: '9007199254740993301',
    question: 'How did you hear of us? ',
    required: true,
    type: 'multipleChoice',
    answers: [
      { answer: 'Friends ', answerKey: '9007199254740993401' },
      { answer: 'Web', answerKey: '9007199254740993402' },
    ],
  },
  { questionKey: '9007199254740993302', question: 'Your "role"; in short', type: 'shortAnswer' },
];
