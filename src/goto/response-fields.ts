import { type HttpOutcome, type JsonObject, parseJsonObject } from '../http/outcome';
import {
  maxLifeSeconds,
  maxPrincipalLength,
  maxScopeLength,
  maxTokenLength,
  maxUnclosedObjects,
  minMaskedLineLength,
} from '../limits';
import type { Redactor } from '../redactor';
import { isToken } from '../settings';

/** Whether an optional field counts as not sent: a blank one does. */
export function isAbsent(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

// Each reader returns the value if it is valid, in the form that the program uses, else undefined.

/** A token as it must be on the next run, which reads it from an input. */
export function readToken(value: unknown): string | undefined {
  const token = typeof value === 'string' ? value.trim() : '';
  return isToken(token) && token.length <= maxTokenLength ? token : undefined;
}

export function readTokenType(value: unknown): string | undefined {
  // RFC 6749 appendix A.13, without the URI form, which GoTo does not use.
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

/** Whole seconds, for scripts that calculate with them. */
export function readSeconds(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  const number = isNumeric ? Number(value) : value;
  const isLifetime = typeof number === 'number' && number > 0 && number < maxLifeSeconds;
  return isLifetime ? Math.max(1, Math.floor(number)) : undefined;
}

/** Scopes, separated by one space. */
export function readScope(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxScopeLength) return undefined;
  const scopes = value.trim().split(/\s+/);
  // RFC 6749 section 3.3: scope-token.
  const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  return areScopes ? scopes.join(' ') : undefined;
}

export function readPrincipal(value: unknown): string | undefined {
  const isName =
    typeof value === 'string' && value.length <= maxPrincipalLength && !/\p{C}/u.test(value);
  return isName ? value : undefined;
}

/** A key of up to 20 digits: a JSON number beyond 2^53 has already lost some, and is refused. */
export function readKey(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}

export interface ResponseFields {
  /** undefined if there is no JSON object, not even a part of one */
  fields: JsonObject | undefined;
  /** whether the JSON object is complete, whatever stands before and after it */
  isComplete: boolean;
}

export type Answer = ReturnType<typeof readAnswer>;

/** Reads an answer, whatever its status, and masks both tokens in it. Never throws. */
export function readAnswer(outcome: HttpOutcome, redactor: Redactor) {
  const response = outcome.kind === 'response' ? outcome : outcome.partial;
  const text = response?.text ?? '';
  const read = readFields(text);
  const isSuccess = response !== undefined && hasSucceeded(response.status);
  // One that was cut may still have the tokens.
  const isGranted = isSuccess && (response === outcome || isWorthKeeping(read));
  for (const token of [read.fields?.refresh_token, read.fields?.access_token]) {
    if (isWorthMasking(token)) redactor.mask(token.trim());
  }
  return { ...read, text, isSuccess, isGranted };
}

/**
 * Whether a response that was cut has what it is about: all of its JSON, or the refresh token. With
 * the access token alone, another try may still bring the refresh token.
 */
export function hasTokens({ status, text }: { status: number; text: string }): boolean {
  return hasSucceeded(status) && isWorthKeeping(readFields(text));
}

function hasSucceeded(status: number): boolean {
  return status >= 200 && status < 300;
}

function isWorthKeeping({ fields, isComplete }: ResponseFields): boolean {
  const has = (name: string) => readToken(fields?.[name]) !== undefined;
  return has('refresh_token') || (isComplete && has('access_token'));
}

/**
 * An invalid token may contain most of a valid one. But the runner masks each line of a value on its
 * own, and a short one would hide parts of innocent words.
 */
function isWorthMasking(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const areLong = value.split(/[\r\n]+/).every(({ length }) => length >= minMaskedLineLength);
  return areLong || readToken(value) !== undefined;
}

const tokenNames = ['access_token', 'refresh_token'];

/**
 * If the body was cut, or has something before or after its JSON, the strings that are whole at the top
 * level are read all the same; and where a field has no token, for of two fields of one name JSON.parse
 * takes the last. Never throws, and takes time in proportion to the length of the text.
 */
export function readFields(text: string): ResponseFields {
  const whole = parseJsonObject(text);
  const lacksToken = (name: string) => whole && name in whole && !readToken(whole[name]);
  if (whole && !tokenNames.some(lacksToken)) return { fields: whole, isComplete: true };
  let first: ResponseFields | undefined;
  let unclosed = 0;
  for (let start = text.indexOf('{'); start >= 0 && unclosed < maxUnclosedObjects; ) {
    const { strings, end } = scan(text, start);
    const complete = end === undefined ? undefined : parseJsonObject(text.slice(start, end));
    const fields = { ...complete, ...strings };
    if (tokenNames.some((name) => name in fields)) {
      return { fields, isComplete: complete !== undefined };
    }
    const isAny = complete !== undefined || Object.keys(strings).length > 0;
    if (isAny) first ??= { fields, isComplete: complete !== undefined };
    if (end === undefined) unclosed += 1;
    start = end === undefined ? nextStart(text, start) : text.indexOf('{', end);
  }
  return first ?? { fields: undefined, isComplete: false };
}

/** The next `{` that is not the value of a field or an element of the object that does not end. */
function nextStart(text: string, start: number): number {
  const opening = /(?<![:,[]\s*)\{/g;
  opening.lastIndex = start + 1;
  return opening.exec(text)?.index ?? -1;
}

/** The strings at the top level of the object at `start`, but blank ones, and where it ends, if it does. */
function scan(text: string, start: number): { strings: JsonObject; end: number | undefined } {
  const strings: JsonObject = {};
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^"{}[\]:,]+/gsy;
  tokens.lastIndex = start;
  let depth = 0;
  let key: string | undefined;
  let isValue = false;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const [token] = match;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 0) return { strings, end: tokens.lastIndex };
    if (depth > 1) continue;
    if (token === ':') isValue = true;
    if (token === ',') isValue = false;
    if (!token.startsWith('"')) continue;
    const { string } = parseJsonObject(`{"string":${token}}`) ?? {};
    if (!isValue) key = string as string | undefined;
    else if (key !== undefined && !isAbsent(string) && !isWorse(key, string, strings)) {
      strings[key] = string;
    }
  }
  return { strings, end: undefined };
}

/** Whether a later field of the same name has no token where an earlier one had. */
function isWorse(name: string, string: unknown, earlier: JsonObject): boolean {
  return tokenNames.includes(name) && !readToken(string) && Boolean(readToken(earlier[name]));
}

export interface JwtClaims {
  /** when it expires */
  exp?: Date;
  /** its kind: 'r' in a refresh token of GoTo, 'a' in an access token */
  typ?: string;
}

/**
 * Reads the claims of a token that is a JWT, which GoTo does not document: nothing depends on them, and
 * they are not verified. A claim that is not valid is left out. Never throws.
 */
export function jwtClaims(token: string): JwtClaims {
  const [, payload = '', signature] = token.split('.');
  if (signature === undefined) return {};
  const { exp, typ } = parseJsonObject(Buffer.from(payload, 'base64url').toString()) ?? {};
  // NumericDate of RFC 7519: seconds since 1970. What is later than the year 9999 is no date.
  const isDate = typeof exp === 'number' && exp > 0 && exp < 253_402_300_800;
  return { ...(isDate && { exp: new Date(exp * 1000) }), ...(typeof typ === 'string' && { typ }) };
}
