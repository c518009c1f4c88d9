import type { Pairs } from './measurements';
import { medianOf } from './spread';
import type { Pair } from './timed-run';

/** When something began, in milliseconds from the start of the process; NaN where it never did. */
function momentsOf({ run, bare }: Pair) {
  const first = (name: string) =>
    run.requests.find((request) => request.name === name)?.at ?? Number.NaN;
  return {
    /** when a process that does nothing has ended, so that what is later is the action's own */
    own: bare,
    locate: first('GitHub GET'),
    refresh: first('GoTo POST'),
    store: first('GitHub PUT'),
    lastRequest: run.requests.at(-1)?.at ?? Number.NaN,
    end: run.ms,
  };
}

/** The parts of a run in their order, by the clock of the stand-ins; they add up to the whole. */
const parts: { name: string; took: (moments: ReturnType<typeof momentsOf>) => number }[] = [
  { name: 'Node itself: a bare process, start to end', took: ({ own }) => own },
  {
    name: 'modules and inputs, until GitHub is asked',
    took: ({ own, locate }) => locate - own,
  },
  {
    name: 'locate: answers, key tried, until GoTo is asked',
    took: ({ locate, refresh }) => refresh - locate,
  },
  {
    name: 'refresh and seal: answer, libsodium, until the write',
    took: ({ refresh, store }) => store - refresh,
  },
  {
    name: 'the last answer, outputs, end of the process',
    took: ({ lastRequest, end }) => end - lastRequest,
  },
];

/**
 * Where the time goes, in milliseconds: one row a part, one median for each kind of run, undefined
 * where it has no such part.
 */
export function whereTheTimeGoes(all: Pairs[]): { name: string; ms: (number | undefined)[] }[] {
  return parts.map(({ name, took }) => ({
    name,
    ms: all.map(({ pairs }) => {
      const values = pairs.map((pair) => took(momentsOf(pair))).filter(Number.isFinite);
      return values.length === 0 ? undefined : medianOf(values);
    }),
  }));
}
