import { createServer } from 'node:http';
import { listen, type Order, Site } from './site';

/*
 * GoTo and GitHub in the background of a job. start.ts starts this process and hears from it once;
 * from then on it answers to http: GET for the account of what happened, DELETE to end it.
 */

export type Readiness = { url: string; outputs: Record<string, string> } | { failure: string };

/** A job that dies leaves nobody to end this process. */
const longestLife = 10 * 60 * 1000;

async function open(order: Order): Promise<Readiness> {
  const site = await Site.open(order);
  const desk = createServer(async ({ method }, response) => {
    try {
      if (method === 'DELETE') await site.close();
      response.end(method === 'DELETE' ? '' : JSON.stringify(await site.account()));
    } catch (failure) {
      response.writeHead(500).end(String(failure));
    }
    if (method === 'DELETE') response.on('close', () => process.exit());
  });
  setTimeout(() => process.exit(1), longestLife);
  return { url: `http://127.0.0.1:${await listen(desk)}`, outputs: site.outputs };
}

process.once('message', async (order: Order) => {
  const readiness = await open(order).catch(
    (failure: unknown): Readiness => ({ failure: String(failure) }),
  );
  process.send?.(readiness, () => {
    if ('failure' in readiness) process.exit(1);
  });
});
