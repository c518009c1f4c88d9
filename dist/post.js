/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 343:
/***/ ((module) => {

module.exports = require("./steps");

/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/create fake namespace object */
/******/ 	(() => {
/******/ 		var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 		var leafPrototypes;
/******/ 		// create a fake namespace object
/******/ 		// mode & 1: value is a module id, require it
/******/ 		// mode & 2: merge all properties of value into the ns
/******/ 		// mode & 4: return value when already ns object
/******/ 		// mode & 16: return value when it's Promise-like
/******/ 		// mode & 8|1: behave like require
/******/ 		__nccwpck_require__.t = function(value, mode) {
/******/ 			if(mode & 1) value = this(value);
/******/ 			if(mode & 8) return value;
/******/ 			if(typeof value === 'object' && value) {
/******/ 				if((mode & 4) && value.__esModule) return value;
/******/ 				if((mode & 16) && typeof value.then === 'function') return value;
/******/ 			}
/******/ 			var ns = Object.create(null);
/******/ 			__nccwpck_require__.r(ns);
/******/ 			var def = {};
/******/ 			leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 			for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 				Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 			}
/******/ 			def['default'] = () => (value);
/******/ 			__nccwpck_require__.d(ns, def);
/******/ 			return ns;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = require("node:events");
;// CONCATENATED MODULE: ./src/process/phase.ts

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/**
 * Catches signals, uncaught exceptions and unhandled rejections, so that they do not end the process
 * before a token is stored, and records the first.
 */
class Cancellation {
    #controller = new AbortController();
    #listeners = new Map();
    /** aborted at the first interruption */
    interrupted = this.#controller.signal;
    /** The first interruption, if there was one; later ones change nothing. */
    interruption;
    constructor() {
        for (const signal of signals)
            this.#listen(signal, () => ({ kind: 'signal', signal }));
        for (const event of ['uncaughtException', 'unhandledRejection']) {
            this.#listen(event, (error) => ({ kind: 'crash', error }));
        }
    }
    /** @throws an AbortError if there was an interruption */
    throwIfInterrupted() {
        this.interrupted.throwIfAborted();
    }
    /** Restores Node's default handling of signals and errors. */
    stopListening() {
        for (const [event, listener] of this.#listeners)
            process.off(event, listener);
    }
    #listen(event, causeOf) {
        const listener = (thrown) => {
            if (this.interruption)
                return;
            this.interruption = { ...causeOf(thrown), at: performance.now() };
            this.#controller.abort();
        };
        this.#listeners.set(event, listener);
        process.on(event, listener);
    }
}
/** Runs `work` as a phase and clears its timers afterwards. An interruption shortens the phase. */
async function runPhase({ limitMs, graceMs = () => 0, ...times }, cancellation, work) {
    const { interrupted } = cancellation;
    const deadline = new AbortController();
    // Every call of a phase listens to both: Node 20 warns on stderr about the eleventh listener.
    setMaxListeners(0, interrupted, deadline.signal);
    const start = performance.now();
    let end = start + limitMs;
    let timer = setTimeout(() => deadline.abort(), limitMs);
    const stopShortening = whenAborted(interrupted, () => {
        end = Math.min(end, (cancellation.interruption?.at ?? start) + graceMs());
        clearTimeout(timer);
        if (end <= performance.now())
            deadline.abort();
        else
            timer = setTimeout(() => deadline.abort(), end - performance.now());
    });
    try {
        return await work({
            tryTimeoutMs: undefined,
            maxWaitMs: Number.POSITIVE_INFINITY,
            maxTries: Number.POSITIVE_INFINITY,
            ...times,
            deadline: deadline.signal,
            interrupted,
            leftMs: () => Math.max(0, end - performance.now()),
            pause: (ms) => pauseUntil(ms, interrupted.aborted ? [deadline.signal] : [deadline.signal, interrupted]),
        });
    }
    finally {
        clearTimeout(timer);
        stopShortening();
    }
}
/** Calls `act` once the signal is aborted, or at once. Returns a function that cancels the call. */
function whenAborted(signal, act) {
    if (signal.aborted)
        act();
    else
        signal.addEventListener('abort', act);
    return () => signal.removeEventListener('abort', act);
}
function pauseUntil(ms, earlier) {
    return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        whenAborted(AbortSignal.any(earlier), () => {
            clearTimeout(timer);
            resolve();
        });
    });
}
/**
 * Waits for all of these, also when one fails, and returns their values.
 *
 * @throws the first failure in the order given, whichever came first
 */
async function inOrder(promises) {
    await Promise.allSettled(promises);
    // Of promises that are settled, the first failure that this finds is the first in their order.
    return (await Promise.all(promises));
}

;// CONCATENATED MODULE: ./src/limits.ts
// Every time and every count of both programs: its unit in the name, its reason beside it.
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
// --- The parts of a run (`process/phase.ts` says what the fields mean). ---
/** Two reads and a write check for each place, and the tries of a new token. */
const locateTimes = {
    limitMs: 15_000,
    tryTimeoutMs: 7_000,
    firstWaitMs: 500,
    maxTries: 5,
};
/**
 * A request that has left is waited for to the end: its answer may hold a new refresh token, and a
 * second request would make GoTo reject the old one. Hence no time-out of a single try.
 */
const tokenTimes = { limitMs: 45_000, firstWaitMs: 500, maxTries: 5 };
/** How long an answer of GoTo must have time to come: with less time left, nothing more is sent. */
const tokenAnswerMs = 5_000;
const organizerTimes = (/* unused pure expression or super */ null && (locateTimes));
/**
 * All writes, tried until the time is over: the token has come, and nothing else needs the time. A
 * GitHub that is down is often back within half a minute.
 */
const storeTimes = {
    limitMs: 2 * minuteMs,
    tryTimeoutMs: 15_000,
    firstWaitMs: 2_000,
    maxWaitMs: 15_000,
};
/** In the post step, the reads included: a job that is canceled has about five minutes then. */
const storeAtEndMs = 4 * minuteMs;
/** How long the outputs wait until all writes were sent. */
const publishAfterMs = 2_000;
/**
 * After the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after that
 * (`ProcessInvoker.cs` in actions/runner), so everything must end within 10 s.
 */
const afterSignal = {
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
const pipe = { timeoutMs: 2_000, pollMs: 10 };
// --- One request. ---
const maxConnectMs = 10_000;
/** How long each address of a host may take; Node's 250 ms are too short for one far away. */
const addressTimeoutMs = 2_500;
/** A connection that was opened early: an older one may have been closed without a word. */
const maxEarlyAgeMs = 5_000;
/** How long to wait for the first packet of an early connection. */
const maxEarlyStartMs = 100;
/** A time-out counts when this many turns of the event loop have brought nothing, … */
const quietTurns = 5;
/** … and at the latest after so long, whatever the other side sends. */
const lateReadMs = 500;
/** An answer must not be lost because of its headers; 1 MiB is more than a server sends. */
const maxHeaderBytes = (/* unused pure expression or super */ null && (1024 * 1024));
/** How much of a body is read, encoded and decoded. */
const maxBodyBytes = (/* unused pure expression or super */ null && (1024 * 1024));
/**
 * Added to the wait that a server demands, so that not all clients come back at once; and the first
 * wait at least, since a server that always says "retry-after: 0" must not be hammered.
 */
const retryAfter = { maxJitterMs: 250, firstWaitMs: 250 };
/** The reasons that are quoted of an error, and how deep in its body they may stand. */
const errorTexts = { max: 8, maxDepth: 3 };
// --- GoTo. ---
/** GitHub's limit for the value of a secret: 48 KB. */
const maxTokenLength = (/* unused pure expression or super */ null && (48 * 1024));
/** An e-mail address has at most 254 characters; what is much longer is no name. */
const maxPrincipalLength = 1_000;
/** GoTo has some dozens of scopes, of 20 characters or so. */
const maxScopeLength = (/* unused pure expression or super */ null && (8 * 1024));
/** A longer life of an access token is a mistake. */
const maxLifeSeconds = (/* unused pure expression or super */ null && (10 * 365 * 24 * 3600));
/** By GoTo's documentation. */
const refreshTokenLifeDays = 30;
/** A secret that was written so short a time before a rejection was probably written in the same job. */
const justWrittenMs = 5 * minuteMs;
/** How many unclosed objects of an answer to scan; each is scanned to the end of the text. */
const maxUnclosedObjects = 20;
/** How much of an answer that is not JSON is looked at for a reason. */
const maxPlainReasonLength = 1_000;
/** An invalid token is masked from this length on: a shorter mask would hide innocent words. */
const minMaskedLineLength = 8;
// --- GitHub. ---
/** GitHub asks for few requests at once, and fewer writes ("Best practices for using the REST API"). */
const maxConcurrentReads = 10;
const maxConcurrentWrites = 3;
const maxConcurrentChecks = 5;
/** Asking whether the token may write: at how many places, and how long to wait when the reads are done. */
const writeCheck = { maxPlaces: 10, afterReadsMs: 1_000 };
/** A secondary limit that names no time ("Best practices": at least a minute). */
const secondaryLimitMs = (/* unused pure expression or super */ null && (minuteMs));
/** After the reset of a rate limit, whose time is in whole seconds. */
const afterResetMs = 1_000;
/**
 * In its first seconds, not all of GitHub knows the token of an App, and answers 401 or 403
 * (octokit/auth-app.js#65, #589). `maxMs` begins with the first refusal.
 */
const newAppToken = {
    statuses: [401, 403],
    maxMs: 8_000,
    firstWaitMs: 500,
    maxRetries: Number.POSITIVE_INFINITY,
};
/** A personal token may be new as well: GitHub may refuse its first reads. */
const newToken = {
    statuses: [401],
    maxMs: 5_000,
    firstWaitMs: 1_400,
    maxRetries: 2,
};
/**
 * With the longest names that GitHub allows, a repository takes 16 KB, most of it in 56 URLs. So 50
 * take 800 KB of the 1 MiB that is read of a body; 100 would not fit.
 */
const repositoriesPerPage = 50;
/** GitHub allows 255 characters in the name of an environment. */
const maxPlaceNameLength = 255;
// --- What is shown and warned of. ---
/** How much of a remote text is cleaned, and how much of that is quoted. */
const maxCleanedLength = 4_000;
const maxQuoteLength = 200;
/** Longer than any secret that GitHub stores. */
const maxIndexedSecretLength = (/* unused pure expression or super */ null && (64 * 1024));
/** Every run of this many characters of a longer secret is removed. */
const secretRunLength = 12;
/** No service issues a shorter secret: in an output, it would be there by chance. */
const minSecretLength = 8;
/** The runner cuts annotations at 4,096 characters; a message and a hint must fit. */
const maxAnnotationPartLength = 1_800;
/** Warn of the GitHub token this long before it expires. */
const githubTokenWarningMs = 14 * dayMs;
/** Warn of the refresh token this long before it expires … */
const refreshTokenWarningMs = 7 * dayMs;
/** … or, where it does not say when, this long after it was written: 5 of its 30 days are left. */
const refreshTokenAgeWarningMs = 25 * dayMs;
/** Windows takes 32,767 characters for a variable, and Linux 128 KiB. */
const limits_maxStateValueLength = 32_000;
/** All variables of a process may take 2 MiB on Linux: past that, the post step would not start. */
const limits_maxStateLength = 1_000_000;
/** Windows' cmd takes lines of 8,191 characters. */
const maxCmdLength = 8_000;
// --- The command. ---
/** How long `gh`, `git` and the like may take to answer. */
const programTimeoutMs = 10_000;
/** How long to wait for the browser to receive its page. */
const pageTimeoutMs = 2_000;
/** How long a person may take for the sign-in, unless --timeout says otherwise, and at most. */
const personTimeoutSeconds = 300;
const maxPersonTimeoutSeconds = (/* unused pure expression or super */ null && (24 * 3600));
/** In a narrower terminal, lines are broken by the terminal itself. */
const minTerminalWidth = 20;

;// CONCATENATED MODULE: ./src/action/state.ts

const prefix = 'write_';
/**
 * The state to save for the post step, by name: each write that is not stored, sealed, and '' for one
 * that is, or that does not fit. One variable each, because the length of a variable is limited.
 */
function toState(writes, apiUrl) {
    let left = maxStateLength;
    return new Map(writes.map((write, index) => {
        const value = write.state.kind === 'stored' ? '' : toValue(write, apiUrl);
        const fits = value.length <= Math.min(left, maxStateValueLength);
        if (fits)
            left -= value.length;
        return [`${prefix}${index}`, fits ? value : ''];
    }));
}
/** Whether everything that is not stored fits into the state. */
function fitsIntoState(writes, apiUrl) {
    const values = [...toState(writes, apiUrl).values()];
    return writes.every(({ state }, index) => state.kind === 'stored' || values[index] !== '');
}
/**
 * In an alphabet that no shell and no hook of a runner rewrites (runner-container-hooks#61 put a
 * backslash before each `=`). The JSON comes last, so that a value which was cut cannot be read.
 */
function toValue({ target, encryptedValue, printedValue }, apiUrl) {
    const { name, place, updatedAt, publicKey, sharing } = target;
    const saved = {
        name,
        place,
        updatedAt: updatedAt?.toISOString(),
        publicKey: { key: Buffer.from(publicKey.bytes).toString('base64'), keyId: publicKey.keyId },
        visibility: sharing?.visibility,
        isPrinted: printedValue === encryptedValue,
        apiUrl: apiUrl.href,
    };
    const parts = [Buffer.from(encryptedValue, 'base64'), Buffer.from(JSON.stringify(saved))];
    return parts.map((part) => part.toString('base64url')).join('.');
}
/** What the main step saved and did not see stored, and how many values of it cannot be read. */
function readSavedWrites(env) {
    const values = savedValues(env);
    const saved = values.flatMap((value) => {
        try {
            return [toWrite(value)];
        }
        catch {
            // One that cannot be read must not keep the others from being stored.
            return [];
        }
    });
    const writes = saved.map(({ write }) => write);
    return { writes, apiUrl: saved[0]?.apiUrl, unreadable: values.length - saved.length };
}
/** Whether there is anything for the post step to do. */
function hasSavedWrites(env) {
    return savedValues(env).length > 0;
}
function savedValues(env) {
    return Object.entries(env).flatMap(([name, value]) => value && name.startsWith(`STATE_${prefix}`) ? [value] : []);
}
function toWrite(value) {
    const [sealed = '', json = ''] = value.split('.');
    const saved = JSON.parse(Buffer.from(json, 'base64url').toString());
    const { name, place, updatedAt, publicKey, visibility, isPrinted } = saved;
    const write = {
        target: {
            name,
            place,
            updatedAt: updatedAt === undefined ? undefined : new Date(updatedAt),
            publicKey: { bytes: Buffer.from(publicKey.key, 'base64'), keyId: publicKey.keyId },
            sharing: visibility && { visibility },
        },
        encryptedValue: Buffer.from(sealed, 'base64url').toString('base64'),
        sealWith: undefined,
        state: { kind: 'pending' },
        // Printed again if it cannot be stored: nobody knows whether the main step's log got through.
        printedValue: isPrinted ? '' : undefined,
    };
    return { write, apiUrl: saved.apiUrl };
}

;// CONCATENATED MODULE: ./src/action/post.ts


// Runs at the end of every job, whatever became of the main step. Most have nothing to do.
if (hasSavedWrites(process.env)) {
    // Nothing is printed yet: a signal must not end the process while the rest is loaded.
    const early = [];
    for (const signal of signals)
        process.on(signal, () => early.push(signal));
    Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 343, 23)).then(({ startPost }) => startPost(early), (error) => {
        process.exitCode = 1;
        const what = `The post step could not start (${error?.code ?? error?.name}).`;
        const advice = 'Paste the command that this action printed, if there is one: it still stands.';
        process.stdout.write(`::error::${what}%0AWhat to do: ${advice}%0Aerror-code: unexpected\n`);
    });
}

module.exports = __webpack_exports__;
/******/ })()
;