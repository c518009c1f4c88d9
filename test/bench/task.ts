import { writeCheck } from '../../src/limits';
import { issuedAccessToken, organizerKey } from '../support/goto-stand-in';
import { committedPost } from '../support/runner';

/** What a run of the action is to do, and is checked for. */
export interface Task {
  name: string;
  /** on top of the inputs that lead to the stand-ins */
  inputs?: Record<string, string>;
  /** the script of the bundle; that of the main step unless given */
  entry?: string;
  /** how many repositories hold the secret */
  repositories: number;
  /** makes it the secret of an organization, for so many repositories */
  selected?: number;
  exitCode: number;
  requests: number;
  writes: number;
  outputs: Record<string, string>;
}

const silent = { repositories: 1, exitCode: 0, requests: 0, writes: 0, outputs: {} };

/** The end of a job whose main step left nothing to do. */
export const idle: Task = {
  ...silent,
  name: 'end of the job, idle',
  entry: committedPost,
};

/** Loads, reads the inputs, refuses one. */
export const inputError: Task = {
  ...silent,
  name: 'an input error',
  inputs: { 'client-id': '' },
  exitCode: 1,
  outputs: { 'error-code': 'input-invalid' },
};

export const kept: Task = {
  ...silent,
  name: 'kept',
  requests: 4,
  outputs: { 'access-token': issuedAccessToken, 'refresh-token-rotated': 'false' },
};

export const rotated: Task = {
  ...kept,
  name: 'rotated',
  requests: 5,
  writes: 1,
  outputs: { 'access-token': issuedAccessToken, 'refresh-token-rotated': 'true' },
};

export const withOrganizer = (task: Task): Task => ({
  ...task,
  name: `${task.name}, organizer`,
  inputs: { 'lookup-organizer': 'true' },
  requests: task.requests + 1,
  outputs: { ...task.outputs, 'organizer-key': organizerKey },
});

/** Two reads each, a write check for the first ten, and a write. */
export const inRepositories = (task: Task, repositories: number): Task => ({
  ...task,
  name: `${task.name}, ${repositories} repositories`,
  repositories,
  requests: repositories * (2 + task.writes) + Math.min(repositories, writeCheck.maxPlaces) + 1,
  writes: repositories * task.writes,
});

/** The action asks for fifty repositories to a page. */
export const inOrganization = (task: Task, selected: number): Task => ({
  ...task,
  name: `${task.name}, organization, ${selected} selected`,
  selected,
  requests: task.requests + Math.ceil(selected / 50),
});
