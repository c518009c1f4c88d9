import type { Match } from './faults';
import { secretName } from './world';

/*
 * The requests of a run, as a stand-in tells them apart. A place of GitHub is read with two of them
 * and written with one.
 */

export const publicKeyRead: Match = { method: 'GET', path: /\/public-key$/ };
export const metadataRead: Match = { method: 'GET', path: new RegExp(`/${secretName}$`) };
export const anyRead: Match = { method: 'GET' };
export const write: Match = { method: 'PUT' };

/** What GoTo is asked. */
export const grant: Match = { method: 'POST' };
export const organizerRead: Match = { method: 'GET' };
