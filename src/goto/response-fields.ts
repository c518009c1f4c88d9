import { type JsonObject, parseJsonObject } from '../http/outcome';

/** So many objects that do not end are scanned; each of them to the end of the text. */
const maxUnclosed = 20;

/** What could be read of a token response. */
export interface ResponseFields {
  /** undefined if there is no JSON object, not even a part of one */
  fields: JsonObject | undefined;
  /** whether the JSON object is complete, whatever stands before and after it */
  isComplete: boolean;
}

/**
 * Reads the fields of a token response. If the body was cut, or has something before or after its
 * JSON, the strings that are whole at the top level are read all the same. Never throws, and takes
 * time in proportion to the length of the text.
 */
export function readFields(text: string): ResponseFields {
  const whole = parseJsonObject(text);
  if (whole) return { fields: whole, isComplete: true };
  let first: ResponseFields | undefined;
  let unclosed = 0;
  for (let start = text.indexOf('{'); start >= 0 && unclosed < maxUnclosed; ) {
    const { strings, end } = scan(text, start);
    const complete = end === undefined ? undefined : parseJsonObject(text.slice(start, end));
    const fields = complete ?? strings;
    if ('access_token' in fields || 'refresh_token' in fields) {
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

/**
 * The strings at the top level of the object that begins at `start`, and where it ends; `end` is
 * undefined if it does not.
 */
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
    const string = parseString(token);
    if (!isValue) key = string;
    else if (key !== undefined && string !== undefined) strings[key] = string;
  }
  return { strings, end: undefined };
}

function parseString(token: string): string | undefined {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
