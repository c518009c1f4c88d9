/** What the `error-code` output can say. The README has a row for each. */
export const errorCodes = [
  'input-invalid',
  'github-token-rejected',
  'github-permission-missing',
  'secret-not-found',
  'github-unavailable',
  'refresh-token-rejected',
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
 * Everything the action fails with: a stable code, what happened (the message), and what to do
 * (the hint). Neither may hold a secret, nor remote text that did not pass through `Secrets.quote`.
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
