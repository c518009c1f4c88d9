import { graceAfterSignal } from './cancellation';

// What each part of a run may take, in milliseconds.

export const locateTimes = { limit: 15_000, tryTimeout: 7_000, firstWait: 500, grace: () => 0 };

/** How long to wait on after a signal depends on whether the request has left. */
export const tokenTimes = { limit: 30_000, tryTimeout: 15_000, firstWait: 500 };

export const storeTimes = {
  limit: 120_000,
  tryTimeout: 15_000,
  // A GitHub that is down is often back within half a minute, and the token is in our hands.
  firstWait: 2_000,
  grace: () => graceAfterSignal.write,
};

export const organizerTimes = { limit: 15_000, tryTimeout: 7_000, firstWait: 500, grace: () => 0 };
