/** The values of the `error-code` output. The README has a row for each, and the errors lead there. */
export const errorCodes = [
  'input-invalid',
  'runner-unsupported',
  'github-token-rejected',
  'github-permission-missing',
  'secret-not-found',
  'github-unavailable',
  'refresh-token-rejected',
  'personal-access-token-rejected',
  'client-rejected',
  'goto-unavailable',
  'goto-answer-invalid',
  'write-back-failed',
  'organizer-lookup-failed',
  'cancelled',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * Facts, as the libraries throw them, of which `messages/` makes an `ActionError`. They hold no body
 * and no header, and of remote text only what `Redactor.quote` returned.
 */
export abstract class Failure<Facts extends { kind: string }> extends Error {
  constructor(readonly facts: Facts) {
    super(facts.kind);
  }
}

/**
 * A stable code, what happened (the message), and what to do (the hint). Neither text may hold a
 * secret, nor remote text that is not from `Redactor.quote`.
 */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly hint: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { hint, cause }: { hint: string; cause?: unknown },
  ) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** A failure of the command that has no error code of the action. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** The command was called with wrong arguments. */
export class UsageError extends CommandError {}
