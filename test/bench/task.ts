import { endOfJob } from '../../src/action/saved-writes';

/** What one measured run of the action is to do. */
export interface Task {
  name: string;
  /** on top of the inputs that lead to the stand-ins */
  inputs: Record<string, string>;
  /** what the main step saved, for a run at the end of the job */
  state?: Record<string, string>;
  end: 'idle' | 'input error' | 'kept' | 'rotated';
  /** how many hold the secret */
  repositories: number;
  /** put on every request, in milliseconds */
  latency: number;
}

const plain = { inputs: {}, repositories: 1, latency: 0 };

/** The end of a job whose main step left nothing to do. */
export const idle: Task = {
  ...plain,
  name: 'end of the job, idle',
  state: Object.fromEntries([endOfJob]),
  end: 'idle',
};

/** Loads, reads the inputs, refuses one: no request. */
export const inputError: Task = {
  ...plain,
  name: 'an input error',
  end: 'input error',
  inputs: { 'client-id': '' },
};

export const kept: Task = { ...plain, name: 'nothing rotated', end: 'kept' };

export const rotated: Task = { ...plain, name: 'rotated', end: 'rotated' };

export function withLatency(task: Task, latency: number): Task {
  return { ...task, name: `${task.name}, ${latency} ms on every request`, latency };
}

export function inRepositories(task: Task, repositories: number): Task {
  const where = repositories === 1 ? '1 repository' : `${repositories} repositories`;
  return { ...task, name: `${task.name} in ${where}`, repositories };
}

/** How many requests the two services get: two reads of GitHub, one grant, one write. */
export function requestsOf({ end, repositories }: Task): number {
  if (end === 'idle' || end === 'input error') return 0;
  return 2 * repositories + 1 + (end === 'rotated' ? repositories : 0);
}

/** How many of them cannot overlap, in one repository: locate, refresh, store. */
export function roundTripsOf({ end }: Task): number {
  return end === 'rotated' ? 3 : 2;
}
