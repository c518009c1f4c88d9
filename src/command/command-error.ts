/** What the command fails with where no code of the action's says it. */
export class CommandError extends Error {
  /** what to do about it */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'CommandError';
    this.hint = hint;
  }
}

/** That the command was called in a way it does not know. */
export class UsageError extends CommandError {}
