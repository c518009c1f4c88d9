import { isToken } from '../settings';

/** Whether a field is missing: a blank one counts as missing too. */
export function isAbsent(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

// Each reader returns the value if it is valid, in the form that the program uses, else undefined.

/** GitHub's limit for the value of a secret: 48 KB. */
const maxTokenLength = 48 * 1024;
const tenYears = 10 * 365 * 24 * 3600;

export function readToken(value: unknown): string | undefined {
  const isValid = typeof value === 'string' && isToken(value) && value.length <= maxTokenLength;
  return isValid ? value : undefined;
}

export function readTokenType(value: unknown): string | undefined {
  // RFC 6749 appendix A.13, without the URI form, which GoTo does not use.
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

/** A lifetime in whole seconds, for scripts that calculate with it. */
export function readSeconds(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  const number = isNumeric ? Number(value) : value;
  const isLifetime = typeof number === 'number' && number > 0 && number < tenYears;
  return isLifetime ? Math.max(1, Math.floor(number)) : undefined;
}

/** Scopes, separated by one space. */
export function readScope(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const scopes = value.trim().split(/\s+/);
  // RFC 6749 section 3.3: scope-token.
  const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  return areScopes ? scopes.join(' ') : undefined;
}

export function readPrincipal(value: unknown): string | undefined {
  const isName = typeof value === 'string' && value.length <= 1000 && !/\p{C}/u.test(value);
  return isName ? value : undefined;
}

/**
 * An organizer or account key. Keys are decimal numbers beyond 2^53: a JSON number has already lost
 * digits, so it is refused and never rounded.
 */
export function readKey(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}
