import { describe } from 'vitest';
import { sourceOnly } from './runtimes';

/** One way to run a program: as the source in this process, or built, in a process of its own. */
export interface Driver {
  name: string;
  inProcess: boolean;
}

/**
 * A suite for each driver. Processes run side by side, since much of their time is spent waiting; in
 * this process there is room for one.
 */
export function describeEach<D extends Driver>(
  drivers: D[],
  title: string,
  suite: (driver: D) => void,
): void {
  for (const driver of drivers) {
    const isBuilt = !driver.inProcess;
    const describeOne = describe.skipIf(sourceOnly && isBuilt);
    describeOne(`${driver.name}: ${title}`, { concurrent: isBuilt }, () => suite(driver));
  }
}
