import { ActionError } from '../../src/errors';

/**
 * Errors as a review reads them: for each case its code, message, advice and cause.
 *
 * @param cases what happened, and what throws or returns the error for it
 */
export async function errorTable(cases: Record<string, () => unknown>): Promise<string> {
  const rows: string[] = [];
  for (const [title, act] of Object.entries(cases)) {
    const { code, message, hint, cause } = await errorOf(act);
    const because = cause instanceof Error ? [`cause: ${cause.name}: ${cause.message}`] : [];
    rows.push([`## ${title}`, code, message, `What to do: ${hint}`, ...because, ''].join('\n'));
  }
  return rows.join('\n');
}

/** The ActionError that `act` throws or returns. Anything else fails the test. */
export async function errorOf(act: () => unknown): Promise<ActionError> {
  let result: unknown;
  try {
    result = await act();
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return error;
  }
  if (result instanceof ActionError) return result;
  throw new Error(`expected an ActionError, not ${JSON.stringify(result)}`);
}
