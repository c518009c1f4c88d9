export type JsonObject = Record<string, unknown>;

/** The JSON object that `text` holds, or undefined where it holds anything else. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
