import { endOfJob } from '../../src/action/saved-writes';

/** What one measured run is to do. */
export interface Task {
  name: string;
  end: 'idle' | 'input error' | 'kept' | 'rotated';
  /** on top of the inputs that lead to the stand-ins */
  inputs: Record<string, string>;
  /** what the main step saved, for a run at the end of the job */
  state: Record<string, string>;
  organizer: boolean;
  /** how many hold the secret */
  repositories: number;
  /** above 0 it is an organization's secret instead, shared with so many repositories */
  sharedWith: number;
}

/** Who the repositories belong to. */
export const organization = 'octo';

const plain = { inputs: {}, state: {}, organizer: false, repositories: 1, sharedWith: 0 };

/** The end of a job whose main step left nothing to do. */
export const idle: Task = {
  ...plain,
  name: 'end of the job, idle',
  end: 'idle',
  state: Object.fromEntries([endOfJob]),
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

export const withOrganizer = (task: Task): Task => ({
  ...task,
  name: `${task.name}, organizer`,
  inputs: { 'lookup-organizer': 'true' },
  organizer: true,
});

export const inRepositories = (task: Task, repositories: number): Task => ({
  ...task,
  name: `${task.name}, ${repositories} repositories`,
  repositories,
});

export const inOrganization = (task: Task, sharedWith: number): Task => ({
  ...task,
  name: `${task.name}, organization, ${sharedWith} selected`,
  sharedWith,
});
