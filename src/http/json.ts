export type JsonObject = Record<string, unknown>;

/** The JSON object that `text` holds, or undefined where it holds anything else. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    // A byte order mark may be ignored (RFC 8259 section 8.1), and JSON.parse does not.
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
