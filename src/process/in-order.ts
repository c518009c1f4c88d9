/**
 * Waits for all of these, also when one fails, and returns their values.
 *
 * @throws the first failure in the order given, whichever came first
 */
export async function inOrder<Values extends readonly unknown[]>(
  promises: {
    [Index in keyof Values]: Promise<Values[Index]>;
  },
): Promise<Values> {
  const outcomes = await Promise.allSettled(promises);
  const values = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  return values as unknown as Values;
}
