const { writeFileSync } = require('node:fs');
const { between, csv, finish, get, list, tableOf } = require('./shared.cjs');

module.exports = main;

/** @type {Main} */
async function main({ core, github, context }) {
  const { data: repository } = await github.rest.repos.get(context.repo);
  if (!repository.private)
    throw new Error('Use a private repository: others could read the names.');
  const problems = [];
  const table = [];
  const counts = [];
  for (const { webinarKey, subject } of await webinarsAskedFor(problems)) {
    const path = `/webinars/${webinarKey}/registrants`;
    const options = { of: `"${subject}"`, query: { limit: '100' }, key: 'registrantKey', problems };
    const people = await list(path, { ...options, needs: ['registrantKey'] });
    const details =
      process.env.DETAILS === 'true' ? await detailsOf(people, { path, core, problems }) : [];
    table.push(
      ...people.map((person, index) => ({
        webinar: subject,
        'first name': person.firstName,
        'last name': person.lastName,
        'e-mail': person.email,
        status: person.status,
        ...details[index],
        'registered (UTC)': person.registrationDate,
        'join link': person.joinUrl,
        'registrant key': person.registrantKey,
        'webinar key': webinarKey,
      })),
    );
    const number = (status) => people.filter((person) => person.status === status).length;
    const [approved, waiting, denied] = ['APPROVED', 'WAITING', 'DENIED'].map(number);
    counts.push({ webinar: subject, approved, waiting, denied, all: people.length });
  }
  const summary = ['## Registrants'];
  if (counts.length > 0) summary.push(tableOf(counts, Object.keys(counts[0])));
  else summary.push('There is no webinar in the next 90 days.');
  if (table.length > 0) {
    writeFileSync('registrants.csv', csv(table));
    summary.push('The file `registrants` holds personal data, and is deleted after 7 days.');
  }
  await finish(core, summary, problems);
}

/** @type {(problems: Problems) => Promise<Iterable<Webinar>>} */
async function webinarsAskedFor(problems) {
  const { WEBINAR_KEY: key = '' } = process.env;
  if (!/^\d*$/.test(key)) {
    throw new Error(
      `The webinar key is the number at the end of the registration link, not "${key}".`,
    );
  }
  if (key) {
    const webinar = await get(`/webinars/${key}`);
    if (webinar.webinarKey === key) return [webinar];
    throw new Error(`GoTo answered ${JSON.stringify(webinar)}`);
  }
  const query = between(Date.now(), Date.now() + 90 * 86_400_000);
  const webinars = await list('/webinars', { query, needs: ['webinarKey'], problems });
  // A webinar with several dates can be listed once for each.
  return new Map(webinars.map((webinar) => [webinar.webinarKey, webinar])).values();
}

// What the list leaves out, which takes a call for each person.
/** @type {(people: Registrant[], job: DetailsJob) => Promise<Record<string, string>[]>} */
async function detailsOf(people, { path, core, problems }) {
  const details = people.map(() => ({ organization: '', 'job title': '' }));
  try {
    for (const [index, { registrantKey }] of people.entries()) {
      if (index % 100 === 0) core.info(`${index} of ${people.length} registrants`);
      const person = await get(`${path}/${registrantKey}`);
      if (person.registrantKey !== registrantKey) throw new Error('GoTo sent details of nobody.');
      details[index] = { organization: person.organization, 'job title': person.jobTitle };
    }
  } catch (error) {
    problems.push(`Details: ${error.message}`);
  }
  return details;
}
