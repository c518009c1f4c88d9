const { get, plain, readCsv, send } = require('./shared.cjs');

module.exports = main;

/** @type {Main} */
async function main({ core, github, context }) {
  const { data: repository } = await github.rest.repos.get(context.repo);
  if (!repository.private)
    throw new Error('Use a private repository: others could read the names.');
  const { WEBINAR_KEY: key = '', FILE = '' } = process.env;
  if (!/^\d+$/.test(key)) {
    throw new Error(
      `The webinar key is the number at the end of the registration link, not "${key}".`,
    );
  }
  const path = `/webinars/${key}/registrants`;
  const columns = columnsOf(await get(`${path}/fields`));
  const [header, ...rows] = readCsv(FILE);
  const wrong = problemsOfHeader(header, rows, columns);
  const people = new Map();
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell === '')) continue;
    const row = `Row ${index + 2}`; // as a spreadsheet numbers it
    const person = columns.map((each) => ({
      ...each,
      value: cells[header.indexOf(each.name)] || '',
    }));
    people.set(row, bodyOf(person));
    if (cells.length === header.length)
      wrong.push(...person.flatMap((each) => problemOf(each, row)));
    else wrong.push(`${row}: it has ${cells.length} cells, and the first row ${header.length}`);
  }
  const outcomes = wrong.length > 0 ? wrong : await registerAll(path, people);
  const groups = Map.groupBy(outcomes, (each) => each.split(/: | \(/)[1]);
  const counts = Array.from(groups, ([outcome, { length }]) => `${length} ${outcome}`).join(', ');
  const result = wrong.length > 0 ? 'Nobody was registered' : counts;
  core.info([...outcomes, result].join('\n'));
  const items = outcomes.map((each) => `- ${plain(each)}`).join('\n');
  await core.summary.addRaw(['## Registration', result, items].join('\n\n'), true).write();
  if (groups.has('waiting') || groups.has('denied'))
    core.warning(`Not all have a place: ${counts}.`);
  if (wrong.length === 0 && !groups.has('refused') && !groups.has('failed')) return;
  throw new Error(`${result}. Correct ${FILE} as the log says, and start a new run with it.`);
}

// What a list may hold: GoTo's fields, its questions by their text, and where people come from.
/** @type {(form: { fields: Field[], questions?: Question[] }) => Column[]} */
function columnsOf({ fields, questions = [] }) {
  const named = questions.map(({ question, ...each }) => ({ ...each, field: question }));
  const choiceOf = (text, key) => ({ answer: text.trim(), text, key });
  const columns = [...fields, ...named].map(({ field, answers = [], ...column }) => ({
    ...column,
    name: field.trim(),
    choices: answers.map((each) => choiceOf(each.answer ?? each, each.answerKey)),
  }));
  return [...columns, { name: 'source', choices: [] }];
}

/** @type {(header: string[], rows: string[][], columns: Column[]) => string[]} */
function problemsOfHeader(header, rows, columns) {
  const names = columns.map(({ name }) => name);
  return header.flatMap((name, index) => {
    if (names.includes(name) && header.indexOf(name) === index) return [];
    if (name === '' && rows.every((cells) => !cells[index])) return [];
    return [`Column ${index + 1}: it needs one of these names, once: "${names.join('", "')}"`];
  });
}

/** @type {(column: Given, row: string) => string[]} */
function problemOf({ name, required, maxSize = Infinity, type, choices, value }, row) {
  if (value === '') return required ? [`${row}: "${name}" is empty`] : [];
  if (value.length > maxSize) return [`${row}: "${name}" is longer than ${maxSize} characters`];
  const answers = choices.map(({ answer }) => answer);
  if (answers.includes(value) || (answers.length === 0 && type !== 'multipleChoice')) return [];
  return [`${row}: "${name}" must be one of "${answers.join('", "')}"`];
}

/** @type {(person: Given[]) => string} */
function bodyOf(person) {
  const body = {};
  const responses = [];
  for (const { name, questionKey, choices, value } of person.filter((each) => each.value)) {
    const { key, text = value } = choices.find(({ answer }) => answer === value) ?? {};
    const response = key ? { answerKey: JSON.rawJSON(key) } : { responseText: value };
    if (!questionKey) body[name] = text;
    else responses.push({ questionKey: JSON.rawJSON(questionKey), ...response });
  }
  return JSON.stringify(responses.length > 0 ? { ...body, responses } : body);
}

// Stops where GoTo refuses more than one person, and says who was not tried.
/** @type {(path: string, people: Map<string, string>) => Promise<string[]>} */
async function registerAll(path, people) {
  const outcomes = [];
  let outcome = '';
  for (const [row, body] of people) {
    if (/^failed|^not/.test(outcome)) outcome = 'not tried';
    else outcome = outcomeOf(await send(path, { method: 'POST', body }));
    outcomes.push(`${row}: ${outcome}`);
  }
  return outcomes;
}

// A 409 is about somebody who is there already, or about the webinar. Who has no join link has to wait.
/** @type {(answer: { status: number, text: string }) => string} */
function outcomeOf({ status, text }) {
  const [key, link, state] = ['registrantKey', 'joinUrl', 'status'].map(
    (name) => text.match(`"${name}"\\s*:\\s*"?([^\\s",}]+)`)?.[1],
  );
  const states = { WAITING: 'waiting', DENIED: 'denied' };
  const isThere = key || states[state] || /already registered|duplicate/i.test(text);
  if (status === 201 && key) return states[state] ?? (link ? 'registered' : 'waiting');
  if (status === 409 && isThere) return states[state] ?? 'registered already';
  const reason = text
    .replaceAll(/[^\s":]+@[^\s",]+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 500);
  return `${status === 400 || status === 409 ? 'refused' : 'failed'} (${status}): ${reason}`;
}
