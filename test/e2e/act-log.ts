/** One step as act's log shows it. */
interface LoggedStep {
  /** as the log names it, with the number of the matrix: 'recovery, environment-2' */
  job: string;
  name: string;
  /** what the step printed, masked */
  printed: string[];
}

export interface ActLog {
  lines: string[];
  steps: LoggedStep[];
  /** the jobs that act says succeeded */
  succeeded: string[];
}

/** Reads the log by job and step: act runs jobs side by side, so that their lines are mixed. */
export function readActLog(text: string): ActLog {
  const log: ActLog = { lines: text.split('\n'), steps: [], succeeded: [] };
  const current = new Map<string, LoggedStep>();
  for (const line of log.lines) {
    const [, job, rest] = /^\[[^/]+\/(.+?) *\](.*)$/.exec(line) ?? [];
    if (job === undefined || rest === undefined) continue;
    const [, begun] = /^ ⭐ Run (?:Main )?((?:Post )?.+)$/.exec(rest) ?? [];
    const [, printed] = /^ {3}\| (.*)$/.exec(rest) ?? [];
    if (begun !== undefined) {
      const step = { job, name: begun, printed: [] };
      current.set(job, step);
      log.steps.push(step);
    } else if (printed !== undefined) {
      current.get(job)?.printed.push(printed);
    } else if (rest.endsWith('Job succeeded')) {
      log.succeeded.push(job);
    }
  }
  return log;
}
