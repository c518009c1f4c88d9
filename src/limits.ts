// Every time and every count of both programs: its unit in the name, its reason beside it.

const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

// --- The parts of a run (`process/phase.ts` says what the fields mean). ---

/** Two reads and a write check for each place, and the tries of a new token. */
export const locateTimes = {
  limitMs: 15_000,
  tryTimeoutMs: 7_000,
  firstWaitMs: 500,
  maxTries: 5,
};

/**
 * A request that has left is waited for to the end: its answer may hold a new refresh token, and a
 * second request would make GoTo reject the old one. Hence no time-out of a single try.
 */
export const tokenTimes = { limitMs: 45_000, firstWaitMs: 500, maxTries: 5 };

/** How long an answer of GoTo must have time to come: with less time left, nothing more is sent. */
export const tokenAnswerMs = 5_000;

export const organizerTimes = locateTimes;

/**
 * All writes, tried until the time is over: the token has come, and nothing else needs the time. A
 * GitHub that is down is often back within half a minute.
 */
export const storeTimes = {
  limitMs: 2 * minuteMs,
  tryTimeoutMs: 15_000,
  firstWaitMs: 2_000,
  maxWaitMs: 15_000,
};

/** In the post step, the reads included: a job that is canceled has about five minutes then. */
export const storeAtEndMs = 4 * minuteMs;

/** How long the outputs wait until all writes were sent. */
export const publishAfterMs = 2_000;

/**
 * After the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after that
 * (`ProcessInvoker.cs` in actions/runner), so everything must end within 10 s.
 */
export const afterSignal = {
  /** stop waiting for GoTo's answer */
  answerMs: 8_500,
  /** print the recovery commands of a token that is not stored yet */
  recoveryMs: 5_000,
  /** stop writing */
  writeMs: 9_000,
  /** between two tries, since the run is ending */
  waitMs: 200,
};

/** How long a synchronous write waits for a pipe that is full, and how often it looks. */
export const pipe = { timeoutMs: 2_000, pollMs: 10 };

// --- One request. ---

export const maxConnectMs = 10_000;
/** How long each address of a host may take; Node's 250 ms are too short for one far away. */
export const addressTimeoutMs = 2_500;
/** A connection that was opened early: an older one may have been closed without a word. */
export const maxEarlyAgeMs = 5_000;
/** How long to wait for the first packet of an early connection. */
export const maxEarlyStartMs = 100;

/** A time-out counts when this many turns of the event loop have brought nothing, … */
export const quietTurns = 5;
/** … and at the latest after so long, whatever the other side sends. */
export const lateReadMs = 500;

/** An answer must not be lost because of its headers; 1 MiB is more than a server sends. */
export const maxHeaderBytes = 1024 * 1024;
/** How much of a body is read, encoded and decoded. */
export const maxBodyBytes = 1024 * 1024;

/**
 * Added to the wait that a server demands, so that not all clients come back at once; and the first
 * wait at least, since a server that always says "retry-after: 0" must not be hammered.
 */
export const retryAfter = { maxJitterMs: 250, firstWaitMs: 250 };

/** The reasons that are quoted of an error, and how deep in its body they may stand. */
export const errorTexts = { max: 8, maxDepth: 3 };

// --- GoTo. ---

/** GitHub's limit for the value of a secret: 48 KB. */
export const maxTokenLength = 48 * 1024;

/** An e-mail address has at most 254 characters; what is much longer is no name. */
export const maxPrincipalLength = 1_000;
/** GoTo has some dozens of scopes, of 20 characters or so. */
export const maxScopeLength = 8 * 1024;
/** A longer life of an access token is a mistake. */
export const maxLifeSeconds = 10 * 365 * 24 * 3600;

/** By GoTo's documentation. */
export const refreshTokenLifeDays = 30;

/** A secret that was written so short a time before a rejection was probably written in the same job. */
export const justWrittenMs = 5 * minuteMs;

/** How many unclosed objects of an answer to scan; each is scanned to the end of the text. */
export const maxUnclosedObjects = 20;
/** How much of an answer that is not JSON is looked at for a reason. */
export const maxPlainReasonLength = 1_000;
/** An invalid token is masked from this length on: a shorter mask would hide innocent words. */
export const minMaskedLineLength = 8;

// --- GitHub. ---

/** GitHub asks for few requests at once, and fewer writes ("Best practices for using the REST API"). */
export const maxConcurrentReads = 10;
export const maxConcurrentWrites = 3;
export const maxConcurrentChecks = 5;

/** Asking whether the token may write: at how many places, and how long to wait when the reads are done. */
export const writeCheck = { maxPlaces: 10, afterReadsMs: 1_000 };

/** A secondary limit that names no time ("Best practices": at least a minute). */
export const secondaryLimitMs = minuteMs;
/** After the reset of a rate limit, whose time is in whole seconds. */
export const afterResetMs = 1_000;

/**
 * In its first seconds, not all of GitHub knows the token of an App, and answers 401 or 403
 * (octokit/auth-app.js#65, #589). `maxMs` begins with the first refusal.
 */
export const newAppToken = {
  statuses: [401, 403],
  maxMs: 8_000,
  firstWaitMs: 500,
  maxRetries: Number.POSITIVE_INFINITY,
};

/** A personal token may be new as well: GitHub may refuse its first reads. */
export const newToken = {
  statuses: [401],
  maxMs: 5_000,
  firstWaitMs: 1_400,
  maxRetries: 2,
};

/**
 * With the longest names that GitHub allows, a repository takes 16 KB, most of it in 56 URLs. So 50
 * take 800 KB of the 1 MiB that is read of a body; 100 would not fit.
 */
export const repositoriesPerPage = 50;

/** GitHub allows 255 characters in the name of an environment. */
export const maxPlaceNameLength = 255;

// --- What is shown and warned of. ---

/** How much of a remote text is cleaned, and how much of that is quoted. */
export const maxCleanedLength = 4_000;
export const maxQuoteLength = 200;

/** Longer than any secret that GitHub stores. */
export const maxIndexedSecretLength = 64 * 1024;
/** Every run of this many characters of a longer secret is removed. */
export const secretRunLength = 12;
/** No service issues a shorter secret: in an output, it would be there by chance. */
export const minSecretLength = 8;

/** The runner cuts annotations at 4,096 characters; a message and a hint must fit. */
export const maxAnnotationPartLength = 1_800;

/** Warn of the GitHub token this long before it expires. */
export const githubTokenWarningMs = 14 * dayMs;
/** Warn of the refresh token this long before it expires … */
export const refreshTokenWarningMs = 7 * dayMs;
/** … or, where it does not say when, this long after it was written: 5 of its 30 days are left. */
export const refreshTokenAgeWarningMs = 25 * dayMs;

/** Windows takes 32,767 characters for a variable, and Linux 128 KiB. */
export const maxStateValueLength = 32_000;
/** All variables of a process may take 2 MiB on Linux: past that, the post step would not start. */
export const maxStateLength = 1_000_000;

/** Windows' cmd takes lines of 8,191 characters. */
export const maxCmdLength = 8_000;

// --- The command. ---

/** How long `gh`, `git` and the like may take to answer. */
export const programTimeoutMs = 10_000;
/** How long to wait for the browser to receive its page. */
export const pageTimeoutMs = 2_000;
/** How long a person may take for the sign-in, unless --timeout says otherwise, and at most. */
export const personTimeoutSeconds = 300;
export const maxPersonTimeoutSeconds = 24 * 3600;
/** In a narrower terminal, lines are broken by the terminal itself. */
export const minTerminalWidth = 20;
