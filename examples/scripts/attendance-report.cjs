const { writeFileSync } = require('node:fs');
const { between, csv, finish, list, local, plain, runTimes, tableOf } = require('./shared.cjs');

module.exports = main;

/** @type {Main} */
async function main({ core, github, context }) {
  const { data: repository } = await github.rest.repos.get(context.repo);
  if (!repository.private)
    throw new Error('Use a private repository: others could read the names.');
  const days = await daysToReport({ core, github, context });
  const problems = [];
  const table = [];
  const summary = [`## Attendance on ${days.join(', ') || 'no day: all are reported'}`];
  const sessions = days.length > 0 ? await sessionsOn(days, problems) : [];
  if (sessions.length === 0) summary.push('No webinar took place.');
  const dates = Map.groupBy(sessions, (each) => each.webinarKey + local(each.endTime).slice(0, 10));
  for (const [, group] of dates) {
    const rows = await attendanceOf(group, problems);
    const counts = Map.groupBy(rows, ({ attendance }) => attendance);
    const said = Array.from(counts, ([attendance, { length }]) => `${length} ${attendance}`);
    const { webinarName, startTime } = group[0];
    summary.push(`${local(startTime)}, ${plain(webinarName)}: ${said.join(', ') || 'nobody'}`);
    table.push(...rows);
  }
  if (table.length > 0) {
    writeFileSync('attendance.csv', csv(table));
    summary.push(`The file has all ${table.length} rows, and is deleted after 7 days.`);
    const names = ['webinar', 'first name', 'last name', 'attendance', 'minutes'];
    summary.push(tableOf(table.slice(0, 200), names)); // GitHub drops a summary that is too large
  }
  await finish(core, summary, problems);
}

// The day asked for, or all that no successful run has reported, up to 14.
/** @type {(toolkit: Toolkit) => Promise<string[]>} */
async function daysToReport({ core, ...toolkit }) {
  const { DAY } = process.env;
  if (DAY && daysAfter(DAY, 0) === DAY && DAY <= local(Date.now()).slice(0, 10)) return [DAY];
  if (DAY) throw new Error(`"${DAY}" is not a day such as 2026-11-25, or is still to come.`);
  const [created, last, first] = await runTimes(toolkit);
  // GoTo has an hour to list what ended just before midnight.
  const reportedAt = (time) => daysAfter(local(time - 3_600_000).slice(0, 10), -1);
  const until = reportedAt(created);
  const reported = last ? reportedAt(last) : daysAfter(reportedAt(first), -1);
  const days = Array.from({ length: 14 }, (_, index) => daysAfter(until, index - 13));
  if (daysAfter(reported, 1) < days[0]) core.warning(`Not reported: days before ${days[0]}.`);
  return days.filter((day) => day > reported);
}

// A session belongs to the day on which it ended, as GoTo lists it only then.
/** @type {(days: string[], problems: Problems) => Promise<Session[]>} */
async function sessionsOn(days, problems) {
  const to = Date.parse(daysAfter(days[days.length - 1], 2));
  const query = between(Date.parse(daysAfter(days[0], -2)), Math.min(to, Date.now()));
  const needs = ['sessionKey', 'webinarKey', 'startTime', 'endTime'];
  const sessions = await list('/sessions', { query, key: 'sessionKey', needs, problems });
  sessions.sort((one, other) => (one.startTime < other.startTime ? -1 : 1));
  return sessions.filter(({ endTime }) => days.includes(local(endTime).slice(0, 10)));
}

// A row for each person. The sessions are of one webinar on one day, which may have been restarted.
/** @type {(sessions: Session[], problems: Problems) => Promise<Attendance[]>} */
async function attendanceOf(sessions, problems) {
  const { webinarKey, webinarName, startTime } = sessions[0];
  const { endTime } = sessions[sessions.length - 1];
  const path = `/webinars/${webinarKey}`;
  const options = { of: `"${webinarName}"`, needs: ['registrantKey'], problems };
  const known = problems.length;
  const stays = [];
  for (const { sessionKey, registrantsAttended: count } of sessions) {
    stays.push(...(await list(`${path}/sessions/${sessionKey}/attendees`, { ...options, count })));
  }
  const count = Math.max(...sessions.map(({ registrantCount }) => registrantCount ?? 0));
  const pages = { query: { limit: '100' }, key: 'registrantKey', count };
  const registrants = await list(`${path}/registrants`, { ...options, ...pages });
  const unseen = problems.length > known ? 'not known' : 'did not come';
  const inTime = registrants.filter((each) => !(each.registrationDate > endTime));
  const people = Map.groupBy([...inTime, ...stays], ({ registrantKey }) => registrantKey);
  return Array.from(people, ([key, entries]) => {
    const [{ firstName, lastName, email, status }] = entries;
    const own = entries.filter((each) => !inTime.includes(each));
    const seconds = own.reduce((sum, each) => sum + (each.attendanceTimeInSeconds ?? 0), 0);
    const times = own.flatMap(({ attendance }) => attendance ?? []);
    const absent = { WAITING: 'waiting', DENIED: 'denied' }[status] ?? unseen;
    return {
      webinar: webinarName,
      started: local(startTime),
      'first name': firstName,
      'last name': lastName,
      'e-mail': email,
      attendance: own.length > 0 ? 'came' : absent,
      minutes: Math.round(seconds / 60),
      joined: local(times.map(({ joinTime }) => joinTime).sort()[0]),
      left: local(times.map(({ leaveTime }) => leaveTime ?? '').sort()[times.length - 1]),
      'registrant key': key,
    };
  });
}

/** @type {(day: string, days: number) => string} */
function daysAfter(day, days) {
  return new Date(Date.parse(day) + days * 86_400_000).toJSON()?.slice(0, 10);
}
