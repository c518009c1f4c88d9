import { type JsonObject, parseJsonObject } from '../http/outcome';

/** So many objects are looked at in a body that is not JSON. */
const maxStarts = 20;

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
  let first: JsonObject | undefined;
  let start = text.indexOf('{');
  for (let starts = 0; start >= 0 && starts < maxStarts; starts += 1) {
    const { strings, end } = scan(text, start);
    const complete = end === undefined ? undefined : parseJsonObject(text.slice(start, end));
    const fields = complete ?? strings;
    if ('access_token' in fields || 'refresh_token' in fields) {
      return { fields, isComplete: complete !== undefined };
    }
    // A page around the JSON may have objects of its own, without tokens.
    first ??= complete;
    start = text.indexOf('{', complete ? end : start + 1);
  }
  return { fields: first, isComplete: first !== undefined };
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
