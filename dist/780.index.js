"use strict";
exports.id = 780;
exports.ids = [780];
exports.modules = {

/***/ 1575:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ describeProgress),
/* harmony export */   z: () => (/* binding */ toReportedError)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

const endings = {
    'not-asked': {
        done: 'GoTo was not asked, and the stored refresh token is unchanged.',
        hint: 'Start a new run: nothing is lost.',
    },
    asked: {
        done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token, and then the stored one does not work any more.',
        hint: 'Start a new run soon. If it fails with refresh-token-rejected, authorise again.',
    },
    rejected: {
        done: 'GoTo rejected the refresh token.',
        hint: 'Start a new run, not a re-run. If it fails with refresh-token-rejected, authorise again.',
    },
    kept: {
        done: 'GoTo sent no new refresh token: the stored one is unchanged.',
        hint: 'Start a new run: nothing is lost.',
    },
    unstored: {
        done: 'GoTo sent a new refresh token, and it is not stored, or not in every place.',
        hint: 'Paste the command from the log of this job (or from the job summary) into a terminal. If ' +
            'there is none, start a new run, and authorise again if that fails with refresh-token-rejected.',
    },
    stored: {
        done: 'GoTo sent a new refresh token, and it is stored.',
        hint: 'Start a new run, not a re-run, which may send the old refresh token. Nothing is lost.',
    },
};
/** A personal access token is never replaced, so nothing can be lost. */
const endingsWithPersonalAccessToken = {
    'not-asked': { done: 'GoTo was not asked.', hint: 'Start a new run.' },
    asked: { done: 'GoTo was asked and its answer is unknown.', hint: 'Start a new run.' },
    rejected: {
        done: 'GoTo rejected the personal access token.',
        hint: 'Create a new personal access token at myaccount.goto.com.',
    },
    kept: { done: 'GoTo issued an access token.', hint: 'Start a new run.' },
};
function endingOf({ stage, grantType }) {
    const special = grantType === 'personal_access_token' && endingsWithPersonalAccessToken[stage];
    return special || endings[stage];
}
/** What was and was not done, as a sentence. */
function describeProgress(progress) {
    return endingOf(progress).done;
}
/**
 * Returns the error to report: what was thrown, and what was and was not done by then. After a signal
 * it is always `cancelled`; after a crash, `unexpected`.
 */
function toReportedError(thrown, progress, interruption) {
    const ending = endingOf(progress);
    if (interruption?.kind === 'signal') {
        const { message, hint } = (0,_errors__WEBPACK_IMPORTED_MODULE_0__/* .isConclusive */ .c8)(thrown)
            ? thrown
            : { message: ending.done, hint: ending.hint };
        const cancelled = `The run was cancelled (${interruption.signal}). ${message}`;
        return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('cancelled', cancelled, { hint, cause: thrown });
    }
    const error = interruption?.kind === 'crash' ? interruption.error : thrown;
    if (!(error instanceof _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
        return unexpected(error, ending);
    if (progress.stage !== 'not-asked')
        return error;
    const { code, message, hint, cause } = error;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, `${message} ${ending.done}`, { hint, cause });
}
function unexpected(error, { done, hint }) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('unexpected', `Unexpected error (${what}). ${done}`, {
        hint: `${hint} If it happens again, run with debug logging and report the log to the authors of this action.`,
        cause: error,
    });
}


/***/ }),

/***/ 1729:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   nC: () => (/* binding */ readGitHubToken),
/* harmony export */   p5: () => (/* binding */ readGitHubApiUrl)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4317);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _goto_grant__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7649);
/* harmony import */ var _http_proxy__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7856);
/* harmony import */ var _settings__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8750);





const otherSecrets = ['client-secret', 'refresh-token', 'personal-access-token'];
const defaultGotoApiUrl = 'https://api.getgo.com';
/**
 * Reads every input once, masks the secret ones before anything is checked, and checks them all.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
function readInputs(redactor) {
    for (const password of (0,_http_proxy__WEBPACK_IMPORTED_MODULE_2__/* .proxyPasswords */ .PK)())
        redactor.mask(password);
    const client = {
        clientId: _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('client-id'),
        clientSecret: takeSecret('client-secret', redactor),
    };
    const refreshToken = takeSecret('refresh-token', redactor);
    const personalAccessToken = takeSecret('personal-access-token', redactor);
    const githubToken = takeSecret('github-token', redactor);
    if (client.clientSecret !== '')
        redactor.mask((0,_goto_grant__WEBPACK_IMPORTED_MODULE_4__/* .basicCredential */ .g)(client));
    requireValue('client-id', client.clientId);
    requireValue('client-secret', client.clientSecret);
    (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseText */ .r4)(input('client-id'), client.clientId);
    (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseText */ .r4)(input('client-secret'), client.clientSecret);
    const grant = toGrant(refreshToken, personalAccessToken);
    return {
        client,
        grant,
        tokenUrl: (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseSecureUrl */ .cy)(input('token-url'), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('token-url') || _settings__WEBPACK_IMPORTED_MODULE_3__/* .sharedDefaults */ .oc.tokenUrl),
        secret: grant.grant_type === 'refresh_token' ? readSecret(githubToken) : undefined,
        lookupOrganizer: readBoolean('lookup-organizer'),
        gotoApiUrl: (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseBaseUrl */ .Q2)(input('goto-api-url'), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('goto-api-url') || defaultGotoApiUrl),
    };
}
/** @throws ActionError `input-invalid` unless exactly one of the two is set */
function toGrant(refreshToken, personalAccessToken) {
    if (personalAccessToken === '') {
        requireValue('refresh-token', refreshToken, ', and so is personal-access-token');
        (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseToken */ .pI)(input('refresh-token'), refreshToken);
        return { grant_type: 'refresh_token', refresh_token: refreshToken };
    }
    if (refreshToken !== '') {
        const problem = 'is set together with personal-access-token';
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .invalidSetting */ .gT)(input('refresh-token'), problem, 'Remove one of the two.');
    }
    (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseToken */ .pI)(input('personal-access-token'), personalAccessToken);
    return { grant_type: 'personal_access_token', pat: personalAccessToken };
}
function readSecret(githubToken) {
    requireValue('github-token', githubToken);
    return {
        name: (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseSecretName */ .bK)(input('secret-name'), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('secret-name') || _settings__WEBPACK_IMPORTED_MODULE_3__/* .sharedDefaults */ .oc.secretName),
        places: readPlaces(),
        githubToken: (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseToken */ .pI)(input('github-token'), githubToken),
        githubApiUrl: readGitHubApiUrl(),
    };
}
/**
 * Reads the GitHub token for the end of the job, and masks every secret input.
 *
 * @throws ActionError `input-invalid` when it is empty
 */
function readGitHubToken(redactor) {
    for (const password of (0,_http_proxy__WEBPACK_IMPORTED_MODULE_2__/* .proxyPasswords */ .PK)())
        redactor.mask(password);
    for (const name of otherSecrets)
        takeSecret(name, redactor);
    const githubToken = takeSecret('github-token', redactor);
    requireValue('github-token', githubToken);
    return githubToken;
}
/** Masks a secret input, and removes it from the environment, which crash reports copy. */
function takeSecret(name, redactor) {
    const value = redactor.mask(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name));
    delete process.env[`INPUT_${name.toUpperCase()}`];
    return value;
}
/** @throws ActionError `input-invalid` */
function readGitHubApiUrl() {
    const value = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('github-api-url') || process.env.GITHUB_API_URL || '';
    return (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseBaseUrl */ .Q2)(input('github-api-url'), value);
}
function input(name) {
    return { kind: 'input', name };
}
function requireValue(name, value, andWhatElse = '') {
    if (value !== '')
        return;
    const hint = `Check the name of the secret in ${name}, since a misspelt one gives an empty value. ` +
        'Secrets are also empty in runs from forks and for Dependabot, in a job that does not name ' +
        'the environment of the secret, and in a reusable workflow that is called without secrets: inherit.';
    throw (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .invalidSetting */ .gT)(input(name), `is empty${andWhatElse}`, hint);
}
function readBoolean(name) {
    const value = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name);
    // The spellings of YAML 1.2, like the toolkit's getBooleanInput; empty is the default.
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE|)$/.test(value))
        return false;
    const hint = `Write ${name}: true or ${name}: false.`;
    throw (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .invalidSetting */ .gT)(input(name), 'is neither true nor false', hint);
}
function readPlaces() {
    const environment = (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parsePlaceName */ .kR)(input('environment'), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('environment'));
    const org = (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parsePlaceName */ .kR)(input('organization'), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('organization'));
    if (org !== '' && environment !== '') {
        const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .invalidSetting */ .gT)(input('environment'), 'is set together with organization', hint);
    }
    if (org !== '')
        return [{ kind: 'organization', org }];
    return (0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .repositoryPlaces */ .xO)(readRepositories(), environment || undefined);
}
function readRepositories() {
    const text = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('repository') || process.env.GITHUB_REPOSITORY || '';
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const names = (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .distinctRepositories */ .RC)(lines.filter((line) => line !== ''));
    const setting = input('repository');
    if (names.length === 0)
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .invalidSetting */ .gT)(setting, 'is empty', 'Write it as owner/name.');
    const hint = 'Write owner/name, without https://github.com, and one repository per line.';
    return names.map((name) => (0,_settings__WEBPACK_IMPORTED_MODULE_3__/* .parseRepository */ .SU)(setting, name, hint));
}


/***/ }),

/***/ 1658:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ Report)
/* harmony export */ });
/* harmony import */ var _package_json__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8330);
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7718);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _token_lifecycle__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2387);




const onlyGitHubCanOpenIt = 'The value in a command is sealed: only GitHub can open it, so this log may be public.';
/** Its table of errors has an anchor for each code. */
const readme = _package_json__WEBPACK_IMPORTED_MODULE_0__/* .repository */ .Jk.replace('github:', 'https://github.com/');
/** The runner cuts annotations at 4,096 characters; a message and a hint must fit. */
const maxPartLength = 1_800;
/** The sentences of the action, in its log, its job summary and its annotations. */
class Report {
    #runner;
    constructor(runner) {
        this.#runner = runner;
    }
    /** Logs which secret was found, and how many more. */
    logLocated([first, ...others]) {
        if (!first)
            return;
        const more = others.length > 0 ? `, and ${others.length} more` : '';
        const updatedAt = (0,_dates__WEBPACK_IMPORTED_MODULE_3__/* .isoSeconds */ .n)(first.updatedAt);
        this.#runner.log(`Found ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(first)}, last written at ${updatedAt}${more}.`);
    }
    /** Logs the names of optional fields that are invalid. */
    logInvalidFields(names) {
        if (names.length === 0)
            return;
        this.#runner.log(`Some fields of GoTo's answer are not valid and are ignored: ${names.join(', ')}.`);
    }
    /** Logs that GoTo issued an access token, and until when it is valid. */
    logIssued(expiresAt) {
        this.#runner.log(`GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`);
    }
    /** Logs that the stored refresh token is unchanged. */
    logKept({ sentInvalidToken }) {
        this.#runner.log(sentInvalidToken
            ? 'The refresh token that GoTo sent is not valid and cannot be stored: the stored one is unchanged. If the next run fails with refresh-token-rejected, authorise again.'
            : 'GoTo sent no new refresh token: the stored one is unchanged.');
    }
    /** Logs that GoTo sent a new refresh token. */
    logRotated() {
        this.#runner.log('GoTo sent a new refresh token.');
    }
    /** Logs and summarizes which secrets hold the new token. */
    reportStored(writes) {
        const stored = writes.flatMap(({ target, state }) => (state.kind === 'stored' ? [target] : []));
        const [first] = stored;
        if (!first)
            return;
        const where = stored.length === 1 ? (0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(first) : `${stored.length} places`;
        this.#runner.log(`Stored the new refresh token in ${where}.`);
        this.#runner.appendSummary([
            '### GoTo rotated the refresh token',
            '',
            'The new one is stored in',
            '',
            ...stored.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan((0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place))}`),
        ]);
        for (const { target } of (0,_token_lifecycle__WEBPACK_IMPORTED_MODULE_2__/* .storedAfterPrinting */ .F)(writes))
            this.#withdrawCommand(target);
    }
    /** Writes the commands that store a token, synchronously: the process may end next. */
    printRecoveries = (recoveries) => {
        const lines = recoveries.flatMap(({ label, command, condition }) => [
            '',
            `The new refresh token is not stored in ${label}. This command stores it. ${condition((command) => command)}`,
            '',
            command,
            '',
        ]);
        const isInLog = this.#runner.logSynchronously([...lines, onlyGitHubCanOpenIt]);
        const isInSummary = this.#runner.appendSummary([
            '### The new refresh token is not stored',
            '',
            ...recoveries.flatMap(({ label, command, condition }) => [
                `This command stores it in ${codeSpan(label)}. ${condition(codeSpan)}`,
                '',
                '```sh',
                command,
                '```',
                '',
            ]),
            onlyGitHubCanOpenIt,
        ]);
        if (!isInLog && !isInSummary)
            this.#runner.printToStderr(lines);
    };
    /** Logs which account of the organizer counts, unless there is just one. */
    logAccounts(accounts) {
        if (accounts.length === 1)
            return;
        if (accounts.length === 0) {
            this.#runner.log('The organizer has no account at GoTo: account-key stays empty.');
            return;
        }
        const keys = accounts.map(({ key }) => key).join(', ');
        const names = accounts.flatMap(({ name }) => name || []).join(', ');
        this.#runner.log(`The organizer has ${accounts.length} accounts, and account-key is the first of ${keys}.${this.#runner.redactor.quote('GoTo', names)}`);
    }
    /** Writes the one error annotation of a failure, and sets its code as an output. */
    reportFailure(error) {
        this.#runner.setOutputs({ 'error-code': error.code });
        // Only `unexpected` has the text of a foreign exception; what the others quote is clean.
        const message = error.code === 'unexpected' ? this.#runner.redactor.redact(error.message) : error.message;
        const { code, hint } = error;
        this.#runner.error(`${shorten(message)}\nWhat to do: ${shorten(hint)}\nMore: ${readme}#${code}\nerror-code: ${code}`);
        this.#runner.debugStack(error.cause);
    }
    /** Says that a printed command is not needed any more, because the write succeeded later. */
    #withdrawCommand(secret) {
        const text = `The command for ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(secret)} is not needed any more`;
        this.#runner.log(`${text}.`);
        this.#runner.appendSummary([`${codeSpan(text)}: the write succeeded after all.`]);
    }
}
function shorten(text) {
    return text.length > maxPartLength ? `${text.slice(0, maxPartLength - 1)}…` : text;
}
/** Markdown that shows `text` as it is: the fence is longer than any run of backticks in it. */
function codeSpan(text) {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}


/***/ }),

/***/ 2734:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  b: () => (/* binding */ Runner)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
var external_node_fs_default = /*#__PURE__*/__webpack_require__.n(external_node_fs_);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 9 modules
var core = __webpack_require__(4317);
;// CONCATENATED MODULE: ./src/process/synchronous-write.ts

/** How long to wait for a blocked pipe, in milliseconds. */
const timeoutMs = 2_000;
const pollMs = 10;
/**
 * Writes to a stream synchronously, past Node's buffers. What a full pipe does not take within two
 * seconds is handed to Node, which writes it if the reader continues: a line must not end halfway.
 *
 * @throws what the system says when the stream is closed
 */
function writeSynchronously(text, stream = process.stdout) {
    const bytes = Buffer.from(text);
    // What Node has buffered already must go first.
    if (stream.writableLength > 0) {
        stream.write(bytes);
        return;
    }
    const never = new Int32Array(new SharedArrayBuffer(4));
    let waitedMs = 0;
    for (let written = 0; written < bytes.length;) {
        try {
            written += external_node_fs_default().writeSync(stream.fd, bytes, written);
        }
        catch (error) {
            if (error.code !== 'EAGAIN')
                throw error;
            if (waitedMs >= timeoutMs) {
                stream.write(bytes.subarray(written));
                return;
            }
            Atomics.wait(never, 0, 0, pollMs);
            waitedMs += pollMs;
        }
    }
}

;// CONCATENATED MODULE: ./src/redactor.ts
/** A text is cut after this many characters before it is cleaned. */
const maxTextLength = 4_000;
const maxQuoteLength = 200;
/** GitHub's limit for the value of a secret is 48 KB; what is longer is no secret that works. */
const maxSecretLength = 64 * 1024;
/** A run of this many characters of a secret is withheld. Shorter secrets are found whole. */
const minRunLength = 12;
/** How often a text is decoded in search of secrets. What is encoded more often is withheld. */
const maxDecodings = 8;
/**
 * Holds the secrets of this run. `mask` registers one and announces it to the runner; `redact` and
 * `quote` remove them from text. No text makes them throw, or take long.
 */
class Redactor {
    #announce;
    #secrets = new Set();
    /** spellings of secrets that are shorter than a run, and are found whole */
    #shortSpellings = new Set();
    /** the runs of the other spellings, an index for each secret */
    #indexes = [];
    /** @param announce tells the runner to hide a value from now on (`::add-mask::`) */
    constructor(announce) {
        this.#announce = announce;
    }
    /** Masks `value` and returns it, so that a secret is masked in the expression that obtains it. */
    mask(value) {
        // The runner answers a blank mask with a warning.
        if (value.trim() !== '' && !this.#secrets.has(value)) {
            this.#secrets.add(value);
            this.#announce(value);
            const spellings = spellingsOf(value);
            for (const spelling of spellings) {
                if (spelling.length < minRunLength)
                    this.#shortSpellings.add(spelling);
            }
            this.#indexes.push(new RunIndex(spellings));
        }
        return value;
    }
    /**
     * Whether `text` contains a secret as it is. Secrets under eight characters do not count: no
     * service issues them, and a match would be chance.
     */
    containsSecret(text) {
        return [...this.#secrets].some((secret) => secret.length >= 8 && text.includes(secret));
    }
    /**
     * Returns `text` with `***` in place of every secret and of every part of one that is 12 characters
     * or longer, also where it is encoded: in percent-encoding, base64, hexadecimal, or the escapes of
     * JSON and HTML, alone or one in another. Text after 4,000 characters is cut.
     */
    redact(text) {
        const original = text.slice(0, maxTextLength);
        const views = decodedViews(original);
        if (views === undefined)
            return '***';
        const isSecret = new Uint8Array(original.length);
        for (const view of views)
            this.#mark(view, isSecret);
        return withoutMarked(original, isSecret);
    }
    /**
     * Remote text in the only form in which it may be shown, as a sentence: `GoTo said: "…"`. Control
     * and invisible characters are removed first, so that they can neither hide a secret nor start a
     * line; then the secrets; then everything after 200 characters. Double quotes become single ones,
     * so that the remote cannot close the quotation. Several texts are joined by colons. The sentence
     * has a leading space, to append it to another; it is '' when there is nothing to quote.
     */
    quote(speaker, ...texts) {
        const visible = texts
            .filter((text) => typeof text === 'string')
            .map((text) => text.slice(0, maxTextLength).replace(invisible, '').trim());
        const joined = visible.filter((text) => text !== '').join(': ');
        const clean = [...this.redact(joined).replace(/["“”„‟＂″]/g, "'")];
        if (clean.length === 0)
            return '';
        const short = clean.length > maxQuoteLength ? [...clean.slice(0, maxQuoteLength - 1), '…'] : clean;
        const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
        return ` ${speaker} said: "${short.join('')}"${stop}`;
    }
    /** Marks the characters of the original text that are, in this view of it, part of a secret. */
    #mark({ text, starts, ends }, isSecret) {
        const mark = (from, to) => isSecret.fill(1, starts[from], ends[to - 1]);
        const plain = foldCase(text);
        for (const spelling of this.#shortSpellings) {
            for (let at = plain.indexOf(spelling); at >= 0; at = plain.indexOf(spelling, at + 1)) {
                mark(at, at + spelling.length);
            }
        }
        forEachRun(plain, (at, hash) => {
            const isPart = this.#indexes.some((index) => index.hasRun(plain, at, hash));
            if (isPart)
                mark(at, at + minRunLength);
        });
    }
}
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/**
 * The runs of 12 characters of some texts, so that looking for them in another text takes time in
 * proportion to that one only: a hash table of their positions, with open addressing.
 */
class RunIndex {
    #text;
    /** position + 1; 0 is empty */
    #slots;
    constructor(texts) {
        this.#text = texts.join('\0');
        this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * this.#text.length + 2)));
        forEachRun(this.#text, (at, hash) => {
            const slot = this.#find(this.#text, at, hash);
            if (this.#slots[slot] === 0)
                this.#slots[slot] = at + 1;
        });
    }
    /** Whether the run of `text` at `at` is one of these. */
    hasRun(text, at, hash) {
        return this.#slots[this.#find(text, at, hash)] !== 0;
    }
    /** The slot of this run, or the empty one that is for it. */
    #find(text, at, hash) {
        const last = this.#slots.length - 1;
        for (let slot = (hash ^ (hash >>> 15)) & last;; slot = (slot + 1) & last) {
            const position = this.#slots[slot] - 1;
            if (position < 0 || this.#isRunAt(position, text, at))
                return slot;
        }
    }
    #isRunAt(position, text, at) {
        for (let offset = 0; offset < minRunLength; offset += 1) {
            if (this.#text.charCodeAt(position + offset) !== text.charCodeAt(at + offset))
                return false;
        }
        return true;
    }
}
const hashBase = 0x01000193;
/** The weight of a character that leaves the run: the base to the power of the length. */
const leavingWeight = Array.from({ length: minRunLength }).reduce((weight) => Math.imul(weight, hashBase), 1);
/** Calls `act` for each run of 12 characters, with a hash that follows from that of the run before. */
function forEachRun(text, act) {
    let hash = 0;
    for (let end = 0; end < text.length; end += 1) {
        hash = (Math.imul(hash, hashBase) + text.charCodeAt(end)) | 0;
        const at = end - minRunLength + 1;
        if (at < 0)
            continue;
        if (at > 0)
            hash = (hash - Math.imul(text.charCodeAt(at - 1), leavingWeight)) | 0;
        act(at, hash);
    }
}
function viewOf(text) {
    const starts = Array.from({ length: text.length }, (_none, at) => at);
    return { text, starts, ends: starts.map((start) => start + 1) };
}
/** The text as it is and after each decoding; undefined if it is encoded too often. */
function decodedViews(text) {
    const views = [viewOf(text)];
    for (;;) {
        const last = views.at(-1);
        const decoded = decode(last);
        if (decoded.text === last.text)
            return views;
        if (views.length > maxDecodings)
            return undefined;
        views.push(decoded);
    }
}
const escapes = /(?:%|\\x)([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{0*([0-9a-f]{1,6})\}|&#x0*([0-9a-f]{1,6});?|&#0*(\d{1,7});?|&(amp|lt|gt|quot|apos);|\\(["/\\])/gi;
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** The text with one level of escapes decoded. */
function decode({ text, starts, ends }) {
    const decoded = { text: '', starts: [], ends: [] };
    const add = (characters, from, to) => {
        decoded.text += characters;
        decoded.starts.push(starts[from]);
        decoded.ends.push(ends[to - 1]);
    };
    let at = 0;
    const copyUpTo = (end) => {
        for (; at < end; at += 1)
            add(text.charAt(at), at, at + 1);
    };
    for (const match of text.matchAll(escapes)) {
        const [whole, octet, unit, point, hex, decimal, entity, escaped] = match;
        const code = octet ?? unit ?? point ?? hex;
        const number = code === undefined ? Number(decimal) : Number.parseInt(code, 16);
        copyUpTo(match.index);
        add(entities[entity?.toLowerCase() ?? ''] ?? escaped ?? String.fromCharCode(number), at, at + whole.length);
        at += whole.length;
    }
    copyUpTo(text.length);
    return decoded;
}
function withoutMarked(text, isMarked) {
    let clean = '';
    for (let at = 0; at < text.length; at += 1) {
        if (!isMarked[at])
            clean += text.charAt(at);
        else if (!isMarked[at - 1])
            clean += '***';
    }
    return clean;
}
/**
 * ASCII in lower case, one base64 alphabet, and + for a space as in a form: what differs only in that
 * counts as the same.
 */
function foldCase(text) {
    const lower = text.toLowerCase();
    // Some letters outside ASCII change their length, which would move what comes after them.
    const folded = lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return folded.replace(/[- ]/g, '+').replaceAll('_', '/');
}
/**
 * The secret as it is, in hexadecimal, and in base64 at each of the three offsets at which it can
 * stand in a longer text, without the characters that depend on its neighbours.
 */
function spellingsOf(secret) {
    const bytes = Buffer.from(secret.slice(0, maxSecretLength));
    const base64 = [0, 1, 2].map((offset) => {
        const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
        const isPadded = text.endsWith('=');
        return text.replace(/=+$/, '').slice([0, 2, 3][offset], isPadded ? -1 : undefined);
    });
    // In percent-encoding, each byte of a character outside ASCII stands for itself.
    const plain = [secret.slice(0, maxSecretLength), bytes.toString('latin1')];
    const all = [...plain, bytes.toString('hex'), ...base64];
    return all.map(foldCase).filter((spelling) => spelling !== '');
}

;// CONCATENATED MODULE: ./src/action/runner.ts




/**
 * The channel to the runner: masks, log, outputs, job summary, annotations. Nothing here throws, so
 * that no broken pipe or full disk can come between GoTo's answer and the write; the first failure
 * is remembered.
 */
class Runner {
    redactor;
    #savedState = new Map();
    #firstFailure;
    constructor() {
        this.redactor = new Redactor((secret) => this.#attempt('a mask', () => core/* setSecret */.Pq(secret)));
        // A broken pipe arrives as an event, not as an exception.
        process.stdout.on('error', this.#logFailed);
    }
    /** One line of the log. */
    log = (text) => {
        this.#attempt('the log', () => core/* info */.pq(escapeCommands(text)));
    };
    /** Log lines, synchronously: the process may end next. Returns whether they were written. */
    logSynchronously(lines) {
        const text = escapeCommands(`${lines.join('\n')}\n`);
        return this.#attempt('the recovery command', () => writeSynchronously(text));
    }
    /** Lines on stderr, for what can be written nowhere else. */
    printToStderr(lines) {
        this.#attempt('stderr', () => writeSynchronously(`${lines.join('\n')}\n`, process.stderr));
    }
    /** A warning annotation. */
    warn(text) {
        this.#attempt('a warning', () => core/* warning */.$e(text));
    }
    /** An error annotation. */
    error(text) {
        this.#attempt('the error', () => core/* error */.z3(text));
    }
    /** Prints the stack of an error, redacted, if debug logging is on. */
    debugStack(error) {
        if (!core/* isDebug */._o() || !(error instanceof Error))
            return;
        const text = error.stack ?? `${error.name}: ${error.message}`;
        this.#attempt('debug lines', () => core/* debug */.Yz(this.redactor.redact(text)));
    }
    /** Sets outputs, except those that are undefined. */
    setOutputs(outputs) {
        for (const [name, value] of Object.entries(outputs)) {
            if (value === undefined)
                continue;
            this.#attempt(`the output ${name}`, () => {
                // Without the file, the toolkit would print the value into the log.
                if (!process.env.GITHUB_OUTPUT)
                    throw new Error('GITHUB_OUTPUT is not set');
                throwIfBlocking(process.env.GITHUB_OUTPUT);
                core/* setOutput */.uH(name, value);
            });
        }
    }
    /**
     * Saves a value for the end of the job, which reads it as the variable `STATE_name`. Without a file
     * that takes it, the toolkit prints a command: what is saved may be public, and a job whose end
     * does not know that it is the end would ask GoTo again.
     */
    saveState(name, value) {
        if (this.#savedState.get(name) === value)
            return;
        this.#savedState.set(name, value);
        const save = () => this.#attempt('the state', () => core/* saveState */.LZ(name, value));
        const file = process.env.GITHUB_STATE;
        if (file) {
            const isSaved = this.#attempt('the state', () => throwIfBlocking(file)) && save();
            if (isSaved)
                return;
            delete process.env.GITHUB_STATE;
        }
        save();
    }
    /** Appends Markdown to the job summary. Returns whether it was written. */
    appendSummary(lines) {
        const file = process.env.GITHUB_STEP_SUMMARY;
        // A GitHub Enterprise Server without summaries names no file; the log has everything.
        if (!file)
            return false;
        return this.#attempt('the summary', () => {
            throwIfBlocking(file);
            external_node_fs_default().appendFileSync(file, `${lines.join('\n')}\n\n`);
        });
    }
    /** Waits until the log is written. Returns the first thing that could not be passed on, if any. */
    async flush() {
        await new Promise((resolve) => {
            process.stdout.write('', (error) => {
                if (error)
                    this.#logFailed(error);
                resolve();
            });
        });
        return this.#firstFailure;
    }
    /** Stops listening for a broken log. */
    close() {
        process.stdout.off('error', this.#logFailed);
    }
    #logFailed = (error) => this.#remember('the log', error);
    #attempt(what, act) {
        try {
            act();
            return true;
        }
        catch (error) {
            this.#remember(what, error);
            return false;
        }
    }
    #remember(what, error) {
        this.#firstFailure ??= { what, error };
    }
}
/** A pipe that nobody reads would block the process for good. */
function throwIfBlocking(file) {
    if (external_node_fs_default().statSync(file, { throwIfNoEntry: false })?.isFIFO())
        throw new Error(`${file} is a pipe`);
}
/**
 * Escapes the runner's old commands, `##[command]`, which it obeys anywhere in a line
 * (`ActionCommand.cs` in actions/runner): names of places come from outside.
 */
function escapeCommands(text) {
    return text.replaceAll('##[', '# #[');
}


/***/ }),

/***/ 3176:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ actionVocabulary)
/* harmony export */ });
/* harmony import */ var _goto_grant__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7649);

/** The errors of the action name the inputs of `action.yml`. */
const actionVocabulary = {
    clientId: 'client-id',
    clientSecret: 'client-secret',
    githubToken: 'github-token',
    tokenUrl: 'token-url',
    githubApiUrl: 'github-api-url',
    repository: 'input repository',
    organization: 'input organization',
    runAgain: 'Start a new run',
    machine: 'the runner',
    setGitHubTokenTo: 'Set github-token to',
    permissionNote: " The workflow's own GITHUB_TOKEN can never manage secrets, whatever its permissions.",
    tokenRejectedHint: 'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.',
    singleSignOnHint: 'Authorise github-token for single sign-on: its owner opens Settings, Developer settings, Personal access tokens on GitHub, and presses Configure SSO beside the token.',
    clientRejectedHint: `Copy client-id again from the OAuth client at ${_goto_grant__WEBPACK_IMPORTED_MODULE_0__/* .clientsPage */ .e} and save it. GoTo shows client-secret only once: create a new one and save it too.`,
    secretNotFoundHint: 'Set secret-name to the name of the secret in refresh-token, and environment or organization if it is stored there. If no refresh token is saved yet, see README, "Set up": this action updates a secret and does not create one.',
    secretNotFoundInEnvironmentHint: 'Remove the input environment if the secret in refresh-token is stored in the repository, or store it in that environment. If it is there under another name, set secret-name; if it is stored in an organization, set organization instead of environment. If no refresh token is saved yet, see README, "Set up": this action updates a secret and does not create one.',
};


/***/ }),

/***/ 5007:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ writeBackError)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);


/**
 * The error of a run in which a write failed for good; undefined if none did.
 *
 * @param next what happens to the token now, as a sentence; may be empty
 */
function writeBackError(writes, next) {
    const failed = writes.flatMap(({ target, state }) => state.kind === 'failed' ? [{ target, ...state }] : []);
    const [first, ...others] = failed;
    if (!first)
        return undefined;
    const more = others.length > 0 ? ` (and in ${others.length} more)` : '';
    const command = others.length > 0 ? 'command for each place' : 'command';
    const rest = [next, first.advice].filter((sentence) => sentence !== '').join(' ');
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('write-back-failed', `GoTo sent a new refresh token, and it could not be stored in ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(first.target)}${more}: ${first.problem}`, {
        hint: `Paste the ${command} from the log of this step (and the job summary, if there is one) into a terminal before the next run: it stores the new token. ${rest}`,
    });
}


/***/ }),

/***/ 7718:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ dayMs),
/* harmony export */   n: () => (/* binding */ isoSeconds)
/* harmony export */ });
const dayMs = 24 * 3600 * 1000;
/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
function isoSeconds(date) {
    return date.toISOString().replace(/\.\d+Z$/, 'Z');
}


/***/ }),

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c8: () => (/* binding */ isConclusive),
/* harmony export */   lZ: () => (/* binding */ ActionError)
/* harmony export */ });
/* unused harmony export errorCodes */
/** The values of the `error-code` output. The README has a row for each, and the errors lead there. */
const errorCodes = (/* unused pure expression or super */ null && ([
    'input-invalid',
    'runner-unsupported',
    'github-token-rejected',
    'github-permission-missing',
    'secret-not-found',
    'github-unavailable',
    'refresh-token-rejected',
    'personal-access-token-rejected',
    'client-rejected',
    'goto-unavailable',
    'goto-answer-invalid',
    'write-back-failed',
    'organizer-lookup-failed',
    'cancelled',
    'unexpected',
]));
/**
 * A failure with a stable code, what happened (the message), and what to do (the hint). Both programs
 * report it; the command has failures without a code too. Neither text may hold a secret, nor remote
 * text that is not from `Redactor.quote`.
 */
class ActionError extends Error {
    code;
    hint;
    constructor(code, message, options) {
        super(message, { cause: options.cause });
        this.name = 'ActionError';
        this.code = code;
        this.hint = options.hint;
    }
}
/** Whether an interrupted run reports this error instead of how far it had come. */
function isConclusive(thrown) {
    if (!(thrown instanceof ActionError))
        return false;
    // Without a cause, GoTo answered. With one, the request may have failed because of the interruption.
    if (thrown.code === 'goto-unavailable')
        return thrown.cause === undefined;
    return conclusive.includes(thrown.code);
}
const conclusive = [
    'refresh-token-rejected',
    'personal-access-token-rejected',
    'client-rejected',
    'goto-answer-invalid',
    'write-back-failed',
];


/***/ }),

/***/ 6584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cl: () => (/* binding */ createGitHub),
/* harmony export */   N: () => (/* binding */ maxConcurrentReads),
/* harmony export */   jw: () => (/* binding */ ghHostname)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(370);
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_error__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4054);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4620);
/* harmony import */ var _http_proxy__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7856);
/* harmony import */ var _http_reasons__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(7977);
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8902);
/* harmony import */ var _process_phase__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9678);
/* harmony import */ var _rate_limits__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9418);









// GitHub asks for few requests at once, and fewer writes ("Best practices for using the REST API").
const maxConcurrentReads = 10;
const maxConcurrentWrites = 3;
/**
 * GitHub's REST API with one token. Octokit builds the URLs, but the requests go through our own
 * `send`: Octokit's fetch follows redirects, reads bodies of any size, and keeps headers and bodies
 * on its errors.
 *
 * @throws ActionError `github-unavailable` when the proxy is set wrongly
 */
async function createGitHub({ token, baseUrl, redactor, vocabulary }, transport) {
    checkProxy(new URL(baseUrl), vocabulary);
    // When imported, the toolkit computes its proxy from this variable.
    process.env.GITHUB_API_URL = baseUrl;
    // Imported here because a run that ends at an invalid input does not need it.
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(823), __webpack_require__.e(411)]).then(__webpack_require__.bind(__webpack_require__, 7823));
    const { endpoint } = getOctokit(token, { baseUrl }).request;
    const toRequest = ({ route, parameters }) => {
        const { method, url, body } = endpoint(route, parameters);
        return {
            method,
            url: new URL(url),
            headers: {
                accept: 'application/vnd.github+json',
                authorization: `Bearer ${token}`,
                'x-github-api-version': '2022-11-28',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        };
    };
    const reads = (0,p_limit__WEBPACK_IMPORTED_MODULE_7__/* ["default"] */ .A)(maxConcurrentReads);
    const writes = (0,p_limit__WEBPACK_IMPORTED_MODULE_7__/* ["default"] */ .A)(maxConcurrentWrites);
    // The limit is on tries: a call that waits for its next try must not block others.
    const send = (request, limits) => (request.method === 'PUT' ? writes : reads)(() => transport.send(request, limits));
    return {
        during(phase) {
            // With seconds left, a write that hangs must not block the only try of another.
            (0,_process_phase__WEBPACK_IMPORTED_MODULE_5__/* .whenAborted */ .e)(phase.interrupted, () => {
                writes.concurrency = Number.POSITIVE_INFINITY;
            });
            return {
                apiUrl: new URL(baseUrl),
                vocabulary,
                async send({ operation, retryRefusal, onSent, ...endpoint }) {
                    const isOfApp = token.startsWith('ghs_');
                    const retryFirst = isOfApp ? (0,_rate_limits__WEBPACK_IMPORTED_MODULE_6__/* .createRetryOfRefusal */ .Kc)(_rate_limits__WEBPACK_IMPORTED_MODULE_6__/* .newAppToken */ .VG) : retryRefusal;
                    const call = {
                        operation,
                        request: { ...toRequest(endpoint), ...(onSent && { onSent }) },
                        decideRetry: (response) => retryFirst?.(response) ?? (0,_rate_limits__WEBPACK_IMPORTED_MODULE_6__/* .retryAtGitHub */ .T_)(response),
                    };
                    return (await (0,_http_retry__WEBPACK_IMPORTED_MODULE_4__/* .sendWithRetries */ .HI)(call, phase, { ...transport, send })).outcome;
                },
                quote: (outcome) => outcome.kind === 'response' ? redactor.quote('GitHub', ...textsOf(outcome)) : '',
            };
        },
        ghHostname: ghHostname(new URL(baseUrl)),
    };
}
/** What GitHub says, without the address in the header for single sign-on. */
function textsOf({ json, headers }) {
    // Who has this address can authorise the token, for an hour.
    const [, ssoUrl] = /url=(\S+)/.exec(String(headers['x-github-sso'])) ?? [];
    const texts = (0,_http_reasons__WEBPACK_IMPORTED_MODULE_8__/* .reasonsIn */ .N)(json);
    return ssoUrl === undefined ? texts : texts.map((text) => text.replaceAll(ssoUrl, '…'));
}
/** The toolkit reads the proxy variables when it is imported, and throws an unclear error. */
function checkProxy(apiUrl, vocabulary) {
    try {
        (0,_http_proxy__WEBPACK_IMPORTED_MODULE_3__/* .proxyFor */ .iJ)(apiUrl);
    }
    catch (error) {
        if (!(error instanceof _http_error__WEBPACK_IMPORTED_MODULE_1__/* .HttpError */ .j))
            throw error;
        const message = `No request can be sent to GitHub (${apiUrl.host}: ${error.message}).`;
        const hint = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_2__/* .adviceForError */ .C3)(error, vocabulary);
        throw new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-unavailable', message, { hint });
    }
}
/**
 * The hostname that `gh` uses for an API, undefined for github.com: the reverse of
 * `ghinstance.RESTPrefix` in cli/cli.
 */
function ghHostname({ hostname, pathname }) {
    if (hostname === 'api.github.com')
        return undefined;
    return pathname === '/api/v3' ? hostname : hostname.replace(/^api\./, '');
}


/***/ }),

/***/ 5257:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  jU: () => (/* binding */ findMetadata),
  x5: () => (/* binding */ locate),
  HE: () => (/* binding */ locateTimes),
  _6: () => (/* binding */ readMetadata),
  RR: () => (/* binding */ readPublicKey)
});

// UNUSED EXPORTS: proveSealing, readSharing

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
;// CONCATENATED MODULE: ./src/process/in-order.ts
/**
 * Waits for all of these, also when one fails, and returns their values.
 *
 * @throws the first failure in the order given, whichever came first
 */
async function inOrder(promises) {
    const outcomes = await Promise.allSettled(promises);
    const values = outcomes.map((outcome) => {
        if (outcome.status === 'rejected')
            throw outcome.reason;
        return outcome.value;
    });
    return values;
}

// EXTERNAL MODULE: ./src/github/client.ts
var github_client = __webpack_require__(6584);
;// CONCATENATED MODULE: ./src/github/low-order-points.ts
/**
 * Whether a public key is a point of low order, for which libsodium does not seal: the shared secret
 * would be known to everybody.
 *
 * The list is complete: the points of order 1, 2, 4 and 8 of Curve25519 and of its twist, and the
 * representations of 0 and 1 beyond p (https://cr.yp.to/ecdh.html, "validate"). X25519 ignores the
 * highest bit.
 */
function isLowOrder(publicKey) {
    const masked = Buffer.from(publicKey);
    masked[31] = (masked[31] ?? 0) & 0x7f;
    return points.includes(masked.toString('hex'));
}
const points = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

// EXTERNAL MODULE: ./src/github/places.ts
var places = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/github/rate-limits.ts
var rate_limits = __webpack_require__(9418);
// EXTERNAL MODULE: ./src/github/refusals.ts + 1 modules
var refusals = __webpack_require__(9776);
;// CONCATENATED MODULE: ./src/github/token-expiration.ts
/**
 * When the GitHub token expires, from the header `github-authentication-token-expiration`; undefined
 * if GitHub does not say. GitHub writes `2026-12-13 00:00:00 UTC` and `2026-12-13 00:00:00 +0100`;
 * the header is read leniently.
 */
function tokenExpiration({ headers }) {
    const header = headers['github-authentication-token-expiration'];
    const text = typeof header === 'string' ? header.trim() : '';
    const form = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?$/i.exec(text);
    if (!form)
        return undefined;
    const [, date, time, zone = 'Z'] = form;
    const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z';
    const parsed = new Date(`${date}T${time}${offset}`);
    return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

;// CONCATENATED MODULE: ./src/github/locate.ts








/** The time to locate all secrets, in milliseconds. */
const locateTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };
/**
 * Locates every secret and proves that this process can seal, so that most of what prevents a write
 * shows before GoTo is asked.
 *
 * @throws ActionError of the first place that cannot be written, in the order of the input, or
 *   `runner-unsupported`
 */
async function locate(secrets, client) {
    const { watched, haveLeft } = watchRequests(client, 2 * secrets.length);
    const reads = inOrder(secrets.map((secret) => locateSecret(secret, watched)));
    // The proof keeps the processor busy: once the reads are on their way, it costs no time.
    const proof = Promise.race([haveLeft, reads])
        .catch(() => undefined)
        .then(() => proveSealing(client.vocabulary));
    const [located, seal] = await inOrder([reads, proof]);
    return {
        secrets: located.map(({ secret }) => secret),
        seal,
        tokenExpiresAt: located.find(({ tokenExpiresAt }) => tokenExpiresAt)?.tokenExpiresAt,
    };
}
/** A client that tells when `count` of its requests have left, or as many as are sent at a time. */
function watchRequests(client, count) {
    let awaited = Math.min(count, github_client/* maxConcurrentReads */.N);
    let resolve = () => undefined;
    const haveLeft = new Promise((done) => {
        resolve = done;
    });
    const onSent = () => {
        awaited -= 1;
        if (awaited === 0)
            resolve();
    };
    return { watched: { ...client, send: (call) => client.send({ ...call, onSent }) }, haveLeft };
}
/**
 * Loads the function that seals, once it has sealed a probe.
 *
 * @throws ActionError `runner-unsupported`
 */
async function proveSealing({ machine }) {
    try {
        const { loadSeal } = await Promise.all(/* import() */[__webpack_require__.e(192), __webpack_require__.e(287)]).then(__webpack_require__.bind(__webpack_require__, 2287));
        return await loadSeal();
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new errors/* ActionError */.lZ('runner-unsupported', `Sealing does not work on ${machine}: ${reason}.`, {
            hint: `Run this on another machine, or with another version of Node: with the one on ${machine}, a new refresh token could not be stored.`,
            cause: error,
        });
    }
}
/**
 * Reads what a write needs, and finds what would prevent it: the public key and the metadata side by
 * side, then the repositories that share an organization secret.
 *
 * @throws ActionError naming the place and the cure; if both reads fail, that of the public key
 */
async function locateSecret(secret, client) {
    const [{ publicKey, tokenExpiresAt }, { updatedAt, visibility }] = await inOrder([
        readPublicKey(secret, client),
        readMetadata(secret, client),
    ]);
    const sharing = await readSharing(secret, visibility, client);
    return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}
/** The key that values for this place are sealed with, and when the GitHub token expires. */
async function readPublicKey(secret, client) {
    const part = 'public key';
    const endpoint = (0,places/* endpointOf */.X5)(secret.place, 'GET /public-key', {});
    const { json, headers } = await read({ part, secret, endpoint }, client);
    const { key, key_id } = json;
    const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
    const isKey = bytes.length === 32 && bytes.toString('base64') === key && !isLowOrder(bytes);
    if (!isKey)
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'key', client);
    if (typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'key_id', client);
    }
    return { publicKey: { bytes, keyId: key_id }, tokenExpiresAt: tokenExpiration({ headers }) };
}
/** When the secret was last written and, in an organization, which repositories may read it. */
async function readMetadata(secret, client) {
    const part = 'metadata';
    const endpoint = (0,places/* endpointOf */.X5)(secret.place, 'GET /{secret_name}', { secret_name: secret.name });
    const { json } = await read({ part, secret, endpoint }, client);
    const { updated_at, visibility } = json;
    const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
    if (Number.isNaN(updatedAt.getTime()))
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'updated_at', client);
    if (secret.place.kind !== 'organization')
        return { updatedAt, visibility: undefined };
    const known = places/* visibilities */.dm.find((one) => one === visibility);
    if (known === undefined)
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'visibility', client);
    return { updatedAt, visibility: known };
}
/** The metadata of a secret; undefined if it does not exist. */
async function findMetadata(secret, client) {
    try {
        return await readMetadata(secret, client);
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ && error.code === 'secret-not-found')
            return undefined;
        throw error;
    }
}
/** What to send back with a write so that the sharing stays as it is; undefined if not shared. */
async function readSharing(secret, visibility, client) {
    if (visibility !== 'selected')
        return visibility === undefined ? undefined : { visibility };
    return { visibility, selected_repository_ids: await readSelectedRepositories(secret, client) };
}
/**
 * With the longest names that GitHub allows (39 characters for an owner, 100 for a repository, 63 for
 * the host), the 56 URLs of a repository take 13 KB, and its description, topics and homepage 3 KB
 * more. So 50 repositories take 800 KB of the 1 MiB that is read of a body; 100 would not fit. 5,500
 * are 110 pages: the first, and eleven rounds of up to ten.
 */
const repositoriesPerPage = 50;
/**
 * The ids of all repositories that share an organization secret. The first page says how many there
 * are; the others are read side by side.
 *
 * @throws ActionError when the list is not complete: a write would take the secret away from the
 *   repositories that are missing in it
 */
async function readSelectedRepositories(secret, client) {
    const first = await readRepositoriesPage(1, secret, client);
    const { total } = first;
    // As many as GitHub put on the page, not as many as it was asked for.
    const size = Math.max(1, first.ids.length);
    const last = Math.ceil(total / size);
    const others = await readSideBySide(2, last, async (page) => {
        const { ids, ...other } = await readRepositoriesPage(page, secret, client);
        const expected = Math.min(size, total - (page - 1) * size);
        // The list changed meanwhile.
        const isConsistent = other.total === total && ids.length === expected;
        if (!isConsistent)
            throw (0,refusals/* incompleteList */.N6)(secret, client);
        return ids;
    });
    const ids = new Set([...first.ids, ...others.flat()]);
    if (ids.size !== total)
        throw (0,refusals/* incompleteList */.N6)(secret, client);
    return [...ids];
}
async function readRepositoriesPage(page, secret, client) {
    const part = 'repositories';
    const endpoint = (0,places/* endpointOf */.X5)(secret.place, 'GET /{secret_name}/repositories', {
        secret_name: secret.name,
        per_page: repositoriesPerPage,
        page,
    });
    const { json } = await read({ part, secret, endpoint }, client);
    const { repositories, total_count: total } = json;
    if (!isCount(total))
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'total_count', client);
    const ids = Array.isArray(repositories) ? repositories.map((repository) => repository?.id) : [0];
    const areIds = ids.every((id) => isCount(id) && id > 0);
    if (!areIds)
        throw (0,refusals/* unexpectedAnswer */.au)({ part, secret }, 'repositories', client);
    return { ids, total };
}
function isCount(value) {
    return Number.isSafeInteger(value) && Number(value) >= 0;
}
/**
 * Reads pages at the same time, as many as the client sends, and returns them in their order. After a
 * failure no further page is asked for.
 *
 * @throws the first failure, once no request is on its way any more
 */
async function readSideBySide(from, to, readPage) {
    const pages = [];
    const failures = [];
    let next = from;
    const readOn = async () => {
        while (next <= to && failures.length === 0) {
            const page = next;
            next += 1;
            try {
                pages[page - from] = await readPage(page);
            }
            catch (error) {
                failures.push(error);
            }
        }
    };
    await Promise.all(Array.from({ length: github_client/* maxConcurrentReads */.N }, readOn));
    if (failures.length > 0)
        throw failures[0];
    return pages;
}
async function read({ part, secret, endpoint }, client) {
    const outcome = await client.send({
        operation: `read ${(0,refusals/* describePart */.xW)(part, secret)}`,
        ...endpoint,
        retryRefusal: (0,rate_limits/* createRetryOfRefusal */.Kc)(rate_limits/* newToken */.uv),
    });
    return (0,refusals/* readSuccess */.W4)(outcome, { part, secret }, client);
}


/***/ }),

/***/ 9571:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rq: () => (/* binding */ secretLabel),
/* harmony export */   X5: () => (/* binding */ endpointOf),
/* harmony export */   dm: () => (/* binding */ visibilities),
/* harmony export */   fG: () => (/* binding */ placeKinds),
/* harmony export */   fW: () => (/* binding */ placeName),
/* harmony export */   nD: () => (/* binding */ ghPath),
/* harmony export */   x4: () => (/* binding */ writeEndpoint),
/* harmony export */   xO: () => (/* binding */ repositoryPlaces)
/* harmony export */ });
/** These repositories as places, or the environment of that name in each of them. */
function repositoryPlaces(repositories, environment) {
    return repositories.map((repository) => environment === undefined
        ? { kind: 'repository', ...repository }
        : { kind: 'environment', ...repository, environment_name: environment });
}
/** GitHub's names for each kind of place ("REST API endpoints for GitHub Actions secrets"). */
const placeKinds = {
    repository: {
        route: '/repos/{owner}/{repo}/actions/secrets',
        permission: 'repository permission Secrets',
        classicScope: 'repo',
    },
    environment: {
        route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
        permission: 'repository permission Environments',
        classicScope: 'repo',
    },
    organization: {
        route: '/orgs/{org}/actions/secrets',
        permission: 'organization permission Secrets',
        classicScope: 'admin:org, and repo if a private repository shares the secret',
    },
};
const visibilities = ['all', 'private', 'selected'];
/** 'repository octo/webinars', 'environment production of repository octo/webinars', … */
function placeName(place) {
    if (place.kind === 'organization')
        return `organization ${place.org}`;
    const repository = `repository ${place.owner}/${place.repo}`;
    return place.kind === 'repository'
        ? repository
        : `environment ${place.environment_name} of ${repository}`;
}
/** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
function secretLabel({ name, place }) {
    return `${name} of ${placeName(place)}`;
}
/** The path that `gh api` takes for an endpoint: percent-encoded, without a leading slash. */
function ghPath({ route, parameters }) {
    const path = route.slice(route.indexOf('/') + 1);
    const encoded = path.replace(/\{(\w+)\}/g, (_braces, name) => encodeURIComponent(String(parameters[name])));
    // encodeURIComponent leaves these as they are; in a shell they have a meaning.
    return encoded.replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** @param call the method, and the path below the place: 'GET /public-key' */
function endpointOf(place, call, more) {
    const { kind, ...parameters } = place;
    return {
        route: call.replace(' ', ` ${placeKinds[kind].route}`),
        parameters: { ...parameters, ...more },
    };
}
/** The endpoint that writes a secret. */
function writeEndpoint({ place, name }, body = {}) {
    return endpointOf(place, 'PUT /{secret_name}', { secret_name: name, ...body });
}


/***/ }),

/***/ 9418:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jz: () => (/* binding */ isRateLimited),
/* harmony export */   Kc: () => (/* binding */ createRetryOfRefusal),
/* harmony export */   T_: () => (/* binding */ retryAtGitHub),
/* harmony export */   VG: () => (/* binding */ newAppToken),
/* harmony export */   uv: () => (/* binding */ newToken),
/* harmony export */   w$: () => (/* binding */ hasNoQuota)
/* harmony export */ });
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);

/** Whether a 403 or 429 means "too many requests" and not "no permission". */
function isRateLimited(outcome) {
    if (outcome.kind === 'no-response')
        return false;
    const { status, headers, json } = outcome;
    if (status === 429)
        return true;
    if (status !== 403)
        return false;
    // No header tells some secondary limits from a missing permission, only the text does
    // (octokit/plugin-throttling.js#566; "abuse detection" on older servers).
    const message = typeof json?.message === 'string' ? json.message : '';
    const isSecondary = /secondary rate limit|abuse detection/i.test(message);
    return headers['retry-after'] !== undefined || hasNoQuota(outcome) || isSecondary;
}
/** Whether the hourly quota of the token is used up. */
function hasNoQuota(outcome) {
    return outcome.kind === 'response' && outcome.headers['x-ratelimit-remaining'] === '0';
}
/** Whether to retry, by GitHub's rules, and how long to wait first. */
function retryAtGitHub(response) {
    if (isRateLimited(response))
        return waitForLimit(response);
    return [409, 425].includes(response.status) ? (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryAsTold */ .q)(response) : (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryWhenBusy */ .e6)(response);
}
/**
 * In its first seconds, not all of GitHub knows the token of an App, and answers 401 or 403
 * (octokit/auth-app.js#65, #589).
 */
const newAppToken = {
    statuses: [401, 403],
    maxMs: 8_000,
    firstWaitMs: 500,
    maxRetries: Number.POSITIVE_INFINITY,
};
/** Another token may be new as well, when it is read with for the first time. */
const newToken = {
    statuses: [401],
    maxMs: 5_000,
    firstWaitMs: 1_400,
    maxRetries: 2,
};
/** Creates the rule for one call with a token that may be new. */
function createRetryOfRefusal({ statuses, maxMs, firstWaitMs, maxRetries }) {
    let firstAt;
    let retries = 0;
    return (response) => {
        if (!statuses.includes(response.status) || isRateLimited(response))
            return undefined;
        firstAt ??= performance.now();
        const leftMs = firstAt + maxMs - performance.now();
        if (leftMs <= 0 || retries === maxRetries)
            return undefined;
        retries += 1;
        // The last wait ends with the time, or tries that take long would use up half of it.
        return { waitMs: Math.min(firstWaitMs * 2 ** (retries - 1), leftMs) };
    };
}
/** GitHub's "Best practices for using the REST API", in its order. */
function waitForLimit(response) {
    const waitMs = (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryAfterMs */ .Vs)(response);
    if (waitMs !== undefined)
        return { waitMs };
    const reset = Number(response.headers['x-ratelimit-reset']);
    if (hasNoQuota(response) && reset > 0) {
        return { waitMs: Math.max(0, reset * 1000 - Date.now()) + 1000 };
    }
    return { preferredWaitMs: 60_000 };
}


/***/ }),

/***/ 9776:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  PG: () => (/* binding */ adviceForWrite),
  xW: () => (/* binding */ describePart),
  N6: () => (/* binding */ incompleteList),
  W4: () => (/* binding */ readSuccess),
  au: () => (/* binding */ unexpectedAnswer)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/http/outcome.ts
var http_outcome = __webpack_require__(4620);
;// CONCATENATED MODULE: ./src/github/forbidden.ts
// In this order: the text about a lifetime may call the token classic, and the one about fine-grained
// tokens may offer a classic one.
const texts = [
    ['single sign-on', /SAML|single sign-?on/i],
    ['IP allow list', /IP allow ?list/i],
    ['lifetime', /lifetime/i],
    ['no fine-grained tokens', /forbids access via a fine-grained/i],
    ['no classic tokens', /\bclassic\b/i],
    ['suspended', /installation.*suspended/i],
    ['approval', /\bapprov|\bpending\b/i],
];
/**
 * What to do about a 403 that is no missing permission; undefined if it is one. GitHub says the
 * reason in its text only, except for single sign-on.
 */
function adviceForPolicy(outcome, place, vocabulary) {
    const policy = policyOf(outcome);
    if (policy === undefined)
        return undefined;
    const owner = place.kind === 'organization' ? place.org : place.owner;
    return advice[policy](owner, vocabulary);
}
function policyOf(outcome) {
    if (outcome.kind === 'no-response' || outcome.status !== 403)
        return undefined;
    const { headers, json } = outcome;
    if (String(headers['x-github-sso']).startsWith('required'))
        return 'single sign-on';
    const message = typeof json?.message === 'string' ? json.message : '';
    return texts.find(([, text]) => text.test(message))?.[0];
}
const advice = {
    'single sign-on': (_owner, { singleSignOnHint }) => singleSignOnHint,
    'IP allow list': (owner, { githubToken, machine }) => `Have the IP address of ${machine} added to the IP allow list of ${owner}, or use a machine whose address is on it: GitHub refuses the address, not ${githubToken}.`,
    lifetime: (owner, { setGitHubTokenTo }) => `${setGitHubTokenTo} a token that expires sooner: ${owner} accepts none with so long a lifetime. The usual limit is 366 days.`,
    'no fine-grained tokens': (owner, { setGitHubTokenTo }) => `${setGitHubTokenTo} the token of a GitHub App, or ask an owner of ${owner} to allow fine-grained personal access tokens: it accepts none.`,
    'no classic tokens': (owner, { setGitHubTokenTo }) => `${setGitHubTokenTo} a fine-grained personal access token or the token of a GitHub App: ${owner} accepts no classic ones.`,
    suspended: (owner) => `Ask an owner of ${owner} to unsuspend the installation of the GitHub App, under Settings, GitHub Apps, Configure.`,
    approval: (owner) => `Ask an owner of ${owner} to approve the token, under Settings, Personal access tokens, Pending requests.`,
};

// EXTERNAL MODULE: ./src/github/places.ts
var places = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/github/rate-limits.ts
var rate_limits = __webpack_require__(9418);
;// CONCATENATED MODULE: ./src/github/refusals.ts





/** For the log and for errors: 'the public key of repository octo/webinars' */
function describePart(part, secret) {
    if (part === 'public key')
        return `the public key of ${(0,places/* placeName */.fW)(secret.place)}`;
    if (part === 'metadata')
        return `the metadata of ${(0,places/* secretLabel */.Rq)(secret)}`;
    return `the repositories that share ${(0,places/* secretLabel */.Rq)(secret)}`;
}
/**
 * The JSON and headers of a successful read: status 200 and an object.
 *
 * @throws ActionError for any other outcome, with a hint about the token or the place
 */
function readSuccess(outcome, { part, secret }, client) {
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw refusal(outcome, { part, secret }, client);
    }
    const { json, headers } = outcome;
    if (json === undefined)
        throw unexpectedAnswer({ part, secret }, 'the JSON', client);
    return { json, headers };
}
/** The error for a 200 that is not what GitHub sends. */
function unexpectedAnswer({ part, secret }, field, client) {
    const message = `GitHub's answer for ${describePart(part, secret)} cannot be used (${client.apiUrl.host}): ${field} has an unexpected value.`;
    return new errors/* ActionError */.lZ('github-unavailable', message, { hint: foreignAnswerHint(client) });
}
/** The error for a list of repositories that a write would shorten. */
function incompleteList(secret, { apiUrl, vocabulary }) {
    const { runAgain, githubToken } = vocabulary;
    const message = `GitHub's list of ${describePart('repositories', secret)} is incomplete (${apiUrl.host}): it does not agree with total_count.`;
    return new errors/* ActionError */.lZ('github-unavailable', message, {
        hint: `${runAgain}: the list may have changed while it was read. If it fails again, give ${githubToken} access to all of these repositories; a classic token needs the scope repo for the private ones.`,
    });
}
/** What to do about a write that GitHub did not carry out. */
function adviceForWrite(outcome, place, client) {
    const { vocabulary } = client;
    const status = (0,http_outcome/* statusOf */.c2)(outcome);
    if (isForeignRefusal(outcome))
        return foreignAnswerHint(client);
    if ((0,rate_limits/* isRateLimited */.Jz)(outcome))
        return 'If this happens often, use a token that fewer workflows share.';
    if (status === 401)
        return vocabulary.tokenRejectedHint;
    if (status === 422)
        return 'If GitHub also refuses the command, authorise again.';
    const policy = adviceForPolicy(outcome, place, vocabulary);
    if (policy !== undefined)
        return policy;
    if (status === 403 || status === 404) {
        if (vocabulary.writeRefusedHint !== undefined)
            return vocabulary.writeRefusedHint;
        return `Give ${vocabulary.githubToken} read and write access there: read access is not enough. An archived repository takes no writes at all.`;
    }
    if (status !== undefined && status >= 500)
        return 'GitHub was busy or down: nothing else has to be changed.';
    if (outcome.kind === 'no-response' && outcome.error.isTransient) {
        return `If this happens again, check the network of ${vocabulary.machine}, and its variables https_proxy and no_proxy.`;
    }
    return (0,http_outcome/* adviceFor */.cp)(outcome, vocabulary, foreignAnswerHint(client));
}
/**
 * Whether something else than GitHub's API refused the request: its refusals are JSON. It is a proxy
 * with a page of its own, or the site of GitHub Enterprise Server, whose API has another address.
 */
function isForeignRefusal(outcome) {
    if (outcome.kind === 'no-response' || (0,rate_limits/* isRateLimited */.Jz)(outcome))
        return false;
    const { status, json, text } = outcome;
    return [401, 403, 404].includes(status) && json === undefined && text.trim() !== '';
}
function foreignAnswerHint({ apiUrl, vocabulary: { githubApiUrl } }) {
    const intended = intendedApiUrl(apiUrl);
    return intended === undefined
        ? `Check that no proxy answers in GitHub's place, and that ${githubApiUrl}, if you set it, is the API of GitHub: on GitHub Enterprise Server it ends in /api/v3.`
        : `Set ${githubApiUrl} to ${intended}: ${apiUrl.origin} is not the address of GitHub's API. If it is, check that no proxy answers in GitHub's place.`;
}
/**
 * The address that is meant by one that no API of GitHub has: https://ghe.example/api/v3 for
 * https://ghe.example. Undefined for one that looks right, and for http, which is on loopback.
 */
function intendedApiUrl({ protocol, host, pathname }) {
    const looksRight = host.startsWith('api.') || pathname.endsWith('/api/v3');
    if (looksRight || protocol === 'http:')
        return undefined;
    return /(^github|\.ghe)\.com$/.test(host) ? `https://api.${host}` : `https://${host}/api/v3`;
}
const limitHint = ({ runAgain }) => `${runAgain} in an hour, or use a token that fewer workflows share.`;
function refusal(outcome, { part, secret }, client) {
    const quote = client.quote(outcome);
    const status = (0,http_outcome/* statusOf */.c2)(outcome);
    if (isForeignRefusal(outcome))
        return unavailable(outcome, describePart(part, secret), client);
    if (status === 401)
        return tokenRejected(client.vocabulary, quote);
    if (status === 301 || status === 307 || status === 308) {
        return moved(status, secret, client.vocabulary);
    }
    const isForbidden = status === 403 && !(0,rate_limits/* isRateLimited */.Jz)(outcome);
    if (isForbidden || (status === 404 && part === 'public key')) {
        return permissionMissing(outcome, secret, client);
    }
    if (status === 404 && part === 'metadata')
        return secretNotFound(secret, client.vocabulary);
    return unavailable(outcome, describePart(part, secret), client);
}
function tokenRejected({ githubToken, tokenRejectedHint }, quote) {
    const message = `GitHub does not accept ${githubToken} (status 401).${quote}`;
    return new errors/* ActionError */.lZ('github-token-rejected', message, { hint: tokenRejectedHint });
}
function moved(status, { place }, { repository, organization }) {
    const setting = place.kind === 'organization' ? organization : repository;
    const message = `The ${setting} names a place that was renamed or moved: GitHub redirects from ${(0,places/* placeName */.fW)(place)} (status ${status}).`;
    return new errors/* ActionError */.lZ('input-invalid', message, {
        hint: `Write its new name in the ${setting}.`,
    });
}
function permissionMissing(outcome, { place }, { quote, vocabulary }) {
    const { githubToken, setGitHubTokenTo, permissionNote, permissionHint } = vocabulary;
    const { permission, classicScope } = places/* placeKinds */.fG[place.kind];
    const where = (0,places/* placeName */.fW)(place);
    const isHidden = (0,http_outcome/* statusOf */.c2)(outcome) === 404;
    const problem = isHidden
        ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
        : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
    const suitable = `a personal access token or GitHub App token for ${where} with the ${permission}: read and write`;
    const policy = adviceForPolicy(outcome, place, vocabulary);
    const missing = {
        isVisible: !isHidden,
        where,
        owner: place.kind === 'organization' ? place.org : `${place.owner}/${place.repo}`,
        environment: place.kind === 'environment' ? place.environment_name : undefined,
        permission,
    };
    const plan = place.kind === 'environment' ? environmentsNeedAPlan : '';
    const advice = permissionHint?.(missing) ??
        (isHidden ? `Check the spelling of ${where}.${plan} ` : '') +
            `${setGitHubTokenTo} ${suitable}. A classic token needs the scope ${classicScope}. A fine-grained token may have to be approved by the organization first.${permissionNote}`;
    const rest = permissionHint ? '' : ` Apart from that, ${githubToken} must be ${suitable}.`;
    const hint = policy === undefined ? advice : `${policy}${rest}`;
    return new errors/* ActionError */.lZ('github-permission-missing', `${problem}.${quote(outcome)}`, { hint });
}
/** With a leading space, to append to a sentence. */
const environmentsNeedAPlan = ' A private repository has environments only in a paid plan.';
function secretNotFound({ name, place }, vocabulary) {
    const isInEnvironment = place.kind === 'environment';
    const aside = isInEnvironment
        ? ' A secret of the same name in the repository or the organization does not count.'
        : '';
    const message = `There is no secret ${name} in ${(0,places/* placeName */.fW)(place)} (status 404).${aside}`;
    return new errors/* ActionError */.lZ('secret-not-found', message, {
        hint: isInEnvironment
            ? vocabulary.secretNotFoundInEnvironmentHint
            : vocabulary.secretNotFoundHint,
    });
}
function unavailable(outcome, what, client) {
    const { apiUrl, quote, vocabulary } = client;
    const isLimited = (0,rate_limits/* isRateLimited */.Jz)(outcome);
    const limit = (0,rate_limits/* hasNoQuota */.w$)(outcome)
        ? `, the quota of ${vocabulary.githubToken} is exhausted`
        : ', GitHub asks for fewer requests';
    const message = `GitHub did not return ${what} (${apiUrl.host}: ${(0,http_outcome/* describeOutcome */.SS)(outcome)}${isLimited ? limit : ''}${isForeignRefusal(outcome) ? ", but not from GitHub's API" : ''}).${quote(outcome)}`;
    return new errors/* ActionError */.lZ('github-unavailable', message, {
        hint: isLimited
            ? limitHint(vocabulary)
            : (0,http_outcome/* adviceFor */.cp)(outcome, vocabulary, foreignAnswerHint(client)),
        cause: (0,http_outcome/* errorOf */.Mz)(outcome),
    });
}


/***/ }),

/***/ 1686:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AI: () => (/* binding */ readToken),
/* harmony export */   UW: () => (/* binding */ readSeconds),
/* harmony export */   W0: () => (/* binding */ isAbsent),
/* harmony export */   YZ: () => (/* binding */ readKey),
/* harmony export */   hx: () => (/* binding */ readScope),
/* harmony export */   sg: () => (/* binding */ readTokenType),
/* harmony export */   x2: () => (/* binding */ readPrincipal)
/* harmony export */ });
/* harmony import */ var _settings__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8750);

/** Whether a field is missing: a blank one counts as missing too. */
function isAbsent(value) {
    return (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''));
}
// Each reader returns the value if it is valid, in the form that the program uses, else undefined.
/** GitHub's limit for the value of a secret: 48 KB. */
const maxTokenLength = 48 * 1024;
const tenYears = 10 * 365 * 24 * 3600;
function readToken(value) {
    const isValid = typeof value === 'string' && (0,_settings__WEBPACK_IMPORTED_MODULE_0__/* .isToken */ .sg)(value) && value.length <= maxTokenLength;
    return isValid ? value : undefined;
}
function readTokenType(value) {
    // RFC 6749 appendix A.13, without the URI form, which GoTo does not use.
    return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
/** A lifetime in whole seconds, for scripts that calculate with it. */
function readSeconds(value) {
    const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
    const number = isNumeric ? Number(value) : value;
    const isLifetime = typeof number === 'number' && number > 0 && number < tenYears;
    return isLifetime ? Math.max(1, Math.floor(number)) : undefined;
}
/** Scopes, separated by one space. */
function readScope(value) {
    if (typeof value !== 'string')
        return undefined;
    const scopes = value.trim().split(/\s+/);
    // RFC 6749 section 3.3: scope-token.
    const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
    return areScopes ? scopes.join(' ') : undefined;
}
function readPrincipal(value) {
    const isName = typeof value === 'string' && value.length <= 1000 && !/\p{C}/u.test(value);
    return isName ? value : undefined;
}
/**
 * An organizer or account key. Keys are decimal numbers beyond 2^53: a JSON number has already lost
 * digits, so it is refused and never rounded.
 */
function readKey(value) {
    return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}


/***/ }),

/***/ 7649:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ clientsPage),
/* harmony export */   g: () => (/* binding */ basicCredential)
/* harmony export */ });
/** Where GoTo lists the OAuth clients of a person. */
const clientsPage = 'developer.logmeininc.com/clients';
/**
 * The credential of the Basic header: base64 of both halves as they are. RFC 6749 section 2.3.1
 * form-encodes them first, but GoTo does not: its secrets contain `+`, `/` and `=`, and an encoded
 * header would be another credential (GoTo's documentation of the token endpoint).
 */
function basicCredential({ clientId, clientSecret }) {
    return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}


/***/ }),

/***/ 6335:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ describeRedirect)
/* harmony export */ });
/** @param called what was called, and the setting that holds its address: 'token-url' */
function describeRedirect(outcome, called, redactor) {
    const host = hostOf(outcome, called.url);
    if (host === undefined)
        return { leadsTo: '', advice: undefined };
    const shown = redactor.redact(host);
    return {
        leadsTo: `, a redirect to ${shown}`,
        advice: `If GoTo's documentation says that this address has moved to ${shown}, set ${called.setting} to the new one. ` +
            'If not, check that no proxy or log-in page of your network answers in its place: redirects are not followed, because the request carries credentials.',
    };
}
/** Only the host: a path could hold a secret. */
function hostOf(outcome, url) {
    if (outcome.kind === 'no-response' || outcome.status < 300 || outcome.status > 399)
        return;
    const { location } = outcome.headers;
    if (location === undefined || !URL.canParse(location, url.href))
        return;
    const { host } = new URL(location, url);
    // A name of 253 characters, an address in brackets, and a port.
    return /^[\w.:[\]-]{1,260}$/.test(host) ? host : undefined;
}


/***/ }),

/***/ 3692:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Tf: () => (/* binding */ hasTokens),
  JZ: () => (/* binding */ lostAnswerWarning),
  _i: () => (/* binding */ processTokenResponse)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/http/outcome.ts
var http_outcome = __webpack_require__(4620);
// EXTERNAL MODULE: ./src/http/reasons.ts
var reasons = __webpack_require__(7977);
// EXTERNAL MODULE: ./src/goto/fields.ts
var goto_fields = __webpack_require__(1686);
// EXTERNAL MODULE: ./src/goto/grant.ts
var goto_grant = __webpack_require__(7649);
// EXTERNAL MODULE: ./src/goto/redirect.ts
var redirect = __webpack_require__(6335);
;// CONCATENATED MODULE: ./src/goto/response-fields.ts

/** So many objects that do not end are scanned; each of them to the end of the text. */
const maxUnclosed = 20;
/**
 * Reads the fields of a token response. If the body was cut, or has something before or after its
 * JSON, the strings that are whole at the top level are read all the same. Never throws, and takes
 * time in proportion to the length of the text.
 */
function readFields(text) {
    const whole = (0,http_outcome/* parseJsonObject */.dw)(text);
    if (whole)
        return { fields: whole, isComplete: true };
    let first;
    let unclosed = 0;
    for (let start = text.indexOf('{'); start >= 0 && unclosed < maxUnclosed;) {
        const { strings, end } = scan(text, start);
        const complete = end === undefined ? undefined : (0,http_outcome/* parseJsonObject */.dw)(text.slice(start, end));
        const fields = complete ?? strings;
        if ('access_token' in fields || 'refresh_token' in fields) {
            return { fields, isComplete: complete !== undefined };
        }
        const isAny = complete !== undefined || Object.keys(strings).length > 0;
        if (isAny)
            first ??= { fields, isComplete: complete !== undefined };
        if (end === undefined)
            unclosed += 1;
        start = end === undefined ? nextStart(text, start) : text.indexOf('{', end);
    }
    return first ?? { fields: undefined, isComplete: false };
}
/** The next `{` that is not the value of a field or an element of the object that does not end. */
function nextStart(text, start) {
    const opening = /(?<![:,[]\s*)\{/g;
    opening.lastIndex = start + 1;
    return opening.exec(text)?.index ?? -1;
}
/**
 * The strings at the top level of the object that begins at `start`, and where it ends; `end` is
 * undefined if it does not.
 */
function scan(text, start) {
    const strings = {};
    const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^"{}[\]:,]+/gsy;
    tokens.lastIndex = start;
    let depth = 0;
    let key;
    let isValue = false;
    for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
        const [token] = match;
        if (token === '{' || token === '[')
            depth += 1;
        if (token === '}' || token === ']')
            depth -= 1;
        if (depth === 0)
            return { strings, end: tokens.lastIndex };
        if (depth > 1)
            continue;
        if (token === ':')
            isValue = true;
        if (token === ',')
            isValue = false;
        if (!token.startsWith('"'))
            continue;
        const string = parseString(token);
        if (!isValue)
            key = string;
        else if (key !== undefined && string !== undefined)
            strings[key] = string;
    }
    return { strings, end: undefined };
}
function parseString(token) {
    try {
        return JSON.parse(token);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/goto/token-response.ts







/**
 * Whether a response that was cut has what it is about: all of its JSON, or the refresh token. With
 * the access token alone, another try may still bring the refresh token.
 */
function hasTokens({ status, text }) {
    return status === 200 && isWorthKeeping(readFields(text));
}
function isWorthKeeping({ fields, isComplete }) {
    const token = fields?.refresh_token ?? (isComplete ? fields?.access_token : undefined);
    return (0,goto_fields/* readToken */.AI)(token) !== undefined;
}
/**
 * Processes GoTo's answer. Both tokens in it are masked before anything else is looked at.
 *
 * @throws ActionError `client-rejected` or `goto-unavailable`
 */
function processTokenResponse({ outcome, answerLost }, context) {
    const response = outcome.kind === 'response' ? outcome : outcome.partial;
    const read = readFields(response?.text ?? '');
    const { fields } = read;
    for (const token of [fields?.refresh_token, fields?.access_token]) {
        if (isWorthMasking(token))
            context.redactor.mask(token);
    }
    const mayBeUsed = answerLost || isSuccess(outcome);
    const warning = mayBeUsed ? lostAnswerWarning[context.grant.grant_type] : '';
    const reasons = reasonsOf(response, fields);
    const quote = context.redactor.quote('GoTo', ...reasons);
    if (response?.status === 200 && (outcome.kind === 'response' || isWorthKeeping(read))) {
        return processGranted({ ...read, quote }, context);
    }
    if (outcome.kind === 'no-response')
        throw unavailable(outcome, { warning, quote: '', context });
    // A 5xx says nothing about the grant, whatever its body says: it means that all tries failed.
    const { status } = outcome;
    if (status >= 500)
        throw unavailable(outcome, { warning, quote, context });
    if (reasons.some((reason) => /^invalid_grant\b/.test(reason))) {
        const isReplaced = reasons.some((reason) => reason.includes('refresh.token.revoked'));
        return { kind: 'rejected', isReplaced, quote, answerLost };
    }
    const aside = `${quote}${warning}`;
    if (reasons.some((reason) => /grant[\s_-]*type/i.test(reason))) {
        throw grantTypeRejected(status, aside, context);
    }
    const error = ['invalid_client', 'unauthorized_client'].find((code) => reasons.includes(code));
    if (error !== undefined || status === 401) {
        const reason = error === undefined ? `status ${status}` : `status ${status}, ${error}`;
        throw clientRejected(reason, aside, context.vocabulary);
    }
    throw unavailable(outcome, { warning, quote, context });
}
/**
 * GoTo's reasons, from JSON or from plain text. Of a success, only JSON: a text may be part of a
 * token.
 */
function reasonsOf(response, fields) {
    if (fields !== undefined || response === undefined)
        return (0,reasons/* reasonsIn */.N)(fields);
    const [, text] = /^\s*"?([^<{"][^<{]*?)"?\s*$/.exec(response.text.slice(0, 1000)) ?? [];
    return response.status < 300 ? [] : (0,reasons/* reasonsIn */.N)(text);
}
/** With a 2xx other than 200, GoTo may have granted the request in an answer that cannot be read. */
function isSuccess(outcome) {
    return ((0,http_outcome/* statusOf */.c2)(outcome) ?? 300) < 300;
}
function processGranted({ fields, isComplete, quote }, { grant, tokenUrl, requestedAt, redactor, vocabulary }) {
    const invalidFields = [];
    const optional = (name, read) => {
        const value = fields?.[name];
        if ((0,goto_fields/* isAbsent */.W0)(value))
            return undefined;
        const valid = read(value);
        if (valid === undefined)
            invalidFields.push(name);
        return valid;
    };
    // Text that contains a token, put there by mistake, must not become an output.
    const text = (read) => (value) => {
        const valid = read(value);
        return valid === undefined || redactor.containsSecret(valid) ? undefined : valid;
    };
    const sentToken = grant.grant_type === 'refresh_token' ? grant.refresh_token : undefined;
    const refreshToken = optional('refresh_token', goto_fields/* readToken */.AI);
    const expiresIn = optional('expires_in', goto_fields/* readSeconds */.UW);
    // Beside a personal access token there is no secret that could hold one.
    const isDropped = grant.grant_type === 'personal_access_token' || refreshToken === sentToken;
    const newRefreshToken = isDropped ? undefined : refreshToken;
    const accessToken = (0,goto_fields/* readToken */.AI)(fields?.access_token);
    if (accessToken === undefined || !isComplete) {
        const next = newRefreshToken === undefined ? withoutTokens[grant.grant_type] : withRefreshToken;
        const hint = `${next} If it happens again, check that no proxy answers in GoTo's place, and that ${vocabulary.tokenUrl}, if you set it, is GoTo's token endpoint.`;
        const message = `GoTo's answer from ${tokenUrl.host} ${accessTokenProblem({ fields, isComplete })}.${quote}`;
        const error = new errors/* ActionError */.lZ('goto-answer-invalid', message, { hint });
        return { kind: 'unusable', error, newRefreshToken, invalidFields };
    }
    const tokens = {
        accessToken,
        tokenType: optional('token_type', text(goto_fields/* readTokenType */.sg)) ?? 'Bearer',
        expiresIn,
        expiresAt: expiresIn === undefined ? undefined : new Date(requestedAt.getTime() + expiresIn * 1000),
        scope: optional('scope', text(goto_fields/* readScope */.hx)),
        principal: optional('principal', text(goto_fields/* readPrincipal */.x2)),
        organizerKey: optional('organizer_key', goto_fields/* readKey */.YZ),
        accountKey: optional('account_key', goto_fields/* readKey */.YZ),
    };
    return { kind: 'issued', tokens, newRefreshToken, invalidFields };
}
/**
 * An invalid token is masked too, because it may contain most of a valid one, unless the mask would
 * do harm: the runner masks each line of a value on its own, and a short one would hide parts of
 * innocent words.
 */
function isWorthMasking(value) {
    if (typeof value !== 'string')
        return false;
    return (0,goto_fields/* readToken */.AI)(value) !== undefined || value.split(/[\r\n]+/).every((line) => line.length >= 8);
}
function accessTokenProblem({ fields, isComplete }) {
    if (fields === undefined)
        return 'is not a JSON object, so there is no access_token in it';
    if (!isComplete)
        return 'is cut off, so its access_token cannot be used';
    if ((0,goto_fields/* isAbsent */.W0)(fields.access_token))
        return 'has no access_token';
    return 'has an access_token that is not valid';
}
/** What to know when an answer of GoTo was lost, with a leading space, to append to a sentence. */
const lostAnswerWarning = {
    refresh_token: ' An answer of GoTo was lost on the way: GoTo may have rotated the refresh token in it, and then the stored one does not work any more.',
    authorization_code: ' An answer of GoTo was lost on the way, so this sign-in may be used up.',
    personal_access_token: '',
};
const withRefreshToken = 'Start a new run, not a re-run: the new refresh token of this answer is stored.';
const withoutTokens = {
    refresh_token: 'Start a new run. If it fails with refresh-token-rejected, GoTo rotated the refresh token in this answer: authorise again.',
    authorization_code: 'Run the command again and sign in again: each sign-in can be exchanged only once.',
    personal_access_token: 'Start a new run.',
};
/** The grants, as the OAuth client names them under Grant types. */
const grantNames = {
    refresh_token: 'Refresh Token',
    authorization_code: 'Authorization Code',
    personal_access_token: 'Personal Access Token',
};
function grantTypeRejected(status, aside, { grant, vocabulary: { clientId, runAgain } }) {
    const name = grantNames[grant.grant_type];
    const message = `GoTo does not allow the grant type ${name} for the OAuth client of ${clientId} (status ${status}).${aside}`;
    return new errors/* ActionError */.lZ('client-rejected', message, {
        hint: `Open the OAuth client of ${clientId} at ${goto_grant/* clientsPage */.e}, and switch on ` +
            `${name} under Grant types. Then ${lowerFirst(runAgain)}. Nothing is wrong with the credentials.`,
    });
}
function lowerFirst(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
function clientRejected(reason, aside, { clientId, clientSecret, clientRejectedHint: hint }) {
    const message = `GoTo does not accept ${clientId} with ${clientSecret} (${reason}).${aside}`;
    return new errors/* ActionError */.lZ('client-rejected', message, { hint });
}
function unavailable(outcome, { warning, quote, context: { tokenUrl, redactor, vocabulary }, }) {
    const called = { url: tokenUrl, setting: vocabulary.tokenUrl };
    const { leadsTo, advice } = (0,redirect/* describeRedirect */.G)(outcome, called, redactor);
    const reason = `${tokenUrl.host}: ${(0,http_outcome/* describeOutcome */.SS)(outcome)}${leadsTo}`;
    const problem = outcome.kind === 'no-response' ? 'GoTo could not be reached' : 'GoTo did not issue a token';
    const checkSettings = quote === ''
        ? `Check that ${vocabulary.tokenUrl}, if you set it, is GoTo's token endpoint.`
        : `Look up GoTo's reason, quoted above, in its documentation, and check the OAuth client and ${vocabulary.tokenUrl}.`;
    return new errors/* ActionError */.lZ('goto-unavailable', `${problem} (${reason}).${quote}${warning}`, {
        hint: (0,http_outcome/* adviceFor */.cp)(outcome, vocabulary, advice ?? checkSettings),
        cause: (0,http_outcome/* errorOf */.Mz)(outcome),
    });
}


/***/ }),

/***/ 8619:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ isSecured),
/* harmony export */   f: () => (/* binding */ EarlyAgent)
/* harmony export */ });
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4708);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_https__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7030);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_net__WEBPACK_IMPORTED_MODULE_1__);


/** An older connection may have been closed by the server without a word. */
const maxAgeMs = 5_000;
/** How long to wait for the first packet of a connection, in milliseconds. */
const maxStartMs = 100;
/** The connections that were secured before a request needed them. */
const secured = new WeakSet();
/** Whether the handshake of this connection was over before a request had it. */
function isSecured(socket) {
    return secured.has(socket);
}
/**
 * An agent that can connect before there is a request, so that the round trips of TCP and TLS overlap
 * with other work. Nothing of HTTP is sent before a request takes the connection. One that failed or
 * is old is dropped, and the request connects in the usual way.
 */
class EarlyAgent extends (node_https__WEBPACK_IMPORTED_MODULE_0___default().Agent) {
    #early = new Map();
    /**
     * Starts connections to the host of `url`. Resolves when their first packet has left, so that work
     * which holds up the event loop does not hold up the connection, and after 100 ms at the latest.
     * Never rejects.
     */
    async connectEarly({ hostname, port }, count) {
        const host = hostname.replace(/^\[(.*)\]$/, '$1');
        const servername = node_net__WEBPACK_IMPORTED_MODULE_1___default().isIP(host) ? '' : host;
        const options = { ...this.options, host, port: Number(port || 443), servername };
        const key = keyOf(options);
        const started = Array.from({ length: count }, () => {
            const socket = super.createConnection(options);
            const connection = { socket, startedAt: performance.now() };
            this.#early.set(key, [...(this.#early.get(key) ?? []), connection]);
            return this.#watch(socket);
        });
        await Promise.all(started);
    }
    createConnection(options, callback) {
        return this.#take(keyOf(options)) ?? super.createConnection(options, callback);
    }
    /** Closes what was connected early and is not in use. */
    closeEarly() {
        for (const { socket } of [...this.#early.values()].flat())
            socket.destroy();
        this.#early.clear();
    }
    /** @returns when the first packet has left */
    #watch(socket) {
        // The request that takes the connection has listeners of its own.
        socket.on('error', () => undefined);
        socket.once('secureConnect', () => secured.add(socket));
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, maxStartMs);
            // The first packet leaves once the name is known. (`connectionAttempt` is new in Node 20.12.)
            for (const event of ['lookup', 'connect', 'close']) {
                socket.once(event, () => {
                    clearTimeout(timer);
                    setImmediate(resolve);
                });
            }
        });
    }
    #take(key) {
        const waiting = this.#early.get(key) ?? [];
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            const { socket, startedAt } = next;
            const isFresh = performance.now() - startedAt < maxAgeMs;
            // What has arrived already would be taken for the answer: some servers send a 408 and close.
            if (isFresh && socket.writable && socket.readableLength === 0)
                return socket;
            socket.destroy();
        }
        return undefined;
    }
}
function keyOf({ host, port }) {
    return `${host}:${port}`;
}


/***/ }),

/***/ 4054:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ toHttpError),
/* harmony export */   j: () => (/* binding */ HttpError)
/* harmony export */ });
/**
 * Why a request got no complete response. It carries a code or a constant of ours, and nothing of
 * the request or the response: Node keeps the raw packet on a parse error, and messages of packages
 * repeat what a proxy answered.
 */
class HttpError extends Error {
    reason;
    /** whether the request may have reached the server */
    sent;
    constructor(reason, message, sent) {
        super(message);
        this.name = 'HttpError';
        this.reason = reason;
        this.sent = sent;
    }
    /** Whether it may go well the next time. */
    get isTransient() {
        return this.reason === 'network' || this.reason === 'time-out';
    }
}
// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;
/** What Node or a package threw, reduced to its code. */
function toHttpError(error, { sent, atProxy }) {
    if (error instanceof HttpError)
        return error;
    const given = error?.code;
    const code = typeof given === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(given) ? given : '';
    if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) {
        return new HttpError('certificate-date', code, sent);
    }
    if (certificateCodes.test(code))
        return new HttpError('certificate', code, sent);
    if (tlsCodes.test(code))
        return new HttpError('tls', code, sent);
    const what = code || 'the connection failed';
    return new HttpError('network', atProxy ? `${what} at the proxy` : what, sent);
}


/***/ }),

/***/ 4620:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C3: () => (/* binding */ adviceForError),
/* harmony export */   Mz: () => (/* binding */ errorOf),
/* harmony export */   SS: () => (/* binding */ describeOutcome),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   cp: () => (/* binding */ adviceFor),
/* harmony export */   dw: () => (/* binding */ parseJsonObject)
/* harmony export */ });
/** The JSON object in `text`, or undefined if it holds anything else. */
function parseJsonObject(text) {
    try {
        // A byte order mark may be ignored (RFC 8259 section 8.1); JSON.parse does not ignore it.
        const parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        return isObject ? parsed : undefined;
    }
    catch {
        return undefined;
    }
}
/** The status, if there was a response. */
function statusOf(outcome) {
    return outcome.kind === 'response' ? outcome.status : undefined;
}
/** The error, if there was no response: the cause of an ActionError. */
function errorOf(outcome) {
    return outcome.kind === 'response' ? undefined : outcome.error;
}
/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
function describeOutcome(outcome) {
    return outcome.kind === 'response' ? `status ${outcome.status}` : outcome.error.message;
}
/**
 * What to do about a call that failed, whichever service it was for.
 *
 * @param otherwise the advice when a response came and its content is the problem
 */
function adviceFor(outcome, { runAgain, machine }, otherwise) {
    if (outcome.kind === 'response') {
        const isBusy = outcome.status === 429 || outcome.status >= 500;
        return isBusy
            ? `${runAgain} later: the service is busy or down, which usually passes.`
            : otherwise;
    }
    return adviceForError(outcome.error, { runAgain, machine });
}
/** What to do about a request that got no response. */
function adviceForError({ reason }, { runAgain, machine }) {
    if (reason !== 'network' && reason !== 'time-out')
        return errorAdvice[reason](machine);
    return `${runAgain}. If it fails again, check the network of ${machine}, and its variables https_proxy and no_proxy.`;
}
const errorAdvice = {
    certificate: (machine) => `If your network has a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS on ${machine} to its CA certificate file: the certificate is not trusted there. ` +
        'If it has none, do not try again, and ask your administrator: somebody may be reading the traffic.',
    'certificate-date': (machine) => `Check the clock of ${machine}: by that clock, the certificate has expired or is not valid yet. ` +
        'If the clock is right, the owner of the server or of the proxy must renew the certificate.',
    tls: () => 'Check that the address is right, and check any proxy on the way: no secure connection (TLS) could be made.',
    'proxy-refused': (machine) => `Check the user name and the password in the https_proxy variable of ${machine}, and whether the proxy lets this host through.`,
    'proxy-setting': (machine) => `Correct https_proxy on ${machine}, or remove it. In its user name and password, special characters must be percent-encoded: % as %25, # as %23, @ as %40, : as %3A, / as %2F, and the backslash of a Windows domain as %5C.`,
};


/***/ }),

/***/ 7856:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PK: () => (/* binding */ proxyPasswords),
/* harmony export */   V1: () => (/* binding */ createRoutes),
/* harmony export */   iJ: () => (/* binding */ proxyFor)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_http__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9783);
/* harmony import */ var _early_agent__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8619);
/* harmony import */ var _error__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4054);
/* harmony import */ var _user_agent__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1153);





/**
 * Creates the routes of a program.
 *
 * The toolkit's `@actions/http-client` chooses the proxy, but its tunnel is not used: it calls
 * `new Buffer` for proxy credentials, which prints a deprecation to stderr, and requests through it
 * cannot be cancelled.
 */
function createRoutes() {
    const plain = new (node_http__WEBPACK_IMPORTED_MODULE_0___default().Agent)({ keepAlive: true });
    const secure = new _early_agent__WEBPACK_IMPORTED_MODULE_2__/* .EarlyAgent */ .f({ keepAlive: true });
    const proxied = new Map();
    const routeTo = async (url) => {
        const proxy = proxyFor(url);
        if (!proxy)
            return { agent: url.protocol === 'https:' ? secure : plain, viaProxy: false };
        let agent = proxied.get(proxy.href);
        if (!agent) {
            agent = __webpack_require__.e(/* import() */ 659).then(__webpack_require__.bind(__webpack_require__, 7659)).then(({ HttpsProxyAgent }) => new HttpsProxyAgent(proxy.href, {
                keepAlive: true,
                headers: { 'User-Agent': _user_agent__WEBPACK_IMPORTED_MODULE_4__/* .userAgent */ .N },
            }));
            proxied.set(proxy.href, agent);
        }
        return { agent: await agent, viaProxy: true };
    };
    return {
        routeTo,
        async connectEarly(url, count = 1) {
            if (url.protocol === 'https:' && isDirect(url))
                await secure.connectEarly(url, count);
        },
    };
}
/** Whether no proxy is used. A wrong setting is reported by the request. */
function isDirect(url) {
    try {
        return proxyFor(url) === undefined;
    }
    catch {
        return false;
    }
}
/**
 * The proxy for `url` according to the environment.
 *
 * @throws HttpError `proxy-setting` when the variable does not name a proxy
 */
function proxyFor(url) {
    if ((0,_actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_1__/* .checkBypass */ .H)(url))
        return undefined;
    const setting = process.env.https_proxy || process.env.HTTPS_PROXY;
    if (setting !== undefined && hasRawCharacters(setting))
        throw invalidProxy('has a user name or a password that is not percent-encoded');
    const proxy = readProxy(url);
    // The toolkit ignores a value that it cannot parse. Fail rather than bypass a configured proxy.
    if (!proxy && setting)
        throw invalidProxy('is not a valid URL');
    if (!proxy || ['http:', 'https:'].includes(proxy.protocol))
        return proxy;
    // 'proxy.example:3128', which curl and the runner accept, parses as a URL with a scheme of its own.
    const withScheme = `http://${proxy.href}`;
    if (!proxy.href.includes('://') && URL.canParse(withScheme))
        return new URL(withScheme);
    throw invalidProxy(`names a ${proxy.protocol} proxy, and only http: and https: are supported`);
}
function readProxy(url) {
    try {
        return (0,_actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_1__/* .getProxyUrl */ .s)(url);
    }
    catch {
        throw invalidProxy('is not a valid URL');
    }
}
function invalidProxy(problem) {
    return new _error__WEBPACK_IMPORTED_MODULE_3__/* .HttpError */ .j('proxy-setting', `the https_proxy variable ${problem}`, false);
}
/**
 * Whether the user name or the password has a character that the URL parser takes for the end of
 * the host, which would then be another one, or a % that begins no percent-encoding.
 */
function hasRawCharacters(setting) {
    const [, userInfo = ''] = /^(?:[a-z]+:\/\/)?(.*)@/is.exec(setting) ?? [];
    return /[\\/?#\s]|%(?![0-9a-f]{2})/i.test(userInfo);
}
/** The passwords in the proxy variables, as they are written and decoded, so that they can be masked. */
function proxyPasswords() {
    const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
    return [...new Set(names.flatMap((name) => passwordsIn(process.env[name] ?? '')))];
}
/** The URL parser takes `http:user:password@host` too, and everything up to the last @. */
function passwordsIn(setting) {
    const forms = [/^\s*[a-z]+:[\\/]+/i, /^\s*[a-z]+:/i, /^\s*/].map((scheme) => scheme.exec(setting) ? setting.replace(scheme, '') : '');
    return forms.flatMap((address) => {
        const [, written] = /^[^:]*:(.+)@/s.exec(address) ?? [];
        return written === undefined || /^[\\/]/.test(written) ? [] : [written, decoded(written)];
    });
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        // Not percent-encoded: it is used as it is written.
        return text;
    }
}


/***/ }),

/***/ 7977:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ reasonsIn)
/* harmony export */ });
/** Where services put the reason of an error, in the order in which reasons are quoted. */
const places = [
    'error',
    'error_description',
    'errorCode',
    'int_err_code',
    'code',
    'type',
    'title',
    'message',
    'msg',
    'reason',
    'detail',
    'description',
    'faultstring',
    'fault',
    'errors',
];
const maxDepth = 3;
const maxReasons = 8;
/**
 * The reasons that the body of an error gives, wherever they stand in it: in its fields, in a list,
 * or in an object within it. Each comes once.
 */
function reasonsIn(body) {
    return [...new Set(collect(body, 0))].slice(0, maxReasons);
}
function collect(value, depth) {
    if (typeof value === 'string')
        return value.trim() === '' ? [] : [value.trim()];
    // Some codes are numbers.
    if (typeof value === 'number')
        return [String(value)];
    if (typeof value !== 'object' || value === null || depth > maxDepth)
        return [];
    const parts = Array.isArray(value) ? value.slice(0, maxReasons) : valuesOf(value);
    return parts.flatMap((part) => collect(part, depth + 1));
}
function valuesOf(object) {
    return places.flatMap((place) => Object.hasOwn(object, place) ? [object[place]] : []);
}


/***/ }),

/***/ 6657:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ createHttpClient),
  Z: () => (/* binding */ maxConnectMs)
});

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
var external_node_https_default = /*#__PURE__*/__webpack_require__.n(external_node_https_);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
var external_node_net_default = /*#__PURE__*/__webpack_require__.n(external_node_net_);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
var external_node_zlib_default = /*#__PURE__*/__webpack_require__.n(external_node_zlib_);
;// CONCATENATED MODULE: ./src/http/body.ts

/** This much of a body is read, encoded and decoded. */
const maxBodyBytes = 1024 * 1024;
/** How much of an encoded body is decoded byte by byte. */
const maxSingleBytes = 4 * 1024;
/**
 * Reads a body, at most 1 MiB of it. What arrived before an error is kept, and a body is decoded
 * even if its encoding was not asked for.
 *
 * @param onArrived called when nothing more is expected from the network
 */
async function readBody(incoming, onArrived) {
    const raw = await collect(incoming);
    onArrived();
    const decoder = decoderFor(incoming.headers['content-encoding'], raw.bytes);
    if (!decoder)
        return toBody(raw);
    for (const slice of slicesOf(raw.bytes))
        decoder.write(slice);
    decoder.end();
    const { bytes, cutBy } = await collect(decoder);
    // What cannot be decoded at all was not encoded: a proxy left the header of what it had decoded.
    if (cutBy && bytes.length === 0)
        return toBody(raw);
    return toBody({ bytes, cutBy: raw.cutBy ?? cutBy });
}
function toBody({ bytes, cutBy }) {
    return { text: bytes.toString('utf8'), cutBy };
}
/**
 * Single bytes, and larger slices before the last ones: zlib drops what it has decoded of a slice in
 * which it finds an error, such as a wrong checksum at the end.
 */
function* slicesOf(bytes) {
    for (let at = 0; at < bytes.length;) {
        const size = bytes.length - at > maxSingleBytes ? 1024 : 1;
        yield bytes.subarray(at, at + size);
        at += size;
    }
}
function collect(stream) {
    return new Promise((resolve) => {
        const chunks = [];
        let size = 0;
        const done = (cutBy) => resolve({ bytes: Buffer.concat(chunks).subarray(0, maxBodyBytes), cutBy });
        // An async iterator would drop what is buffered when an error comes.
        stream.on('data', (chunk) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size <= maxBodyBytes)
                return;
            done();
            stream.destroy();
        });
        stream.once('end', () => done());
        stream.on('error', done);
    });
}
/** Decoders that take a body which ends early (`finishFlush`) for what it holds. */
function decoderFor(encoding, bytes) {
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = (external_node_zlib_default()).constants;
    // Some proxies drop the header of what is encoded: gzip begins with these two bytes, and no text does.
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    switch (isGzip ? 'gzip' : encoding?.trim().toLowerCase()) {
        case 'gzip':
        case 'x-gzip':
            return external_node_zlib_default().createGunzip({ finishFlush: Z_SYNC_FLUSH });
        case 'deflate':
            // Some servers leave out the zlib header, whose low four bits are 8.
            return ((bytes[0] ?? 0) & 0x0f) === 8
                ? external_node_zlib_default().createInflate({ finishFlush: Z_SYNC_FLUSH })
                : external_node_zlib_default().createInflateRaw({ finishFlush: Z_SYNC_FLUSH });
        case 'br':
            return external_node_zlib_default().createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH });
        default:
            return undefined;
    }
}

// EXTERNAL MODULE: ./src/http/early-agent.ts
var early_agent = __webpack_require__(8619);
// EXTERNAL MODULE: ./src/http/error.ts
var http_error = __webpack_require__(4054);
// EXTERNAL MODULE: ./src/http/outcome.ts
var outcome = __webpack_require__(4620);
// EXTERNAL MODULE: ./src/http/proxy.ts
var proxy = __webpack_require__(7856);
// EXTERNAL MODULE: ./src/http/user-agent.ts
var user_agent = __webpack_require__(1153);
;// CONCATENATED MODULE: ./src/http/request.ts










const noAnswer = 'no answer in time';
const maxConnectMs = 10_000;
const maxHeaderBytes = 1024 * 1024;
/** How long each address of a host may take; Node's 250 ms are too short for one far away. */
const addressTimeoutMs = 2_500;
/** A time-out counts when so many turns of the event loop have brought nothing, … */
const quietTurns = 5;
/** … and at the latest after this many, however slowly the other side sends. */
const maxTurns = 200;
/**
 * Creates a client that sends careful requests: it follows no redirect, does not retry, has a limit
 * for time and body, and uses the proxy that the environment names for the host called.
 */
function createHttpClient() {
    const { routeTo, connectEarly } = (0,proxy/* createRoutes */.V1)();
    external_node_net_default().setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
    const send = async (request, limits) => {
        try {
            const route = await routeTo(request.url);
            if (limits.deadline.aborted)
                throw new http_error/* HttpError */.j('time-out', noAnswer, false);
            return await new Exchange(request, route, limits).outcome;
        }
        catch (error) {
            if (error instanceof http_error/* HttpError */.j)
                return { kind: 'no-response', error };
            throw error;
        }
    };
    return { send, connectEarly };
}
/** One try of a request, until its body is read, it fails, or its time is up. */
class Exchange {
    outcome;
    #request;
    #outgoing;
    #stopTimers;
    #incoming;
    /** whether the request may have reached the server */
    #sent = false;
    /** whether the connection to the proxy is not yet one to the host */
    #atProxy;
    #isOver = false;
    #settle = () => undefined;
    #reject = () => undefined;
    constructor(request, { agent, viaProxy }, limits) {
        this.#request = request;
        this.#atProxy = viaProxy;
        this.outcome = new Promise((resolve, reject) => {
            this.#settle = (outcome) => {
                this.#stop();
                resolve(outcome);
            };
            this.#reject = reject;
        });
        this.#stopTimers = startTimers(limits, {
            onTimeUp: () => this.#timeIsUp(),
            onConnectTimeUp: () => this.#sent || this.#timeIsUp(),
        });
        if (limits.newConnection)
            closeIdleConnections(agent);
        this.#outgoing = this.#open(agent);
        this.#outgoing.end(request.body);
    }
    #open(agent) {
        const { method, url, onSent } = this.#request;
        const isSecure = url.protocol === 'https:';
        const outgoing = (isSecure ? (external_node_https_default()) : (external_node_http_default())).request(url, {
            method,
            headers: {
                // Some servers compress what nobody asked them to compress.
                'accept-encoding': 'identity',
                ...this.#request.headers,
                'user-agent': user_agent/* userAgent */.N,
            },
            agent,
            // An answer must not be lost because its headers are not clean.
            maxHeaderSize: maxHeaderBytes,
            insecureHTTPParser: true,
        });
        outgoing.once('proxyConnect', ({ statusCode }) => this.#onProxyAnswer(Number(statusCode)));
        outgoing.once('socket', (socket) => {
            if (outgoing.reusedSocket || (0,early_agent/* isSecured */.Q)(socket))
                this.#onSending();
            else
                socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#onSending());
        });
        outgoing.once('finish', () => onSent?.());
        outgoing.once('response', (response) => this.#onResponse(response));
        outgoing.on('error', (error) => this.#onError(error));
        return outgoing;
    }
    #onSending() {
        this.#sent = true;
        this.#atProxy = false;
        this.#request.onSending?.();
    }
    /** A status that a proxy sends must not be taken for the status of the host called. */
    #onProxyAnswer(status) {
        this.#atProxy = false;
        if (status === 200)
            return;
        const reason = status === 407 ? 'proxy-refused' : 'network';
        const message = `the proxy refused the connection with status ${status}`;
        this.#fail(new http_error/* HttpError */.j(reason, message, false));
    }
    async #onResponse(incoming) {
        this.#incoming = incoming;
        const { statusCode: status = 0, headers } = incoming;
        try {
            const { text, cutBy } = await readBody(incoming, () => this.#stop());
            const json = (0,outcome/* parseJsonObject */.dw)(text);
            const response = { kind: 'response', status, headers, text, json };
            if (cutBy === undefined)
                return this.#settle(response);
            const error = (0,http_error/* toHttpError */.e)(cutBy, { sent: true, atProxy: false });
            this.#settle({ kind: 'no-response', error, partial: response });
        }
        catch (bug) {
            this.#reject(bug);
        }
    }
    async #onError(error) {
        // A body that came together with the error is still on its way to its reader.
        if (this.#incoming)
            await (0,promises_.setImmediate)();
        if (!this.#isOver)
            this.#fail((0,http_error/* toHttpError */.e)(error, { sent: this.#sent, atProxy: this.#atProxy }));
    }
    async #timeIsUp() {
        try {
            // What has not left can have no answer, and must not leave now. But a process that stood still
            // sees its timers before the bytes that arrived meanwhile.
            const isQuiet = !this.#sent || (await untilQuiet(this.#outgoing, () => this.#isOver));
            if (isQuiet)
                this.#fail(new http_error/* HttpError */.j('time-out', noAnswer, this.#sent));
        }
        catch (bug) {
            this.#reject(bug);
        }
    }
    #fail(error) {
        // What has arrived of a body is kept.
        if (this.#incoming)
            this.#incoming.destroy(error);
        else
            this.#settle({ kind: 'no-response', error });
        this.#outgoing.destroy();
    }
    #stop() {
        this.#isOver = true;
        this.#stopTimers();
    }
}
/** Returns a function that stops the timers. */
function startTimers({ timeoutMs, connectTimeoutMs = maxConnectMs, deadline }, { onTimeUp, onConnectTimeUp }) {
    const connectTimer = setTimeout(onConnectTimeUp, connectTimeoutMs);
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeUp, timeoutMs);
    deadline.addEventListener('abort', onTimeUp);
    return () => {
        clearTimeout(connectTimer);
        clearTimeout(timer);
        deadline.removeEventListener('abort', onTimeUp);
    };
}
/**
 * Lets the event loop read what has arrived, until it brings nothing more. Returns false if the
 * request is over by then.
 */
async function untilQuiet({ socket }, isOver) {
    let bytesRead = -1;
    let quiet = 0;
    for (let turns = 0; quiet < quietTurns && turns < maxTurns; turns += 1) {
        if (isOver())
            return false;
        quiet += 1;
        if (socket && socket.bytesRead !== bytesRead) {
            bytesRead = socket.bytesRead;
            quiet = 0;
        }
        await (0,promises_.setImmediate)();
    }
    return !isOver();
}
/** The next request then opens a connection: after a time-out, those in the pool may be dead too. */
function closeIdleConnections(agent) {
    if (agent instanceof early_agent/* EarlyAgent */.f)
        agent.closeEarly();
    for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? [])
            socket.destroy();
    }
}


/***/ }),

/***/ 8902:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HI: () => (/* binding */ sendWithRetries),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   e6: () => (/* binding */ retryWhenBusy),
/* harmony export */   q: () => (/* binding */ retryAsTold)
/* harmony export */ });
/* harmony import */ var _outcome__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4620);
/* harmony import */ var _request__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6657);


const maxTries = 5;
/**
 * Sends a request up to five times while the phase has time: again after a network error or a
 * time-out (then on a new connection), and when `decideRetry` says so. Waits grow and are jittered.
 * A wait that the response demands is kept, and one that does not fit into the time left ends the
 * tries.
 *
 * p-retry 7, the last version for Node 20, can neither take the wait from the response nor end it
 * early.
 */
async function sendWithRetries(call, phase, { send, log }) {
    let answerLost = false;
    let newConnection = false;
    const { answerMs = 0 } = call;
    for (let tries = 1;; tries += 1) {
        const limits = {
            timeoutMs: phase.tryTimeoutMs,
            connectTimeoutMs: Math.min(_request__WEBPACK_IMPORTED_MODULE_1__/* .maxConnectMs */ .Z, phase.leftMs() - answerMs),
            deadline: phase.deadline,
            newConnection,
        };
        const outcome = await send(call.request, limits);
        answerLost ||= isLost(outcome);
        newConnection = (0,_outcome__WEBPACK_IMPORTED_MODULE_0__/* .errorOf */ .Mz)(outcome)?.reason === 'time-out';
        const decision = decide(outcome, tries, call);
        if (!decision || tries === maxTries)
            return { outcome, answerLost };
        const waitMs = waitBeforeNext(decision, tries, phase);
        if (waitMs + answerMs >= phase.leftMs())
            return { outcome, answerLost };
        const { operation, request } = call;
        log(`Trying again in ${(waitMs / 1000).toFixed(1)} s: could not ${operation} (${request.url.host}: ${(0,_outcome__WEBPACK_IMPORTED_MODULE_0__/* .describeOutcome */ .SS)(outcome)}).`);
        await phase.pause(waitMs);
    }
}
/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
function retryAfterMs({ headers }) {
    const value = headers['retry-after']?.trim() ?? '';
    if (/^\d+$/.test(value))
        return Number(value) * 1000;
    // Date.parse would take "1.5" for a day in 2001.
    const date = /^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
/** Retries when the service is busy (408, 429) or fails (5xx). */
function retryWhenBusy(response) {
    const { status } = response;
    return status === 408 || status === 429 || status >= 500 ? retryAsTold(response) : undefined;
}
/** Retries after the time that the response demands, if it demands one. */
function retryAsTold(response) {
    const waitMs = retryAfterMs(response);
    return waitMs === undefined ? {} : { waitMs };
}
function isLost(outcome) {
    if (outcome.kind === 'no-response')
        return outcome.error.sent;
    return outcome.status === 408 || outcome.status >= 500;
}
function decide(outcome, tries, call) {
    if (outcome.kind === 'response')
        return call.decideRetry(outcome, tries);
    if (outcome.partial && call.isEnough?.(outcome.partial))
        return undefined;
    return outcome.error.isTransient ? {} : undefined;
}
function waitBeforeNext({ waitMs, preferredWaitMs }, tries, phase) {
    // A server that always says "retry-after: 0" must not be hammered.
    if (waitMs !== undefined) {
        return Math.max(waitMs + Math.random() * 250, backoffMs(250, tries, phase));
    }
    if (preferredWaitMs !== undefined && preferredWaitMs < phase.leftMs())
        return preferredWaitMs;
    return backoffMs(phase.firstWaitMs, tries, phase);
}
function backoffMs(firstMs, tries, phase) {
    // The run is ending: wait only briefly.
    if (phase.interrupted.aborted)
        return 200;
    return firstMs * 2 ** (tries - 1) * (0.8 + 0.4 * Math.random());
}


/***/ }),

/***/ 1153:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ userAgent)
/* harmony export */ });
/* harmony import */ var _package_json__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8330);

/** Sent with every request, including those to a proxy. */
const userAgent = `goto-access-token/${_package_json__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE}`;


/***/ }),

/***/ 9678:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ runPhase),
/* harmony export */   e: () => (/* binding */ whenAborted)
/* harmony export */ });
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_0__);

/** Runs `work` as a phase and clears its timers afterwards. An interruption shortens the phase. */
async function runPhase({ limitMs, tryTimeoutMs, firstWaitMs, graceMs = () => 0 }, cancellation, work) {
    const { interrupted } = cancellation;
    const deadline = new AbortController();
    // Every call of a phase listens to both: Node 20 warns on stderr about the eleventh listener.
    (0,node_events__WEBPACK_IMPORTED_MODULE_0__.setMaxListeners)(0, interrupted, deadline.signal);
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
            tryTimeoutMs,
            firstWaitMs,
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
/**
 * Calls `act` once the signal is aborted, at once if it already is. Returns a function that cancels
 * the call.
 */
function whenAborted(signal, act) {
    if (signal.aborted)
        act();
    else
        signal.addEventListener('abort', act);
    return () => signal.removeEventListener('abort', act);
}
async function pauseUntil(ms, earlier) {
    const cancels = [];
    await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        cancels.push(() => clearTimeout(timer));
        for (const signal of earlier)
            cancels.push(whenAborted(signal, resolve));
    });
    for (const cancel of cancels)
        cancel();
}


/***/ }),

/***/ 8750:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q2: () => (/* binding */ parseBaseUrl),
/* harmony export */   RC: () => (/* binding */ distinctRepositories),
/* harmony export */   SU: () => (/* binding */ parseRepository),
/* harmony export */   bK: () => (/* binding */ parseSecretName),
/* harmony export */   cy: () => (/* binding */ parseSecureUrl),
/* harmony export */   gT: () => (/* binding */ invalidSetting),
/* harmony export */   kR: () => (/* binding */ parsePlaceName),
/* harmony export */   oc: () => (/* binding */ sharedDefaults),
/* harmony export */   pI: () => (/* binding */ parseToken),
/* harmony export */   r4: () => (/* binding */ parseText),
/* harmony export */   sg: () => (/* binding */ isToken)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

/** What both programs use where nothing else is set. */
const sharedDefaults = {
    secretName: 'GOTO_REFRESH_TOKEN',
    tokenUrl: 'https://authentication.logmeininc.com/oauth/token',
};
/**
 * The error for an invalid setting.
 *
 * @param problem what is wrong, to follow the name; never the value
 */
function invalidSetting({ kind, name }, problem, hint) {
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('input-invalid', `The ${kind} ${name} ${problem}.`, { hint });
}
/** Whether a text has only the characters of a token: printable ASCII without spaces. */
function isToken(text) {
    return /^[\x21-\x7e]+$/.test(text);
}
// Each parser takes a setting and its value, returns the value as the program uses it, and throws
// the error of `invalidSetting` when it is invalid.
/** Text without control characters. */
function parseText(setting, value) {
    if (!/\p{Cc}/u.test(value))
        return value;
    const hint = `Write the value of ${setting.name} on one line, without tabs or line breaks.`;
    throw invalidSetting(setting, 'contains a line break, a tab or another control character', hint);
}
function parseToken(setting, value) {
    const problem = tokenProblem(value);
    if (problem === undefined)
        return value;
    const hint = `Save the value of ${setting.name} again: only the token, on one line, without quotes.`;
    throw invalidSetting(setting, problem, hint);
}
function tokenProblem(value) {
    if (/^\{.*\}$/s.test(value))
        return 'is a JSON object, and must be the token alone';
    if (/^["'`].*["'`]$/s.test(value))
        return 'is in quotes, and must be the token alone';
    if (isToken(value))
        return undefined;
    return 'contains a space, a line break or another character that no token has';
}
/** An https URL; http only on a loopback host. */
function parseSecureUrl(setting, value) {
    const { name } = setting;
    if (!URL.canParse(value)) {
        throw invalidSetting(setting, 'is not a URL', `Write the whole URL, with https:// in front.`);
    }
    const parsed = new URL(value);
    // The parser drops an @ with nothing before it.
    if (parsed.username !== '' || parsed.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value)) {
        const hint = `Remove the user name and the password from ${name}.`;
        throw invalidSetting(setting, 'contains a user name or a password', hint);
    }
    if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed))) {
        const hint = `Begin ${name} with https://. Plain http is allowed only for localhost, because the request carries tokens.`;
        throw invalidSetting(setting, 'is not an https URL', hint);
    }
    return parsed;
}
function isLoopback({ hostname }) {
    // The URL parser has normalised every spelling of an IPv4 address (0x7f.1, 2130706433).
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
/** A URL that paths are appended to, without a slash at the end. */
function parseBaseUrl(setting, value) {
    const { href } = parseSecureUrl(setting, value);
    if (!/[?#]/.test(href))
        return href.replace(/\/+$/, '');
    const hint = `Remove the ? or # and everything after it from ${setting.name}.`;
    throw invalidSetting(setting, 'contains a query or a fragment', hint);
}
/** The name of a secret as GitHub stores it, in upper case. */
function parseSecretName(setting, value) {
    // GitHub's rules, from its documentation of secrets.
    if (/^[a-z_][a-z0-9_]*$/i.test(value) && !/^github_/i.test(value))
        return value.toUpperCase();
    const hint = 'Use letters, digits and underscores only. It must not begin with a digit or with GITHUB_.';
    throw invalidSetting(setting, 'is not a valid name for a secret', hint);
}
/** The name of an environment or of an organization; empty where there is none. */
function parsePlaceName(setting, value) {
    parseText(setting, value);
    // In a path, dots would lead to another place; GitHub allows 255 characters.
    if (value !== '.' && value !== '..' && value.length <= 255)
        return value;
    const hint = `Copy the name from GitHub.`;
    throw invalidSetting(setting, 'is not a name that GitHub allows', hint);
}
/** Each name once: to GitHub, owner/name and Owner/Name are the same repository. */
function distinctRepositories(names) {
    const lower = names.map((name) => name.toLowerCase());
    return names.filter((_name, index) => lower.indexOf(lower[index]) === index);
}
/** @param hint what to do about a value that is not owner/name */
function parseRepository(setting, value, hint = 'Write owner/name, without https://github.com.') {
    const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(value) ?? [];
    if (owner !== undefined && repo !== undefined && !/^\.{1,2}$/.test(repo))
        return { owner, repo };
    throw invalidSetting(setting, 'is not owner/name', hint);
}


/***/ }),

/***/ 2387:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ TokenLifecycle),
  F: () => (/* binding */ storedAfterPrinting)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./src/dates.ts
var dates = __webpack_require__(7718);
// EXTERNAL MODULE: ./src/github/places.ts
var places = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/http/outcome.ts
var http_outcome = __webpack_require__(4620);
// EXTERNAL MODULE: ./src/github/locate.ts + 3 modules
var locate = __webpack_require__(5257);
// EXTERNAL MODULE: ./src/github/refusals.ts + 1 modules
var refusals = __webpack_require__(9776);
;// CONCATENATED MODULE: ./src/github/store.ts





/**
 * The time for all writes, in milliseconds. The first wait is long: a GitHub that is down is often
 * back within half a minute, and nothing else needs the time.
 */
const storeTimes = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 2_000 };
/** Seals `value` for one secret. */
async function sealFor(target, value, seal) {
    const sealAgain = (publicKey) => seal(value, publicKey);
    const encryptedValue = await sealAgain(target.publicKey.bytes);
    return { target, encryptedValue, sealAgain, state: { kind: 'pending' } };
}
/**
 * Writes side by side; one that fails does not stop the others. Afterwards the `state` of each says
 * whether it was stored. If a public key is stale (422), it is read again and the value sealed again,
 * once.
 *
 * @throws only on a bug
 */
async function store(writes, client, events = {}) {
    const results = await Promise.allSettled(writes.map((write) => storeOne(write, client, events)));
    const bug = results.find((result) => result.status === 'rejected');
    if (bug)
        throw bug.reason;
}
/** The body of a write, ours or that of the person who pastes the recovery command. */
function writeBody({ target, encryptedValue }) {
    return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}
async function storeOne(write, client, events) {
    write.state = await attemptStore(write, client, events);
    events.onChange?.();
}
async function attemptStore(write, client, events) {
    const { sealAgain } = write;
    const onSent = () => events.onSent?.(write);
    let outcome = await send(write, client, onSent);
    if ((0,http_outcome/* statusOf */.c2)(outcome) === 422 && sealAgain) {
        try {
            const { publicKey } = await (0,locate/* readPublicKey */.RR)(write.target, client);
            const encryptedValue = await sealAgain(publicKey.bytes);
            // Together: a recovery command printed between the two would not work.
            Object.assign(write, { target: { ...write.target, publicKey }, encryptedValue });
        }
        catch (error) {
            if (!(error instanceof errors/* ActionError */.lZ))
                throw error;
            return failedForStaleKey(outcome, error, client);
        }
        events.onChange?.();
        outcome = await send(write, client, onSent);
    }
    if ([201, 204].includes((0,http_outcome/* statusOf */.c2)(outcome) ?? 0))
        return { kind: 'stored', at: new Date() };
    return {
        kind: 'failed',
        problem: `${(0,http_outcome/* describeOutcome */.SS)(outcome)}.${client.quote(outcome)}`,
        advice: (0,refusals/* adviceForWrite */.PG)(outcome, write.target.place, client),
    };
}
function send(write, client, onSent) {
    const { target } = write;
    const operation = `store ${(0,places/* secretLabel */.Rq)(target)}`;
    return client.send({ operation, ...(0,places/* writeEndpoint */.x4)(target, writeBody(write)), onSent });
}
/** The state of a write that failed with a stale key (422) when the new key could not be read. */
function failedForStaleKey(outcome, { message, hint }, client) {
    return {
        kind: 'failed',
        problem: `${(0,http_outcome/* describeOutcome */.SS)(outcome)}.${client.quote(outcome)} The public key could not be read again: ${message}`,
        advice: `${hint} If GitHub also refuses the command, authorise again.`,
    };
}

;// CONCATENATED MODULE: ./src/github/recovery.ts



/**
 * The `gh api` command that stores a sealed value. The value is sealed with GitHub's own key for the
 * place, so the command may stand in a public log.
 *
 * @param hostname the `--hostname` that `gh` needs; undefined for github.com
 */
function recoveryFor(write, hostname) {
    const { target } = write;
    const { selected_repository_ids: ids, ...fields } = writeBody(write);
    const command = [
        'gh api --method PUT',
        quoted((0,places/* ghPath */.nD)((0,places/* writeEndpoint */.x4)(target))),
        ...(hostname === undefined ? [] : [`--hostname ${quoted(hostname)}`]),
        ...Object.entries(fields).map(([name, value]) => `-f ${name}=${quoted(value)}`),
        // gh's -F makes numbers of digits, and an empty list of a name without a value.
        ...(ids?.map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`) ?? []),
        ...(ids?.length === 0 ? [`-F ${quoted('selected_repository_ids[]')}`] : []),
    ].join(' ');
    // gh 2.61 is the first that finds the API of such a host.
    const version = hostname?.endsWith('.ghe.com') ? ' It takes gh 2.61 or newer.' : '';
    const condition = (code) => recoveryCondition(target.updatedAt, code(listCommand(target, hostname))) + version;
    return { label: (0,places/* secretLabel */.Rq)(target), command, condition };
}
/**
 * Quotes an argument for every shell. What stands in a command was checked against a pattern or is
 * percent-encoded, so it contains no quote.
 */
function quoted(argument) {
    return `'${argument}'`;
}
/** Not the runner's clock counts, but what GitHub said in this run. */
function recoveryCondition(updatedAt, list) {
    const unchanged = updatedAt === undefined
        ? `still shows no such secret (${list})`
        : `still shows ${(0,dates/* isoSeconds */.n)(updatedAt)} as the last update of the secret (${list})`;
    return `Paste it into a terminal before the next run, and only if GitHub ${unchanged}: otherwise it would put back an older token.`;
}
/** The command that shows when the secrets of a place were last written. */
function listCommand({ place }, hostname) {
    const fields = '--json name,updatedAt';
    if (place.kind === 'organization') {
        // This command has no option for the host.
        const aside = hostname === undefined ? '' : `, with GH_HOST=${hostname}`;
        return `gh secret list --org ${quoted(place.org)} ${fields}${aside}`;
    }
    const host = hostname === undefined ? '' : `${hostname}/`;
    const environment = place.kind === 'environment' ? ` --env ${quotedName(place)}` : '';
    return `gh secret list --repo ${quoted(`${host}${place.owner}/${place.repo}`)}${environment} ${fields}`;
}
/** A name may contain the quote that surrounds the others. */
function quotedName({ environment_name: name }) {
    return name.includes("'") ? `"${name}"` : quoted(name);
}

// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/goto/grant.ts
var goto_grant = __webpack_require__(7649);
// EXTERNAL MODULE: ./src/goto/token-response.ts + 1 modules
var token_response = __webpack_require__(3692);
;// CONCATENATED MODULE: ./src/goto/token-request.ts



/**
 * The time for a token request with its retries, in milliseconds. A request that has left is waited
 * for to the end: its answer may hold a new refresh token, and a second request would make GoTo
 * reject the old one.
 */
const tokenTimes = { limitMs: 45_000, firstWaitMs: 500 };
/**
 * Requests tokens, retries where that may help, and processes the last response.
 *
 * @throws ActionError as `processTokenResponse` does
 */
async function requestTokens(tokenRequest, phase, { transport, redactor, vocabulary, onSending }) {
    let requestedAt = new Date();
    const request = {
        ...httpRequest(tokenRequest),
        onSending: () => {
            requestedAt = new Date();
            onSending();
        },
    };
    const operation = 'get an access token from GoTo';
    const call = {
        operation,
        request,
        decideRetry: retry/* retryWhenBusy */.e6,
        isEnough: token_response/* hasTokens */.Tf,
        answerMs: 5_000,
    };
    const sent = await (0,retry/* sendWithRetries */.HI)(call, phase, transport);
    const { grant, tokenUrl } = tokenRequest;
    return (0,token_response/* processTokenResponse */._i)(sent, { grant, tokenUrl, requestedAt, redactor, vocabulary });
}
function httpRequest({ client, grant, tokenUrl }) {
    return {
        method: 'POST',
        url: tokenUrl,
        headers: {
            accept: 'application/json',
            authorization: `Basic ${(0,goto_grant/* basicCredential */.g)(client)}`,
            'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(grant).toString(),
    };
}

;// CONCATENATED MODULE: ./src/process/cancellation.ts
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/**
 * Catches signals, uncaught exceptions and unhandled rejections, so that they do not end the process
 * before a token is stored, and records the first.
 */
class Cancellation {
    #controller = new AbortController();
    #listeners = new Map();
    #interruption;
    constructor() {
        for (const signal of signals) {
            this.#listen(signal, () => this.#interrupt({ kind: 'signal', signal, at: performance.now() }));
        }
        for (const event of ['uncaughtException', 'unhandledRejection']) {
            this.#listen(event, (error) => this.#interrupt({ kind: 'crash', error, at: performance.now() }));
        }
    }
    /** Aborted at the first interruption. */
    get interrupted() {
        return this.#controller.signal;
    }
    /** The first interruption, if there was one; later ones change nothing. */
    get interruption() {
        return this.#interruption;
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
    #listen(event, listener) {
        this.#listeners.set(event, listener);
        process.on(event, listener);
    }
    #interrupt(interruption) {
        if (this.#interruption)
            return;
        this.#interruption = interruption;
        this.#controller.abort();
    }
}

// EXTERNAL MODULE: ./src/process/phase.ts
var process_phase = __webpack_require__(9678);
;// CONCATENATED MODULE: ./src/token-lifecycle.ts






/**
 * Milliseconds after the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s
 * after that (`ProcessInvoker.cs` in actions/runner), so everything must end within 10 s.
 */
const afterSignal = {
    /** stop waiting for GoTo's answer */
    answerMs: 8_500,
    /** print the recovery commands of a token that is not stored yet */
    recoveryMs: 5_000,
    /** stop writing */
    writeMs: 9_000,
};
/** Milliseconds after the start of a store: then the tokens are published, whatever has left. */
const publishAfterMs = 2_000;
/**
 * Tracks a token from the request to the store. Limits each step after a signal or a crash, and
 * prints a recovery command for every sealed value that is not stored when the process ends.
 */
class TokenLifecycle {
    cancellation = new Cancellation();
    #options;
    #state = { stage: 'not-asked' };
    #grantType;
    #held;
    constructor(options) {
        this.#options = options;
        process.once('exit', this.#onExit);
    }
    get state() {
        return this.#state;
    }
    get progress() {
        return { stage: this.#state.stage, grantType: this.#grantType };
    }
    /** What is sealed, stored or not. */
    get writes() {
        return 'writes' in this.#state ? this.#state.writes : [];
    }
    /** Runs a part of the program that an interruption shortens. */
    within(times, work) {
        return (0,process_phase/* runPhase */.P)(times, this.cancellation, work);
    }
    /** Runs a part of the program that has the time of a store, also after a signal. */
    withinStore(work) {
        return this.within({ ...storeTimes, graceMs: () => afterSignal.writeMs }, work);
    }
    /** Asks GoTo for tokens. Once the request has left, a signal does not end the wait at once. */
    async requestTokens(request, context) {
        this.#grantType = request.grant.grant_type;
        const graceMs = () => (this.#state.stage === 'not-asked' ? 0 : afterSignal.answerMs);
        const onSending = () => {
            this.#state = { stage: 'asked' };
        };
        const response = await this.within({ ...tokenTimes, graceMs }, (phase) => requestTokens(request, phase, { ...context, onSending }));
        if (response.kind === 'rejected')
            this.#state = { stage: 'rejected' };
        else if (response.newRefreshToken === undefined)
            this.#state = { stage: 'kept' };
        else
            this.#state = { stage: 'unstored', writes: [] };
        return response;
    }
    /** Seals all values. From then on each is saved, and printed if it cannot be stored. */
    async hold(batches, { seal, github }) {
        const sealed = await Promise.all(batches.map((batch) => Promise.all(batch.map(({ target, value }) => sealFor(target, value, seal)))));
        this.resume(sealed, github.ghHostname);
        this.#options.onChange?.(this.writes);
    }
    /** Takes over values that are sealed already. */
    resume(batches, hostname) {
        this.#held = { batches, hostname };
        this.#state = { stage: 'unstored', writes: batches.flat() };
    }
    /** Stores what is held, one batch after the other; after an interruption all at once. */
    store(github) {
        const { writes } = this;
        let onAllSent = () => undefined;
        const allSent = new Promise((resolve) => {
            onAllSent = resolve;
        });
        const unsent = new Set(writes.filter(isPending));
        const onSent = (write) => {
            unsent.delete(write);
            if (unsent.size === 0)
                onAllSent();
        };
        const onChange = () => this.#options.onChange?.(writes);
        const done = this.#storeBatches(github, { onSent, onChange });
        // Whoever waits for `done` later must not find an unhandled rejection.
        const over = done.catch(() => undefined);
        // A GitHub that cannot be reached must not hold up the outputs for long.
        const enough = (0,promises_.setTimeout)(publishAfterMs, undefined, { ref: false });
        return { sent: Promise.race([allSent, over, enough]), done };
    }
    async #storeBatches(github, events) {
        if (!this.#held)
            throw new Error('nothing is held');
        const { batches } = this.#held;
        const { writes } = this;
        const cancelRecoveries = this.#whenLate(() => this.printRecoveries());
        try {
            await this.withinStore((phase) => storeInOrder(batches, phase, (batch) => store(batch.filter(isPending), github.during(phase), events)));
        }
        finally {
            cancelRecoveries();
            const isStored = !writes.some(isUnstored);
            if (isStored)
                this.#state = { stage: 'stored', writes };
        }
    }
    /** Prints a command for each value that is not stored and whose command is not printed yet. */
    printRecoveries() {
        if (this.#state.stage !== 'unstored' || !this.#held)
            return;
        const { hostname } = this.#held;
        const due = this.writes.filter((write) => isUnstored(write) && write.printedValue !== write.encryptedValue);
        if (due.length === 0)
            return;
        for (const write of due)
            write.printedValue = write.encryptedValue;
        this.#options.printRecoveries(due.map((write) => recoveryFor(write, hostname)));
        this.#options.onChange?.(this.writes);
    }
    /** Prints what is left to print, and restores Node's default handling of signals. */
    end() {
        this.printRecoveries();
        process.off('exit', this.#onExit);
        this.cancellation.stopListening();
    }
    #onExit = () => {
        process.exitCode = 1;
        this.printRecoveries();
        this.#options.onEarlyExit?.();
    };
    /**
     * Calls `act` when it becomes risky to wait for the write any longer: 5 s after a signal, or at
     * once after a crash. Returns a function that cancels the call.
     */
    #whenLate(act) {
        let timer;
        const cancel = (0,process_phase/* whenAborted */.e)(this.cancellation.interrupted, () => {
            const { kind, at } = this.cancellation.interruption ?? { kind: 'crash', at: 0 };
            const waitMs = kind === 'crash' ? 0 : at + afterSignal.recoveryMs - performance.now();
            if (waitMs <= 0)
                act();
            else
                timer = setTimeout(act, waitMs);
        });
        return () => {
            clearTimeout(timer);
            cancel();
        };
    }
}
function isPending({ state }) {
    return state.kind === 'pending';
}
function isUnstored({ state }) {
    return state.kind === 'pending' || state.kind === 'failed';
}
/** The secrets whose command was printed and which were stored after all. */
function storedAfterPrinting(writes) {
    return writes.filter(({ state, printedValue }) => state.kind === 'stored' && printedValue !== undefined);
}
async function storeInOrder(batches, phase, storeBatch) {
    const interrupted = new Promise((resolve) => (0,process_phase/* whenAborted */.e)(phase.interrupted, resolve));
    const started = [];
    for (const batch of batches) {
        const stored = storeBatch(batch);
        started.push(stored);
        // With seconds left, a write that hangs must not keep the next batch from its only try.
        await Promise.race([stored, interrupted]);
    }
    await Promise.all(started);
}


/***/ }),

/***/ 8330:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('{"rE":"1.0.0","Jk":"github:OWNER/REPO"}');

/***/ })

};
;