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
 * A failure with a stable code, what happened (the message), and what to do (the hint). Both programs
 * report it; the command has failures without a code too. Neither text may hold a secret, nor remote
 * text that is not from `Redactor.quote`.
 */
export class ActionError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'ActionError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether an interrupted run reports this error instead of how far it had come. */
export function isConclusive(thrown: unknown): thrown is ActionError {
  if (!(thrown instanceof ActionError)) return false;
  // Without a cause, GoTo answered. With one, the request may have failed because of the interruption.
  if (thrown.code === 'goto-unavailable') return thrown.cause === undefined;
  return conclusive.includes(thrown.code);
}

const conclusive: ErrorCode[] = [
  'refresh-token-rejected',
  'personal-access-token-rejected',
  'client-rejected',
  'goto-answer-invalid',
  'write-back-failed',
];
