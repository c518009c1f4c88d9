/** A failure of the command that has no error code of the action. */
export class CommandError extends Error {
  /** what to do about it */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'CommandError';
    this.hint = hint;
  }
}

/** The command was called with wrong arguments. */
export class UsageError extends CommandError {}
