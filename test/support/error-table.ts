import { ActionError } from '../../src/errors';
import { describeFailure } from '../../src/messages/describe';
import { actionNames, type Names } from '../../src/messages/names';

/**
 * Errors as a review reads them: for each case its code, message, advice and cause. Cases that
 * follow each other and end in the same error stand above it together.
 *
 * @param cases what happened, and what throws or returns the error for it
 */
export async function errorTable(cases: Record<string, () => unknown>): Promise<string> {
  const rows: { titles: string[]; text: string }[] = [];
  for (const [title, act] of Object.entries(cases)) {
    const { code, message, hint, cause } = await actionErrorOf(act);
    const because = cause instanceof Error ? `\ncause: ${cause.name}: ${cause.message}` : '';
    const text = `${code}: ${message}\nWhat to do: ${hint}${because}\n`;
    const previous = rows.at(-1);
    if (previous?.text === text) previous.titles.push(title);
    else rows.push({ titles: [title], text });
  }
  return rows.map(({ titles, text }) => `## ${titles.join(' | ')}\n${text}`).join('');
}

/** The error that is shown for what `act` throws or returns. What is no failure fails the test. */
export async function actionErrorOf(
  act: () => unknown,
  names: Names = actionNames,
): Promise<ActionError> {
  let result: unknown;
  try {
    result = await act();
  } catch (error) {
    result = error;
  }
  const described = describeFailure(result, names);
  if (described instanceof ActionError) return described;
  throw result instanceof Error ? result : new Error(`no failure: ${JSON.stringify(result)}`);
}

/** The same by the names of another program, as a case of a table. */
export const namedBy = (names: Names, act: () => unknown) => () => actionErrorOf(act, names);
