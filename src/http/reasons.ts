/** Where services put the reason of an error, in the order in which reasons are quoted. */
const places = [
  'error',
  'error_description',
  'errorCode',
  'int_err_code',
  'code',
  'type',
  'title',
  'message',
  'msg',
  'reason',
  'detail',
  'description',
  'faultstring',
  'fault',
  'errors',
];

const maxDepth = 3;
const maxReasons = 8;

/**
 * The reasons that the body of an error gives, wherever they stand in it: in its fields, in a list,
 * or in an object within it. Each comes once.
 */
export function reasonsIn(body: unknown): string[] {
  return [...new Set(collect(body, 0))].slice(0, maxReasons);
}

function collect(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  // Some codes are numbers.
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  const parts = Array.isArray(value) ? value.slice(0, maxReasons) : valuesOf(value);
  return parts.flatMap((part) => collect(part, depth + 1));
}

function valuesOf(object: object): unknown[] {
  return places.flatMap((place) =>
    Object.hasOwn(object, place) ? [object[place as keyof typeof object]] : [],
  );
}
