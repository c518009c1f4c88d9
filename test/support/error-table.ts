import { ActionError } from '../../src/errors';

/**
 * Errors as a review reads them: for each case its code, message, advice and cause. Cases that
 * follow each other and end in the same error stand above it together.
 *
 * @param cases what happened, and what throws or returns the error for it
 */
export async function errorTable(cases: Record<string, () => unknown>): Promise<string> {
  const rows: { titles: string; text: string }[] = [];
  for (const [title, act] of Object.entries(cases)) {
    const { code, message, hint, cause } = await actionErrorOf(act);
    const because = cause instanceof Error ? `\ncause: ${cause.name}: ${cause.message}` : '';
    const text = `${code}\n${message}\nWhat to do: ${hint}${because}\n`;
    const previous = rows.at(-1);
    if (previous?.text === text) previous.titles += `\n## ${title}`;
    else rows.push({ titles: `## ${title}`, text });
  }
  return rows.map(({ titles, text }) => `${titles}\n${text}`).join('\n');
}

/** The ActionError that `act` throws or returns. Anything else fails the test. */
export async function actionErrorOf(act: () => unknown): Promise<ActionError> {
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
