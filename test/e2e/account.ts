import { setTimeout as sleep } from 'node:timers/promises';
import type { Grant } from '../support/goto-oauth-server';

/** The places that the stand-in for GitHub knows. Each holds the refresh token of the same login. */
export const placeKinds = ['repository', 'environment', 'organization'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** The repositories that the organization shares its secret with. */
export const selectedRepositoryIds = [1296269, 583231];

/** What became of a secret. */
export interface KeptSecret {
  value: string;
  /** what every write opened to */
  written: string[];
  updatedAt: string;
  /** whether the OAuth server takes the value */
  isHonoured: boolean;
  /** of an organization's secret */
  visibility: string | undefined;
  selectedRepositoryIds: number[];
}

/** What the stand-ins tell of themselves, to the steps of the job they run in. */
export interface Account {
  /** the refresh token that the secrets held when the job began */
  held: string;
  secrets: Record<PlaceKind, KeptSecret>;
  grants: Grant[];
  /** the writes that GitHub was asked for, by whom, and how it answered */
  writes: { path: string; userAgent: string; status: number | undefined }[];
  /** all that no log may show */
  confidential: string[];
  /** what stand-ins in another job need to go on from here */
  state: string;
  /** faults that were planned and have not happened */
  unspent: string[];
}

/** Asks the stand-ins of this job. */
export async function readAccount(): Promise<Account> {
  return (await (await fetch(address())).json()) as Account;
}

/**
 * Ends the stand-ins of this job, and waits until they are gone. Rejects if one of them failed at
 * some request.
 */
export async function endStandIns(): Promise<void> {
  const answer = await fetch(address(), { method: 'DELETE' });
  if (!answer.ok) throw new Error(`The stand-ins failed: ${await answer.text()}`);
  const deadline = performance.now() + 5_000;
  while (await fetch(address()).then(Boolean, () => false)) {
    if (performance.now() > deadline) throw new Error('The stand-ins do not end.');
    await sleep(20);
  }
}

function address(): string {
  const { STAND_INS } = process.env;
  if (!STAND_INS) throw new Error('STAND_INS does not say where the stand-ins are.');
  return STAND_INS;
}
