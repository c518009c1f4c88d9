"use strict";
exports.id = 805;
exports.ids = [805];
exports.modules = {

/***/ 1729:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   Yy: () => (/* binding */ takeSecretsInPost),
/* harmony export */   el: () => (/* binding */ parseGitHubApiUrl),
/* harmony export */   hz: () => (/* binding */ readTokenInPost)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4317);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _goto_grant__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7649);
/* harmony import */ var _http_proxy__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7856);
/* harmony import */ var _messages_describe__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1511);
/* harmony import */ var _settings__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8750);






/**
 * Reads every input once, masks the secret ones before anything is checked, and checks them all.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
function readInputs(redactor) {
    const secrets = takeSecrets(redactor);
    const { clientSecret, refreshToken, personalAccessToken } = secrets;
    const client = { clientId: _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('client-id'), clientSecret };
    if (clientSecret !== '')
        redactor.mask((0,_goto_grant__WEBPACK_IMPORTED_MODULE_5__/* .basicCredential */ .g)(client));
    if (Object.values(secrets).every((value) => value === ''))
        throw noSecrets();
    requireValue('client-id', client.clientId);
    requireValue('client-secret', clientSecret);
    (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseCredential */ .nx)(input('client-id'), client.clientId);
    (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseCredential */ .nx)(input('client-secret'), clientSecret);
    const grant = toGrant(refreshToken, personalAccessToken);
    return {
        client,
        grant,
        tokenUrl: read('token-url', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parseSecureUrl */ .cy, _settings__WEBPACK_IMPORTED_MODULE_4__/* .sharedDefaults */ .oc.tokenUrl),
        // A personal access token is never replaced.
        secret: grant.grant_type === 'refresh_token' ? readSecret(secrets) : undefined,
        lookupOrganizer: readBoolean('lookup-organizer'),
        /** 1 for a run, more for a re-run */
        attempt: Number(process.env.GITHUB_RUN_ATTEMPT) || 1,
        gotoApiUrl: read('goto-api-url', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parseBaseUrl */ .Q2, 'https://api.getgo.com'),
    };
}
/** @throws ActionError `input-invalid` unless exactly one of the two is set */
function toGrant(refreshToken, personalAccessToken) {
    if (personalAccessToken === '') {
        requireValue('refresh-token', refreshToken, ', and so is personal-access-token');
        (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseToken */ .pI)(input('refresh-token'), refreshToken);
        return { grant_type: 'refresh_token', refresh_token: refreshToken };
    }
    if (refreshToken !== '') {
        const problem = 'is set together with personal-access-token';
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input('refresh-token'), problem, 'Remove one of the two.');
    }
    (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseToken */ .pI)(input('personal-access-token'), personalAccessToken);
    return { grant_type: 'personal_access_token', pat: personalAccessToken };
}
function readSecret(secrets) {
    const { githubToken } = secrets;
    requireValue('github-token', githubToken);
    const name = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('secret-name') || _settings__WEBPACK_IMPORTED_MODULE_4__/* .sharedDefaults */ .oc.secretName;
    if (Object.values(secrets).some((secret) => secret.toLowerCase() === name.toLowerCase())) {
        const hint = `Write the name of the secret in secret-name, without \${{ }}: ${_settings__WEBPACK_IMPORTED_MODULE_4__/* .sharedDefaults */ .oc.secretName}.`;
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input('secret-name'), 'is the value of a secret', hint);
    }
    return {
        name: (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseSecretName */ .bK)(input('secret-name'), name),
        places: readPlaces(),
        githubToken: (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseToken */ .pI)(input('github-token'), githubToken),
        githubApiUrl: read('github-api-url', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parseBaseUrl */ .Q2, process.env.GITHUB_API_URL),
    };
}
/**
 * Returns `github-token` if it can be one.
 *
 * @throws ActionError `input-invalid`: in a composite action it may be the outer action's input
 */
function readTokenInPost(githubToken) {
    if (githubToken === '')
        throw (0,_messages_describe__WEBPACK_IMPORTED_MODULE_3__/* .noTokenInPost */ .sK)('is empty');
    if (!(0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .isToken */ .sg)(githubToken))
        throw (0,_messages_describe__WEBPACK_IMPORTED_MODULE_3__/* .noTokenInPost */ .sK)('is not a token');
    return githubToken;
}
/** Masks every secret for the post step, and returns `github-token`, whatever it is. */
function takeSecretsInPost(redactor) {
    return takeSecrets(redactor).githubToken;
}
/** Masks every secret, and removes the inputs from the environment, which crash reports copy. */
function takeSecrets(redactor) {
    const take = (name) => {
        const value = redactor.mask(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name));
        delete process.env[`INPUT_${name.toUpperCase()}`];
        return value;
    };
    for (const password of (0,_http_proxy__WEBPACK_IMPORTED_MODULE_2__/* .proxyPasswords */ .PK)())
        redactor.mask(password);
    return {
        clientSecret: take('client-secret'),
        refreshToken: take('refresh-token'),
        personalAccessToken: take('personal-access-token'),
        githubToken: take('github-token'),
    };
}
/** @throws ActionError `input-invalid` */
function parseGitHubApiUrl(value) {
    return (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseBaseUrl */ .Q2)(input('github-api-url'), value);
}
function input(name) {
    return { kind: 'input', name };
}
function read(name, parse, byDefault = '') {
    return parse(input(name), _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name) || byDefault);
}
function requireValue(name, value, andWhatElse = '') {
    if (value !== '')
        return;
    const hint = `Check the name of the secret in ${name}, since a misspelt one gives an empty value. If it is a secret of an environment, add the environment to the job. ${emptySecrets}`;
    throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input(name), `is empty${andWhatElse}`, hint);
}
/** Where no secret has a value, no name is misspelt. */
function noSecrets() {
    const environment = read('environment', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parsePlaceName */ .kR);
    const firstStep = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('organization')
        ? 'Let the organization share its secrets with this repository.'
        : `Add "environment: ${environment || 'goto'}" to the job, not only to "with:".`;
    const hint = `${firstStep} If nothing is saved yet, begin with README, "Set up". ${emptySecrets}`;
    const problem = 'is empty, and so are all other secrets';
    return (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input('client-secret'), problem, hint);
}
const emptySecrets = 'Secrets are also empty in runs from forks and for Dependabot, and in a reusable workflow that is called without secrets: inherit.';
function readBoolean(name) {
    const value = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name);
    // The spellings of YAML 1.2, like the toolkit's getBooleanInput; empty is the default.
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE|)$/.test(value))
        return false;
    const hint = `Write ${name}: true or ${name}: false.`;
    throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input(name), 'is neither true nor false', hint);
}
function readPlaces() {
    const environment = read('environment', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parsePlaceName */ .kR);
    const org = read('organization', _settings__WEBPACK_IMPORTED_MODULE_4__/* .parsePlaceName */ .kR);
    if (org !== '' && environment !== '') {
        const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(input('environment'), 'is set together with organization', hint);
    }
    if (org !== '')
        return [{ kind: 'organization', org }];
    return (0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .repositoryPlaces */ .xO)(readRepositories(), environment || undefined);
}
function readRepositories() {
    const text = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('repository') || process.env.GITHUB_REPOSITORY || '';
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const names = (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .distinctRepositories */ .RC)(lines.filter((line) => line !== ''));
    const setting = input('repository');
    if (names.length === 0)
        throw (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .invalidSetting */ .gT)(setting, 'is empty', 'Write it as owner/name.');
    const hint = 'Write owner/name, without https://github.com, and one repository per line.';
    return names.map((name) => (0,_settings__WEBPACK_IMPORTED_MODULE_4__/* .parseRepository */ .SU)(setting, name, hint));
}


/***/ }),

/***/ 1658:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ Report)
/* harmony export */ });
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7718);
/* harmony import */ var _github_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6584);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(351);
/* harmony import */ var _messages_github__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2809);
/* harmony import */ var _messages_names__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7944);
/* harmony import */ var _messages_network__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6482);
/* harmony import */ var _token_lifecycle__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2755);








const onlyGitHubCanOpenIt = 'The value in a command is sealed: only GitHub can open it, so this log may be public. If there is *** in a command, another secret of the job has that text: write it in by hand.';
const runDaily = `Run this action daily, and ${_messages_names__WEBPACK_IMPORTED_MODULE_4__/* .authorizeAgain */ .i6} if this warning stays until the last day.`;
/** What the action logs, summarizes and annotates. */
class Report {
    runner;
    constructor(runner) {
        this.runner = runner;
    }
    logRetry = (retry) => this.runner.log((0,_messages_network__WEBPACK_IMPORTED_MODULE_5__/* .describeRetry */ .eV)(retry));
    logLocated([first, ...others]) {
        if (!first)
            return;
        const more = others.length > 0 ? `, and ${others.length} more` : '';
        const updatedAt = (0,_dates__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .n)(first.updatedAt);
        this.runner.log(`Found ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(first)}, last written at ${updatedAt}${more}.`);
    }
    logInvalidFields(names) {
        if (names.length === 0)
            return;
        const text = `Some fields of GoTo's answer are not valid and are ignored: ${names.join(', ')}.`;
        this.runner.log(text);
    }
    logIssued(expiresAt) {
        this.runner.log(`GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`);
    }
    logRotation(isRotated) {
        this.runner.log(isRotated
            ? 'GoTo sent a new refresh token.'
            : 'GoTo sent no new refresh token: the stored one is unchanged.');
    }
    warnOfInvalidToken() {
        const text = `The refresh token that GoTo sent is not valid and cannot be stored: the stored one is unchanged. If the next run fails with refresh-token-rejected, ${_messages_names__WEBPACK_IMPORTED_MODULE_4__/* .authorizeAgain */ .i6}.`;
        this.runner.annotate('warning', text);
    }
    warnOfGitHubToken(expiresAt, token) {
        // The token of an App is valid for an hour, and always new.
        if (expiresAt === undefined || (0,_github_client__WEBPACK_IMPORTED_MODULE_0__/* .isTokenOfApp */ .WZ)(token))
            return;
        if (expiresAt.getTime() - Date.now() > _limits__WEBPACK_IMPORTED_MODULE_2__/* .githubTokenWarningMs */ .r1)
            return;
        const text = `github-token expires at ${(0,_dates__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .n)(expiresAt)}. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored.`;
        this.runner.annotate('warning', text);
    }
    warnOfRefreshToken({ expiresAt, updatedAt }) {
        if (expiresAt !== undefined) {
            if (expiresAt.getTime() - Date.now() > _limits__WEBPACK_IMPORTED_MODULE_2__/* .refreshTokenWarningMs */ .Br)
                return;
            const text = `The refresh token expires at ${(0,_dates__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .n)(expiresAt)}, and GoTo sent no new one. ${runDaily}`;
            this.runner.annotate('warning', text);
        }
        else if (Date.now() - updatedAt.getTime() > _limits__WEBPACK_IMPORTED_MODULE_2__/* .refreshTokenAgeWarningMs */ .EZ) {
            const text = `The stored refresh token was last written at ${(0,_dates__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .n)(updatedAt)}, and GoTo sent no new one. It is valid for ${_limits__WEBPACK_IMPORTED_MODULE_2__/* .refreshTokenLifeDays */ .UL} days. ${runDaily}`;
            this.runner.annotate('warning', text);
        }
    }
    reportStored(writes) {
        const stored = storedTargets(writes);
        if (stored.length === 0)
            return;
        const where = stored.length === 1 ? stored.map(_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq).join() : `${stored.length} places`;
        this.runner.log(`Stored the new refresh token in ${where}.`);
        this.runner.appendSummary([
            '### GoTo rotated the refresh token',
            '',
            'The new one is stored in',
            '',
            ...stored.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan((0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place))}`),
        ]);
        for (const { target } of (0,_token_lifecycle__WEBPACK_IMPORTED_MODULE_6__/* .storedAfterPrinting */ .F)(writes)) {
            const text = `The command for ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(target)} is not needed any more`;
            this.runner.log(`${text}.`);
            this.runner.appendSummary([`${codeSpan(text)}: the write succeeded after all.`]);
        }
    }
    logWrittenSince(secret, updatedAt, isPrinted) {
        const since = `was written since this job read it (last update ${(0,_dates__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .n)(updatedAt)})`;
        this.runner.log(`${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(secret)} ${since}: nothing is stored there, because that token may be newer.`);
        const command = codeSpan(`The command for ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(secret)} is not needed any more`);
        if (isPrinted)
            this.runner.appendSummary([`${command}: the secret ${since}.`]);
    }
    /** Annotates that the post step stored what the main step could not: its error is still shown. */
    noticeStored(writes) {
        const stored = storedTargets(writes);
        if (stored.length === 0)
            return;
        const labels = stored.map(_github_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq).join(', ');
        const where = stored.length > 5 ? `${stored.length} places, which the log names` : labels;
        const text = `At the end of the job, the new refresh token was stored after all in ${where}. The command that was printed for that is not needed any more.`;
        this.runner.annotate('notice', text);
    }
    /** Writes the commands that store a token, synchronously: the process may end next. */
    printRecoveries = (recoveries) => {
        const lines = recoveries.flatMap((recovery) => [
            '',
            `The new refresh token is not stored in ${recovery.label}. This command stores it. ${(0,_messages_github__WEBPACK_IMPORTED_MODULE_3__/* .recoveryCondition */ .P)(recovery, (command) => command)}`,
            '',
            recovery.command,
            '',
        ]);
        const isInLog = this.runner.logSynchronously([...lines, onlyGitHubCanOpenIt]);
        const isInSummary = this.runner.appendSummary([
            '### The new refresh token is not stored',
            '',
            ...recoveries.flatMap((recovery) => [
                `This command stores it in ${codeSpan(recovery.label)}. ${(0,_messages_github__WEBPACK_IMPORTED_MODULE_3__/* .recoveryCondition */ .P)(recovery, codeSpan)}`,
                '',
                '```sh',
                recovery.command,
                '```',
                '',
            ]),
            onlyGitHubCanOpenIt,
        ]);
        if (!isInLog && !isInSummary)
            this.runner.printToStderr(lines);
    };
    logAccounts(accounts) {
        if (accounts.length === 1)
            return;
        if (accounts.length === 0) {
            this.runner.log('The organizer has no account at GoTo: account-key stays empty.');
            return;
        }
        const keys = accounts.map(({ key }) => key).join(', ');
        const names = accounts.flatMap(({ name }) => name || []).join(', ');
        const text = `The organizer has ${accounts.length} accounts, and account-key is the first of ${keys}.${this.runner.redactor.quote('GoTo', names)}`;
        this.runner.log(text);
    }
    reportFailure({ code, message: given, hint, cause }) {
        this.runner.setOutputs({ 'error-code': code });
        // Only `unexpected` has the text of a foreign exception; what the others quote is clean.
        const message = code === 'unexpected' ? this.runner.redactor.redact(given) : given;
        const text = `${shorten(message)}\nWhat to do: ${shorten(hint)}\nMore: ${readmeUrl(process.env)}#${code}\nerror-code: ${code}`;
        this.runner.annotate('error', text);
        this.runner.debugStack(cause);
    }
}
/**
 * The README of the action that runs, at the ref that runs, so that a fork and an old tag explain
 * themselves. The runner names neither for `uses: ./…`: then that of this repository.
 */
function readmeUrl(env) {
    const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: name = '' } = env;
    const { GITHUB_ACTION_REF: ref = '' } = env;
    const isKnown = /^https:\/\/(github\.com|[\w-]+\.ghe\.com)$/.test(server) &&
        /^[\w-]+\/[\w.-]+$/.test(name) &&
        /^[\w.-]+(\/[\w.-]+)*$/.test(ref);
    return isKnown ? `${server}/${name}/blob/${ref}/README.md` : _messages_names__WEBPACK_IMPORTED_MODULE_4__/* .repositoryUrl */ .Ek;
}
function storedTargets(writes) {
    return writes.flatMap(({ target, state }) => (state.kind === 'stored' ? [target] : []));
}
function shorten(text) {
    if (text.length <= _limits__WEBPACK_IMPORTED_MODULE_2__/* .maxAnnotationPartLength */ .PB)
        return text;
    return `${text.slice(0, _limits__WEBPACK_IMPORTED_MODULE_2__/* .maxAnnotationPartLength */ .PB - 1)}…`;
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
// EXTERNAL MODULE: ./src/messages/describe.ts
var describe = __webpack_require__(1511);
// EXTERNAL MODULE: ./src/limits.ts
var limits = __webpack_require__(351);
;// CONCATENATED MODULE: ./src/process/synchronous-write.ts


/**
 * Writes to a stream synchronously, past Node's buffers. What a full pipe does not take within two
 * seconds is handed to Node, which writes it if the reader continues: a line must not end halfway. On
 * Windows, every write to a full pipe waits for its reader, for Node makes the pipes of stdout and
 * stderr blocking (`setBlocking` in lib/net.js).
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
            if (waitedMs >= limits/* pipe */.Fs.timeoutMs) {
                stream.write(bytes.subarray(written));
                return;
            }
            Atomics.wait(never, 0, 0, limits/* pipe */.Fs.pollMs);
            waitedMs += limits/* pipe */.Fs.pollMs;
        }
    }
}

;// CONCATENATED MODULE: ./src/redactor.ts

/** The start of a text. The `u` keeps the two halves of a character together. */
const start = new RegExp(`^.{0,${limits/* maxCleanedLength */.FZ}}`, 'su');
/**
 * Holds the secrets of this run. `mask` registers one and announces it to the runner; `redact` and
 * `quote` remove from a text the secrets, and whatever else looks like a token: secrets come in more
 * encodings than a list could have. No text makes them throw, or take long.
 */
class Redactor {
    announce;
    #secrets = new Set();
    /** In lower case: the secrets up to 12 characters, and the runs of 12 characters of the others. */
    #pieces = new Set();
    #pieceLengths = new Set();
    /** @param announce tells the runner to hide a value from now on (`::add-mask::`) */
    constructor(announce) {
        this.announce = announce;
    }
    /** Masks `value` and returns it, so that a secret is masked in the expression that obtains it. */
    mask(value) {
        // The runner answers a blank mask with a warning.
        if (value.trim() === '' || this.#secrets.has(value))
            return value;
        this.#secrets.add(value);
        this.announce(value);
        const secret = lowerCase(value.slice(0, limits/* maxIndexedSecretLength */.ed));
        const length = Math.min(secret.length, limits/* secretRunLength */.m7);
        this.#pieceLengths.add(length);
        for (let at = 0; at + length <= secret.length; at += 1) {
            this.#pieces.add(secret.slice(at, at + length));
        }
        return value;
    }
    /** Whether `text` contains a secret of at least 8 characters, or 12 of one, in whichever case. */
    containsSecret(text) {
        for (const { length } of this.#placesIn(text))
            if (length >= limits/* minSecretLength */.jE)
                return true;
        return false;
    }
    /**
     * Returns the first 4,000 characters of `text` with `***` in place of every secret, of every 12
     * characters of one, and of whatever looks like a token.
     */
    redact(text) {
        const [original = ''] = start.exec(text) ?? [];
        const isRemoved = new Uint8Array(original.length);
        const tokens = [...original.matchAll(unbroken)].filter(([run]) => looksLikeToken(run));
        const places = tokens.map(({ index, 0: { length } }) => ({ at: index, length }));
        for (const { at, length } of [...places, ...this.#placesIn(original)]) {
            isRemoved.fill(1, at, at + length);
        }
        const characters = Array.from({ length: original.length }, (_none, at) => {
            if (!isRemoved[at])
                return original.charAt(at);
            return isRemoved[at - 1] ? '' : '***';
        });
        return characters.join('');
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
            .map((text) => (start.exec(text)?.[0] ?? '').replace(invisible, '').trim());
        const joined = visible.filter((text) => text !== '').join(': ');
        const clean = [...this.redact(joined).replace(/["“”„‟＂″]/g, "'")];
        if (clean.length === 0)
            return '';
        const short = clean.length > limits/* maxQuoteLength */.Yk ? [...clean.slice(0, limits/* maxQuoteLength */.Yk - 1), '…'] : clean;
        const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
        return ` ${speaker} said: "${short.join('')}"${stop}`;
    }
    /** Where `text` has a secret, or a run of one. */
    *#placesIn(text) {
        const lower = lowerCase(text);
        for (const length of this.#pieceLengths) {
            for (let at = 0; at + length <= lower.length; at += 1) {
                if (this.#pieces.has(lower.slice(at, at + length)))
                    yield { at, length };
            }
        }
    }
}
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const unbroken = /[A-Za-z0-9+=_%\\-]{16,}/g;
/** Words have no digits, and long ones have a `-` or `_`: `New_Token_Retrieval_Migration_Guide`. */
function looksLikeToken(run) {
    const hasManyLetters = (part) => part.replace(/[^a-z]/gi, '').length >= 32;
    const isMixed = (part) => /[a-z]/.test(part) && /[A-Z]/.test(part);
    return /\d/.test(run) || run.split(/[-_]/).some((part) => hasManyLetters(part) && isMixed(part));
}
/** Some letters outside ASCII change their length in lower case, so they stay as they are. */
function lowerCase(text) {
    return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

;// CONCATENATED MODULE: ./src/action/runner.ts





const annotations = { notice: core/* notice */.lm, warning: core/* warning */.$e, error: core/* error */.z3 };
/**
 * The channel to the runner. Nothing here throws, so that no broken pipe or full disk can come between
 * GoTo's answer and the write; the first failure is remembered.
 */
class Runner {
    redactor;
    #savedState = new Map();
    /** what could not be passed on ('the log', 'the output access-token'), and why */
    #firstFailure;
    constructor() {
        this.redactor = new Redactor((secret) => this.#attempt('a mask', () => core/* setSecret */.Pq(secret)));
        // A broken pipe arrives as an event, not as an exception.
        process.stdout.on('error', this.#logFailed);
    }
    /**
     * Checks that the files for outputs and state can be written: a run whose outputs cannot be read must
     * not use up the refresh token.
     *
     * @throws ActionError `runner-unsupported`
     */
    checkFiles() {
        for (const variable of ['GITHUB_OUTPUT', 'GITHUB_STATE']) {
            const file = process.env[variable];
            try {
                if (file)
                    tryToOpen(file);
            }
            catch (error) {
                throw (0,describe/* unwritableFile */.Wy)(variable, error);
            }
        }
    }
    log = (text) => {
        this.#attempt('the log', () => core/* info */.pq(escapeCommands(text)));
    };
    /** Log lines, synchronously: the process may end next. Returns whether they were written. */
    logSynchronously(lines) {
        const text = escapeCommands(`${lines.join('\n')}\n`);
        return this.#attempt('the recovery command', () => writeSynchronously(text));
    }
    printToStderr(lines) {
        this.#attempt('stderr', () => writeSynchronously(`${lines.join('\n')}\n`, process.stderr));
    }
    annotate(kind, text) {
        this.#attempt(kind === 'error' ? 'the error' : `a ${kind}`, () => annotations[kind](text));
    }
    debugStack(error) {
        if (!core/* isDebug */._o() || !(error instanceof Error))
            return;
        const text = error.stack ?? `${error.name}: ${error.message}`;
        this.#attempt('debug lines', () => core/* debug */.Yz(this.redactor.redact(text)));
    }
    setOutputs(outputs) {
        for (const [name, value] of Object.entries(outputs)) {
            if (value === undefined)
                continue;
            this.#attempt(`the output ${name}`, () => {
                // Without the file, the toolkit would print the value into the log.
                if (!process.env.GITHUB_OUTPUT)
                    throw new Error('GITHUB_OUTPUT is not set');
                tryToOpen(process.env.GITHUB_OUTPUT);
                core/* setOutput */.uH(name, value);
            });
        }
    }
    /**
     * Saves a value for the post step, which reads it as the variable `STATE_name`. Without a file that
     * takes it, the toolkit prints a command: what is saved may be public.
     */
    saveState(name, value) {
        if (this.#savedState.get(name) === value)
            return;
        this.#savedState.set(name, value);
        const file = process.env.GITHUB_STATE;
        const isSaved = this.#attempt('the state', () => {
            if (file)
                tryToOpen(file);
            core/* saveState */.LZ(name, value);
        });
        if (isSaved || !file)
            return;
        delete process.env.GITHUB_STATE;
        this.#attempt('the state', () => core/* saveState */.LZ(name, value));
    }
    /** Appends Markdown to the job summary. Returns whether it was written. */
    appendSummary(lines) {
        const file = process.env.GITHUB_STEP_SUMMARY;
        // A GitHub Enterprise Server without summaries names no file; the log has everything.
        if (!file)
            return false;
        return this.#attempt('the summary', () => {
            tryToOpen(file, (external_node_fs_default()).constants.O_CREAT);
            external_node_fs_default().appendFileSync(file, `${lines.join('\n')}\n\n`);
        });
    }
    /** Waits until the log is written. Returns the first thing that could not be passed on, if any. */
    async flush() {
        const error = await new Promise((resolve) => {
            process.stdout.write('', resolve);
        });
        if (error)
            this.#logFailed(error);
        return this.#firstFailure;
    }
    close() {
        process.stdout.off('error', this.#logFailed);
    }
    #logFailed = (error) => {
        this.#firstFailure ??= { what: 'the log', error };
    };
    #attempt(what, act) {
        try {
            act();
            return true;
        }
        catch (error) {
            this.#firstFailure ??= { what, error };
            return false;
        }
    }
}
const { O_APPEND, O_NONBLOCK = 0, O_WRONLY } = (external_node_fs_default()).constants;
/** As if to append: a pipe that nobody reads is an error then, and does not block the process. */
function tryToOpen(file, moreFlags = 0) {
    external_node_fs_default().closeSync(external_node_fs_default().openSync(file, O_WRONLY | O_APPEND | O_NONBLOCK | moreFlags));
}
/** The runner obeys its old commands anywhere in a line (`ActionCommand.cs` in actions/runner). */
function escapeCommands(text) {
    return text.replaceAll('##[', '# #[');
}


/***/ }),

/***/ 3175:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g$: () => (/* binding */ readSavedWrites),
/* harmony export */   sB: () => (/* binding */ fitsIntoState),
/* harmony export */   xU: () => (/* binding */ toState)
/* harmony export */ });
/* unused harmony export hasSavedWrites */
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(351);

const prefix = 'write_';
/**
 * The state to save for the post step, by name: each write that is not stored, sealed, and '' for one
 * that is, or that does not fit. One variable each, because the length of a variable is limited.
 */
function toState(writes, apiUrl) {
    let left = _limits__WEBPACK_IMPORTED_MODULE_0__/* .maxStateLength */ .Es;
    return new Map(writes.map((write, index) => {
        const value = write.state.kind === 'stored' ? '' : toValue(write, apiUrl);
        const fits = value.length <= Math.min(left, _limits__WEBPACK_IMPORTED_MODULE_0__/* .maxStateValueLength */ .fk);
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


/***/ }),

/***/ 7718:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ isoSeconds)
/* harmony export */ });
/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
function isoSeconds(date) {
    return date.toISOString().replace(/\.\d+Z$/, 'Z');
}


/***/ }),

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HR: () => (/* binding */ Failure),
/* harmony export */   lZ: () => (/* binding */ ActionError)
/* harmony export */ });
/* unused harmony exports errorCodes, CommandError, UsageError */
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
 * Facts, as the libraries throw them, of which `messages/` makes an `ActionError`. They hold no body
 * and no header, and of remote text only what `Redactor.quote` returned.
 */
class Failure extends Error {
    facts;
    constructor(facts) {
        super(facts.kind);
        this.facts = facts;
    }
}
/**
 * A stable code, what happened (the message), and what to do (the hint). Neither text may hold a
 * secret, nor remote text that is not from `Redactor.quote`.
 */
class ActionError extends Error {
    code;
    name = 'ActionError';
    hint;
    constructor(code, message, { hint, cause }) {
        super(message, { cause });
        this.code = code;
        this.hint = hint;
    }
}
/** A failure of the command that has no error code of the action. */
class CommandError extends Error {
    hint;
    name = 'CommandError';
    constructor(message, hint) {
        super(message);
        this.hint = hint;
    }
}
/** The command was called with wrong arguments. */
class UsageError extends (/* unused pure expression or super */ null && (CommandError)) {
}


/***/ }),

/***/ 6584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cl: () => (/* binding */ createGitHub),
/* harmony export */   WZ: () => (/* binding */ isTokenOfApp),
/* harmony export */   Zz: () => (/* binding */ tokenExpiration),
/* harmony export */   jw: () => (/* binding */ ghHostname)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(370);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4620);
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8902);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(351);
/* harmony import */ var _process_phase__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9678);
/* harmony import */ var _rate_limits__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9418);






/** Whether a token is that of a GitHub App, as the workflow's own GITHUB_TOKEN is. */
function isTokenOfApp(token) {
    return token.startsWith('ghs_');
}
/**
 * GitHub's REST API with one token. Octokit builds the URLs, but the requests go through our own
 * `send`: Octokit's fetch follows redirects, reads bodies of any size, and keeps headers and bodies
 * on its errors.
 *
 * @param baseUrl without a slash at the end
 */
async function createGitHub({ token, baseUrl, redactor }, transport) {
    // When imported, the toolkit computes the proxy for this address, and throws where it is set wrongly.
    // It needs none: our requests choose theirs, and say what is wrong with it.
    process.env.GITHUB_API_URL = 'http://localhost';
    // Imported here because a run that ends at an invalid input does not need it.
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(823), __webpack_require__.e(43)]).then(__webpack_require__.bind(__webpack_require__, 7823));
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
            // Octokit makes an empty text of a body without fields.
            ...(body === undefined ? {} : { body: JSON.stringify(body || {}) }),
        };
    };
    const apiUrl = new URL(baseUrl);
    const isAppToken = isTokenOfApp(token);
    const reads = (0,p_limit__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(_limits__WEBPACK_IMPORTED_MODULE_2__/* .maxConcurrentReads */ .N);
    const writes = (0,p_limit__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(_limits__WEBPACK_IMPORTED_MODULE_2__/* .maxConcurrentWrites */ .W_);
    // Checks that hang must leave room for the reads, which they wait for.
    const checks = (0,p_limit__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(_limits__WEBPACK_IMPORTED_MODULE_2__/* .maxConcurrentChecks */ .lO);
    // The limit is on tries: a call that waits for its next try must not block others.
    const sendAsRead = (...args) => reads(() => transport.send(...args));
    const send = (...args) => args[0].method === 'PUT' ? writes(() => transport.send(...args)) : sendAsRead(...args);
    return {
        /** A client for one phase of the run. */
        during(phase) {
            // With seconds left, a write that hangs must not block the only try of another.
            (0,_process_phase__WEBPACK_IMPORTED_MODULE_3__/* .whenAborted */ .eG)(phase.interrupted, () => {
                writes.concurrency = Number.POSITIVE_INFINITY;
            });
            return {
                apiUrl,
                isAppToken,
                async send({ operation, retryRefusal, onSent, beside, ...endpoint }) {
                    const retryFirst = isAppToken ? (0,_rate_limits__WEBPACK_IMPORTED_MODULE_4__/* .createRetryOfRefusal */ .Kc)(_limits__WEBPACK_IMPORTED_MODULE_2__/* .newAppToken */ .VG) : retryRefusal;
                    const call = {
                        operation,
                        request: { ...toRequest(endpoint), ...(onSent && { onSent }) },
                        decideRetry: (response) => {
                            if (beside)
                                return response.status === 403 ? retryFirst?.(response) : undefined;
                            return retryFirst?.(response) ?? (0,_rate_limits__WEBPACK_IMPORTED_MODULE_4__/* .retryAtGitHub */ .T_)(response);
                        },
                    };
                    if (beside) {
                        const asCheck = (...args) => checks(() => sendAsRead(...args));
                        return sendBeside(call, beside, { phase, transport: { ...transport, send: asCheck } });
                    }
                    return (await (0,_http_retry__WEBPACK_IMPORTED_MODULE_1__/* .sendWithRetries */ .HI)(call, phase, { ...transport, send })).outcome;
                },
                quote: (outcome) => outcome.kind === 'response' ? redactor.quote('GitHub', ...textsOf(outcome)) : '',
            };
        },
        apiUrl,
    };
}
async function sendBeside({ operation, request, decideRetry }, others, { phase, transport: { send, onRetry } }) {
    const first = new AbortController();
    const giveUp = () => first.abort();
    others.then(() => phase.pause(_limits__WEBPACK_IMPORTED_MODULE_2__/* .writeCheck */ .ac.afterReadsMs)).then(giveUp, giveUp);
    // Once GitHub has answered, it is worth waiting until it knows the token of an App.
    for (let limits = { deadline: first.signal };;) {
        const outcome = await send(request, limits);
        limits = { deadline: phase.deadline, timeoutMs: _limits__WEBPACK_IMPORTED_MODULE_2__/* .writeCheck */ .ac.afterReadsMs };
        const { waitMs, isNewAppToken } = (outcome.kind === 'response' && decideRetry(outcome)) || {};
        if (waitMs === undefined || waitMs >= phase.leftMs())
            return outcome;
        onRetry({ operation, host: request.url.host, outcome, waitMs, isNewAppToken });
        await phase.pause(waitMs);
    }
}
/** What GitHub says, without the address in the header for single sign-on. */
function textsOf({ json, headers }) {
    // Anyone with this address can authorize the token for an hour.
    const [, ssoUrl] = /url=(\S+)/.exec(String(headers['x-github-sso'])) ?? [];
    const texts = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .reasonsIn */ .N6)(json);
    return ssoUrl === undefined ? texts : texts.map((text) => text.replaceAll(ssoUrl, '…'));
}
/**
 * When the GitHub token expires; undefined if GitHub does not say. It writes `2026-12-13 00:00:00 UTC`
 * or `2026-12-13 00:00:00 +0100`.
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
/** The `--hostname` of `gh` (`ghinstance.RESTPrefix` in cli/cli, reversed); undefined for github.com. */
function ghHostname({ hostname, pathname }) {
    if (hostname === 'api.github.com')
        return undefined;
    return pathname === '/api/v3' ? hostname : hostname.replace(/^api\./, '');
}


/***/ }),

/***/ 8093:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ locateRequests),
/* harmony export */   RR: () => (/* binding */ readPublicKey),
/* harmony export */   U: () => (/* binding */ SealingFailure),
/* harmony export */   n: () => (/* binding */ readAgain),
/* harmony export */   rU: () => (/* binding */ locateSecret),
/* harmony export */   x5: () => (/* binding */ locate),
/* harmony export */   yV: () => (/* binding */ sealUnder)
/* harmony export */ });
/* unused harmony exports proveSealing, proveKeys, readMetadata, findMetadata, readSharing, readRepositoryId */
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(351);
/* harmony import */ var _process_phase__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9678);
/* harmony import */ var _client__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6584);
/* harmony import */ var _places__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9571);
/* harmony import */ var _rate_limits__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9418);
/* harmony import */ var _refusals__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1062);






/** How many requests of `locate` leave at once. */
function locateRequests(places) {
    return Math.min(3 * places, _limits__WEBPACK_IMPORTED_MODULE_0__/* .maxConcurrentReads */ .N);
}
/**
 * Locates every secret and proves that this process can seal and that the token may write, so that most
 * of what prevents a write shows before GoTo is asked.
 *
 * @returns the secrets, in the order given
 * @throws GitHubRefusal of the first place that cannot be written, or SealingFailure
 */
async function locate(secrets, client) {
    const { watched, haveLeft } = watchRequests(client, locateRequests(secrets.length));
    const reads = (0,_process_phase__WEBPACK_IMPORTED_MODULE_1__/* .inOrder */ .al)(secrets.map((secret) => locateSecret(secret, watched)));
    const checks = proveWriteAccess(secrets, reads, watched);
    // The proof keeps the processor busy: once the reads are on their way, it costs no time.
    const proof = Promise.race([haveLeft, reads])
        .catch(() => undefined)
        .then(proveSealing);
    const [located, seal] = await (0,_process_phase__WEBPACK_IMPORTED_MODULE_1__/* .inOrder */ .al)([reads, proof, checks]);
    const targets = located.map(({ secret }) => secret);
    await proveKeys(targets, seal, client);
    const { tokenExpiresAt } = located.find((one) => one.tokenExpiresAt) ?? {};
    return { secrets: targets, seal, tokenExpiresAt };
}
/** A client that tells when `count` of its requests have left. */
function watchRequests(client, count) {
    let awaited = count;
    let resolve = () => undefined;
    const haveLeft = new Promise((done) => {
        resolve = done;
    });
    const onSent = () => {
        awaited -= 1;
        if (awaited === 0)
            resolve();
    };
    const watched = { ...client, send: (call) => client.send({ ...call, onSent }) };
    return { watched, haveLeft };
}
/**
 * A write without a value can store nothing, and GitHub looks at the permission first. Only a refusal of
 * the permission counts, for the other answers of the real service are not known; the recovery commands
 * are for what this misses.
 *
 * @param reads end the wait for an answer
 * @throws GitHubRefusal `forbidden` of the first place where the token may not write
 */
async function proveWriteAccess(secrets, reads, client) {
    const proofs = secrets.slice(0, _limits__WEBPACK_IMPORTED_MODULE_0__/* .writeCheck */ .ac.maxPlaces).map(async (secret) => {
        const asked = { part: 'write access', secret };
        const outcome = await client.send({
            operation: `check ${(0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .describePart */ .xW)(asked)}`,
            // A name of its own: whatever became of this request, it cannot touch the token.
            ...(0,_places__WEBPACK_IMPORTED_MODULE_3__/* .writeEndpoint */ .x4)({ ...secret, name: 'GOTO_ACCESS_TOKEN_WRITE_CHECK' }),
            beside: reads,
        });
        const isOfGitHub = outcome.kind === 'response' && outcome.json !== undefined;
        const refusal = (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .refusalOf */ .Of)(outcome, asked, client);
        if (isOfGitHub && refusal.facts.kind === 'forbidden')
            throw refusal;
    });
    await (0,_process_phase__WEBPACK_IMPORTED_MODULE_1__/* .inOrder */ .al)(proofs);
}
/** libsodium does not work on this machine; the message is why. */
class SealingFailure extends Error {
    constructor(cause) {
        super(cause instanceof Error ? cause.message : String(cause), { cause });
    }
}
/** @throws SealingFailure */
async function proveSealing() {
    try {
        return await (await Promise.all(/* import() */[__webpack_require__.e(768), __webpack_require__.e(287)]).then(__webpack_require__.bind(__webpack_require__, 2287))).loadSeal();
    }
    catch (error) {
        throw new SealingFailure(error);
    }
}
/**
 * Seals a probe under each key before GoTo is asked: libsodium refuses points of low order.
 *
 * @throws GitHubRefusal `unusable-key`
 */
async function proveKeys(targets, seal, client) {
    await (0,_process_phase__WEBPACK_IMPORTED_MODULE_1__/* .inOrder */ .al)(targets.map((target) => sealUnder(target, (key) => seal('probe', key), client)));
}
/** @throws GitHubRefusal `unusable-key` when libsodium does not seal with the key of the place */
async function sealUnder(secret, sealWith, client) {
    try {
        return await sealWith(secret.publicKey.bytes);
    }
    catch {
        throw (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .unusable */ ._P)('unusable-key', { part: 'public key', secret }, client);
    }
}
/**
 * Reads what a write needs.
 *
 * @throws GitHubRefusal; if the public key and the metadata cannot be read, that of the public key
 */
async function locateSecret(secret, client) {
    const [{ publicKey, tokenExpiresAt }, { updatedAt, visibility }] = await (0,_process_phase__WEBPACK_IMPORTED_MODULE_1__/* .inOrder */ .al)([
        readPublicKey(secret, client),
        readMetadata(secret, client),
    ]);
    const sharing = await readSharing(secret, visibility, client);
    return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}
/** @throws GitHubRefusal */
async function readPublicKey(secret, client) {
    const asked = { part: 'public key', secret };
    const endpoint = (0,_places__WEBPACK_IMPORTED_MODULE_3__/* .endpointOf */ .X5)(secret.place, 'GET /public-key');
    const { json, headers } = await read(asked, endpoint, client);
    const { key, key_id } = json;
    const bytes = Buffer.from(String(key), 'base64');
    const isKey = bytes.length === 32 && bytes.toString('base64') === key;
    if (!isKey)
        throw unexpected(asked, 'key', client);
    if (typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
        throw unexpected(asked, 'key_id', client);
    }
    const publicKey = { bytes, keyId: key_id };
    return { publicKey, tokenExpiresAt: (0,_client__WEBPACK_IMPORTED_MODULE_2__/* .tokenExpiration */ .Zz)({ headers }) };
}
/** @throws GitHubRefusal */
async function readMetadata(secret, client) {
    const asked = { part: 'metadata', secret };
    const endpoint = (0,_places__WEBPACK_IMPORTED_MODULE_3__/* .endpointOf */ .X5)(secret.place, 'GET /{secret_name}', { secret_name: secret.name });
    const { json } = await read(asked, endpoint, client);
    const { updated_at, visibility } = json;
    const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
    if (Number.isNaN(updatedAt.getTime()))
        throw unexpected(asked, 'updated_at', client);
    if (secret.place.kind !== 'organization')
        return { updatedAt, visibility: undefined };
    const known = _places__WEBPACK_IMPORTED_MODULE_3__/* .visibilities */ .dm.find((one) => one === visibility);
    if (known === undefined)
        throw unexpected(asked, 'visibility', client);
    return { updatedAt, visibility: known };
}
/** The metadata of a secret; undefined if it does not exist. */
function findMetadata(secret, client) {
    return readMetadata(secret, client).catch((error) => {
        if (error instanceof GitHubRefusal && error.facts.kind === 'not-found')
            return undefined;
        throw error;
    });
}
/**
 * Returns the secrets as they are now, first one that was written since it was located, if there is any.
 * One that cannot be read counts as unchanged.
 */
async function readAgain(secrets, client) {
    const reads = await Promise.all(secrets.map(async (secret) => {
        const { updatedAt } = await readMetadata(secret, client).catch(() => secret);
        return { secret: { ...secret, updatedAt }, isNewer: updatedAt > secret.updatedAt };
    }));
    reads.sort((one, other) => Number(other.isNewer) - Number(one.isNewer));
    const [first, ...others] = reads.map(({ secret }) => secret);
    return { secrets: [first, ...others], isNewer: reads[0]?.isNewer === true };
}
/** What to send back with a write so that the sharing stays as it is; undefined if not shared. */
async function readSharing(secret, visibility, client) {
    if (visibility !== 'selected')
        return visibility === undefined ? undefined : { visibility };
    return { visibility, selected_repository_ids: await readSelectedRepositories(secret, client) };
}
/**
 * The ids of all repositories that share an organization secret. The first page says how many there
 * are; the others are read side by side, and after a failure no further one is asked for.
 *
 * @throws GitHubRefusal when the list is not complete, because a write would take the secret away from
 *   the repositories that are missing in it; or the first failure, once no request is on its way
 */
async function readSelectedRepositories(secret, client) {
    const first = await readRepositoriesPage(1, secret, client);
    const { total } = first;
    const incomplete = (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .unusable */ ._P)('incomplete-list', { part: 'repositories', secret }, client);
    // As many as GitHub put on the page, not as many as it was asked for.
    const size = Math.max(1, first.ids.length);
    const last = Math.ceil(total / size);
    const pages = [first.ids];
    const failures = [];
    let next = 2;
    const readOn = async () => {
        while (next <= last && failures.length === 0) {
            const page = next;
            next += 1;
            try {
                const { ids, ...other } = await readRepositoriesPage(page, secret, client);
                const expected = Math.min(size, total - (page - 1) * size);
                // The list changed meanwhile.
                if (other.total !== total || ids.length !== expected)
                    throw incomplete;
                pages[page - 1] = ids;
            }
            catch (error) {
                failures.push(error);
            }
        }
    };
    await Promise.all(Array.from({ length: _limits__WEBPACK_IMPORTED_MODULE_0__/* .maxConcurrentReads */ .N }, readOn));
    if (failures.length > 0)
        throw failures[0];
    const ids = new Set(pages.flat());
    if (ids.size !== total)
        throw incomplete;
    return [...ids];
}
async function readRepositoriesPage(page, secret, client) {
    const asked = { part: 'repositories', secret };
    const endpoint = (0,_places__WEBPACK_IMPORTED_MODULE_3__/* .endpointOf */ .X5)(secret.place, 'GET /{secret_name}/repositories', {
        secret_name: secret.name,
        per_page: _limits__WEBPACK_IMPORTED_MODULE_0__/* .repositoriesPerPage */ .NJ,
        page,
    });
    const { json } = await read(asked, endpoint, client);
    const { repositories, total_count: total } = json;
    if (!isCount(total))
        throw unexpected(asked, 'total_count', client);
    const ids = Array.isArray(repositories) ? repositories.map((repository) => repository?.id) : [0];
    if (!ids.every((id) => isCount(id) && id > 0))
        throw unexpected(asked, 'repositories', client);
    return { ids: ids, total };
}
/** @throws GitHubRefusal */
async function readRepositoryId(repository, client) {
    const secret = { name: '', place: { kind: 'repository', ...repository } };
    const asked = { part: 'repository', secret };
    const endpoint = { route: 'GET /repos/{owner}/{repo}', parameters: repository };
    const { json } = await read(asked, endpoint, client);
    if (!isCount(json.id))
        throw unexpected(asked, 'id', client);
    return json.id;
}
function isCount(value) {
    return Number.isSafeInteger(value) && Number(value) >= 0;
}
/** @throws GitHubRefusal for anything but status 200 and a JSON object */
async function read(asked, endpoint, client) {
    const outcome = await client.send({
        operation: `read ${(0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .describePart */ .xW)(asked)}`,
        ...endpoint,
        retryRefusal: (0,_rate_limits__WEBPACK_IMPORTED_MODULE_4__/* .createRetryOfRefusal */ .Kc)(_limits__WEBPACK_IMPORTED_MODULE_0__/* .newToken */ .uv),
    });
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .refusalOf */ .Of)(outcome, asked, client);
    }
    const { json, headers } = outcome;
    if (json === undefined)
        throw unexpected(asked, 'the JSON', client);
    return { json, headers };
}
function unexpected(asked, field, client) {
    return (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .unusable */ ._P)('unexpected-field', { ...asked, field }, client);
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
/* unused harmony export repositoryNames */
/** The places of a secret in these repositories, or in the environment of that name in each. */
function repositoryPlaces(repositories, environment) {
    return repositories.map((repository) => environment === undefined
        ? { kind: 'repository', ...repository }
        : { kind: 'environment', ...repository, environment_name: environment });
}
/** `owner/name` of these places; none for an organization. */
function repositoryNames(places) {
    return places.flatMap((place) => place.kind === 'organization' ? [] : [`${place.owner}/${place.repo}`]);
}
/**
 * GitHub's names for each kind of place ("REST API endpoints for GitHub Actions secrets"). The
 * parameter asks for the permission in the address of the page that creates a token.
 */
const placeKinds = {
    repository: {
        route: '/repos/{owner}/{repo}/actions/secrets',
        permission: 'repository permission Secrets',
        permissionParameter: 'secrets',
        classicScope: 'repo',
    },
    environment: {
        route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
        permission: 'repository permission Environments',
        permissionParameter: 'environments',
        classicScope: 'repo',
    },
    organization: {
        route: '/orgs/{org}/actions/secrets',
        permission: 'organization permission Secrets',
        permissionParameter: 'organization_secrets',
        classicScope: 'admin:org, and repo if a private repository shares the secret',
    },
};
/** Which repositories may read an organization secret. */
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
/** The path for `gh api`: percent-encoded, without a leading slash. */
function ghPath({ route, parameters }) {
    const path = route.slice(route.indexOf('/') + 1);
    const encoded = path.replace(/\{(\w+)\}/g, (_braces, name) => encodeURIComponent(String(parameters[name])));
    // encodeURIComponent leaves these as they are; in a shell they have a meaning.
    return encoded.replace(/['()*!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** @param call the method, and the path below the place: 'GET /public-key' */
function endpointOf({ kind, ...place }, call, more = {}) {
    const route = call.replace(' ', ` ${placeKinds[kind].route}`);
    return { route, parameters: { ...place, ...more } };
}
/** The request that writes a secret; without a body it writes nothing. */
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
/* harmony export */   w$: () => (/* binding */ hasNoQuota)
/* harmony export */ });
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(351);


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
/** Whether the token has no requests left in this hour. */
function hasNoQuota(outcome) {
    return outcome.kind === 'response' && outcome.headers['x-ratelimit-remaining'] === '0';
}
/** Whether to retry, by GitHub's rules, and how long to wait first. */
function retryAtGitHub(response) {
    if (isRateLimited(response))
        return waitForLimit(response);
    if ([409, 425].includes(response.status))
        return { waitMs: (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryAfterMs */ .Vs)(response) };
    return (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryWhenBusy */ .e6)(response);
}
/** Creates the rule for one call with a token that may be new. */
function createRetryOfRefusal(limits) {
    const { statuses, maxMs, firstWaitMs, maxRetries } = limits;
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
        const isNewAppToken = limits === _limits__WEBPACK_IMPORTED_MODULE_1__/* .newAppToken */ .VG && retries === 1;
        // The last wait ends with the time, or tries that take long would use up half of it.
        return { waitMs: Math.min(firstWaitMs * 2 ** (retries - 1), leftMs), isNewAppToken };
    };
}
/** GitHub's "Best practices for using the REST API", in its order. */
function waitForLimit(response) {
    const waitMs = (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .retryAfterMs */ .Vs)(response);
    if (waitMs !== undefined)
        return { waitMs };
    const reset = Number(response.headers['x-ratelimit-reset']);
    if (hasNoQuota(response) && reset > 0) {
        return { waitMs: Math.max(0, reset * 1000 - (0,_http_retry__WEBPACK_IMPORTED_MODULE_0__/* .sentAt */ .gC)(response)) + _limits__WEBPACK_IMPORTED_MODULE_1__/* .afterResetMs */ .yO };
    }
    return { preferredWaitMs: _limits__WEBPACK_IMPORTED_MODULE_1__/* .secondaryLimitMs */ .e };
}


/***/ }),

/***/ 3332:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JU: () => (/* binding */ recoveryFor),
/* harmony export */   RQ: () => (/* binding */ isPastable),
/* harmony export */   TL: () => (/* binding */ quoted),
/* harmony export */   hu: () => (/* binding */ hostnameOption)
/* harmony export */ });
/* unused harmony export placeOptions */
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(351);
/* harmony import */ var _places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _store__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2378);



/** @param hostname the host as gh names it; undefined for github.com */
function recoveryFor(write, hostname) {
    const { target } = write;
    const { selected_repository_ids: ids, ...fields } = (0,_store__WEBPACK_IMPORTED_MODULE_2__/* .writeBody */ .Oy)(write);
    const options = placeOptions(target.place, hostname);
    const command = [
        `gh api --method PUT ${quoted((0,_places__WEBPACK_IMPORTED_MODULE_1__/* .ghPath */ .nD)((0,_places__WEBPACK_IMPORTED_MODULE_1__/* .writeEndpoint */ .x4)(target)))}${hostnameOption(hostname)}`,
        ...Object.entries(fields).map(([name, value]) => `-f ${quoted(`${name}=${value}`)}`),
        // gh's -F makes numbers of digits, and an empty list of a name without a value.
        ...(ids?.map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`) ?? []),
        ...(ids?.length === 0 ? [`-F ${quoted('selected_repository_ids[]')}`] : []),
    ].join(' ');
    return {
        label: (0,_places__WEBPACK_IMPORTED_MODULE_1__/* .secretLabel */ .Rq)(target),
        place: target.place,
        command,
        // cmd expands %CD%, which the encoding of a name may contain.
        isForCmd: command.length <= _limits__WEBPACK_IMPORTED_MODULE_0__/* .maxCmdLength */ .Zt && !command.includes('%CD%'),
        listCommand: options && `gh secret list ${options} --json ${quoted('name,updatedAt')}`,
        lacksRepositories: fields.visibility === 'selected' && ids === undefined,
        updatedAt: target.updatedAt,
        hostname,
    };
}
/** @param argument for which `isPastable` holds, or checked against a pattern, or percent-encoded */
function quoted(argument) {
    return `"${argument}"`;
}
/** Whether no shell makes anything else of a name in double quotes. */
function isPastable(name) {
    return (/^[\w ./=+:@,%[\]-]+$/.test(name) &&
        // cmd expands %NAME%.
        !/%.*%/.test(name) &&
        // Git Bash rewrites what looks like a path from the root, or like a list of paths.
        (!name.includes('/') || /^[a-z0-9.][^:=]*$/i.test(name)));
}
/** @param hostname the host as gh names it; undefined for github.com */
function hostnameOption(hostname) {
    return hostname === undefined ? '' : ` --hostname ${quoted(hostname)}`;
}
/**
 * How the commands of gh name a place, undefined where shells do not agree on its name. For an
 * organization, there is no option for the host.
 */
function placeOptions(place, hostname) {
    if (place.kind === 'organization') {
        return isPastable(place.org) ? `--org ${quoted(place.org)}` : undefined;
    }
    const { owner, repo } = place;
    const repository = `${hostname === undefined ? '' : `${hostname}/`}${owner}/${repo}`;
    const environment = place.kind === 'environment' ? place.environment_name : undefined;
    if (!isPastable(repository) || !isPastable(environment ?? 'none'))
        return undefined;
    return `--repo ${quoted(repository)}${environment === undefined ? '' : ` --env ${quoted(environment)}`}`;
}


/***/ }),

/***/ 1062:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   _P: () => (/* binding */ unusable),
/* harmony export */   ke: () => (/* binding */ GitHubRefusal),
/* harmony export */   l9: () => (/* binding */ isForgejo),
/* harmony export */   xW: () => (/* binding */ describePart)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4620);
/* harmony import */ var _places__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9571);
/* harmony import */ var _rate_limits__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9418);




const parts = {
    'public key': ({ place }) => `the public key of ${(0,_places__WEBPACK_IMPORTED_MODULE_2__/* .placeName */ .fW)(place)}`,
    metadata: (secret) => `the metadata of ${(0,_places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq)(secret)}`,
    repositories: (secret) => `the repositories that share ${(0,_places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq)(secret)}`,
    repository: ({ place }) => (0,_places__WEBPACK_IMPORTED_MODULE_2__/* .placeName */ .fW)(place),
    'write access': ({ place }) => `write access to ${(0,_places__WEBPACK_IMPORTED_MODULE_2__/* .placeName */ .fW)(place)}`,
    value: _places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq,
};
/** 'the public key of repository octo/webinars' */
function describePart({ part, secret }) {
    return parts[part](secret);
}
/** GitHub did not do what it was asked for: the facts. */
class GitHubRefusal extends _errors__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/** Whether the API at this address is that of Forgejo or Gitea, which run actions too. */
function isForgejo({ pathname }) {
    return /\/api\/v1(\/|$)/.test(pathname);
}
/** The refusal that an outcome is. */
function refusalOf(outcome, asked, client) {
    return new GitHubRefusal({
        kind: kindOf(outcome, client),
        ...asked,
        ...(0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .factsOf */ .xS)(outcome),
        apiUrl: client.apiUrl,
        isAppToken: client.isAppToken,
        policy: policyOf(outcome),
        field: undefined,
        quotation: client.quote(outcome),
    });
}
/** The refusal of an answer without what was asked for. */
function unusable(kind, { field, ...asked }, { apiUrl, isAppToken }) {
    const nothing = { status: undefined, error: undefined, policy: undefined, quotation: '' };
    return new GitHubRefusal({ kind, ...asked, ...nothing, apiUrl, isAppToken, field });
}
function kindOf(outcome, { apiUrl }) {
    if (outcome.kind === 'no-response')
        return 'unavailable';
    if ((0,_rate_limits__WEBPACK_IMPORTED_MODULE_3__/* .isRateLimited */ .Jz)(outcome))
        return (0,_rate_limits__WEBPACK_IMPORTED_MODULE_3__/* .hasNoQuota */ .w$)(outcome) ? 'no-quota' : 'rate-limited';
    const kind = kindsByStatus[outcome.status] ?? 'unavailable';
    // Something else than GitHub's API refused the request, since its refusals are JSON: a proxy with a
    // page of its own, or the site of GitHub Enterprise Server, whose API has another address.
    const isRefusal = ['token-rejected', 'forbidden', 'not-found'].includes(kind);
    const isPage = outcome.json === undefined && outcome.text.trim() !== '';
    return isRefusal && (isPage || isForgejo(apiUrl)) ? 'foreign' : kind;
}
const kindsByStatus = {
    301: 'moved',
    307: 'moved',
    308: 'moved',
    401: 'token-rejected',
    403: 'forbidden',
    404: 'not-found',
};
// In this order: the text about a lifetime may call the token classic, and the one about fine-grained
// tokens may offer a classic one.
const policyTexts = [
    ['single sign-on', /SAML|single sign-?on/i],
    ['IP allow list', /IP allow ?list/i],
    ['lifetime', /lifetime/i],
    ['no fine-grained tokens', /forbids access via a fine-grained/i],
    ['no classic tokens', /\bclassic\b/i],
    ['suspended', /installation.*suspended/i],
    ['archived', /\barchived\b/i],
    ['approval', /\bapprov|\bpending\b/i],
];
/** GitHub says the reason of a 403 in its text only, except for single sign-on. */
function policyOf(outcome) {
    if (outcome.kind === 'no-response' || outcome.status !== 403)
        return undefined;
    const { headers, json } = outcome;
    if (String(headers['x-github-sso']).startsWith('required'))
        return 'single sign-on';
    const message = typeof json?.message === 'string' ? json.message : '';
    return policyTexts.find(([, text]) => text.test(message))?.[0];
}


/***/ }),

/***/ 2378:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JV: () => (/* binding */ sealFor),
/* harmony export */   M_: () => (/* binding */ store),
/* harmony export */   Oy: () => (/* binding */ writeBody)
/* harmony export */ });
/* unused harmony export namesAt */
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4620);
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8902);
/* harmony import */ var _process_phase__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9678);
/* harmony import */ var _locate__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8093);
/* harmony import */ var _places__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9571);
/* harmony import */ var _refusals__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1062);






/** The names of the secrets of a place whose writes ended in this way. */
function namesAt(place, writes, kind) {
    const here = writes.filter(({ target, state }) => target.place === place && state.kind === kind);
    return here.map(({ target }) => target.name);
}
/** Seals a value under the public key of its target, to be stored. */
async function sealFor(target, value, seal) {
    const sealWith = (publicKey) => seal(value, publicKey);
    const encryptedValue = await sealWith(target.publicKey.bytes);
    const write = { target, encryptedValue, sealWith, state: { kind: 'pending' } };
    return write;
}
/**
 * Writes side by side; afterwards the `state` of each says what became of it. If a public key is stale
 * (422), it is read again and the value sealed again, once. Throws only on a bug.
 */
async function store(writes, client, events = {}) {
    const storeOne = async (write) => {
        const prevented = await events.check?.(write, client);
        write.state = prevented ?? (await attemptStore(write, client, events));
        events.onChange?.();
    };
    await (0,_process_phase__WEBPACK_IMPORTED_MODULE_2__/* .inOrder */ .al)(writes.map(storeOne));
}
/** The body of a write, ours or that of the person who pastes the recovery command. */
function writeBody({ target, encryptedValue }) {
    return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}
async function attemptStore(write, client, events) {
    const send = () => client.send({
        operation: `store ${(0,_places__WEBPACK_IMPORTED_MODULE_4__/* .secretLabel */ .Rq)(write.target)}`,
        ...(0,_places__WEBPACK_IMPORTED_MODULE_4__/* .writeEndpoint */ .x4)(write.target, writeBody(write)),
        onSent: () => events.onSent?.(write),
    });
    let outcome = await send();
    if ((0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .statusOf */ .c2)(outcome) === 422 && write.sealWith) {
        const keyRefusal = await sealAgain(write, write.sealWith, client);
        if (keyRefusal)
            return { ...failed(outcome, write, client), keyRefusal };
        events.onChange?.();
        outcome = await send();
    }
    if (outcome.kind === 'response' && [201, 204].includes(outcome.status)) {
        return { kind: 'stored', at: new Date((0,_http_retry__WEBPACK_IMPORTED_MODULE_1__/* .sentAt */ .gC)(outcome)) };
    }
    return failed(outcome, write, client);
}
function failed(outcome, { target: secret, sealWith }, client) {
    const refusal = (0,_refusals__WEBPACK_IMPORTED_MODULE_5__/* .refusalOf */ .Of)(outcome, { part: 'value', secret }, client);
    if (refusal.facts.status !== 422 || sealWith !== undefined)
        return { kind: 'failed', refusal };
    return { kind: 'failed', refusal: new _refusals__WEBPACK_IMPORTED_MODULE_5__/* .GitHubRefusal */ .ke({ ...refusal.facts, kind: 'key-changed' }) };
}
/** Reads the public key of the place once more, and seals with it. Returns why it could not. */
async function sealAgain(write, sealWith, client) {
    try {
        const { publicKey } = await (0,_locate__WEBPACK_IMPORTED_MODULE_3__/* .readPublicKey */ .RR)(write.target, client);
        const target = { ...write.target, publicKey };
        const encryptedValue = await (0,_locate__WEBPACK_IMPORTED_MODULE_3__/* .sealUnder */ .yV)(target, sealWith, client);
        // Together: a recovery command printed between the two would not work.
        Object.assign(write, { target, encryptedValue });
        return undefined;
    }
    catch (error) {
        if (error instanceof _refusals__WEBPACK_IMPORTED_MODULE_5__/* .GitHubRefusal */ .ke)
            return error;
        throw error;
    }
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
 * Base64 of both halves as they are: RFC 6749 section 2.3.1 form-encodes them first, but GoTo does not
 * (its documentation of the token endpoint), and its secrets contain `+`, `/` and `=`.
 */
function basicCredential({ clientId, clientSecret }) {
    return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}


/***/ }),

/***/ 3414:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OW: () => (/* binding */ OrganizerFailure),
/* harmony export */   Sf: () => (/* binding */ organizerScope),
/* harmony export */   e: () => (/* binding */ lookUpOrganizer),
/* harmony export */   n$: () => (/* binding */ readAccounts),
/* harmony export */   nP: () => (/* binding */ readOrganizerKey)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4620);
/* harmony import */ var _http_retry__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8902);
/* harmony import */ var _response_fields__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4732);




/** The lookup brought no keys: the facts. */
class OrganizerFailure extends _errors__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/** GoTo's extension of the SCIM schema, which holds the accounts of a user. */
const extension = 'urn:scim:schemas:extension:getgo:1.0';
const organizerScope = 'identity:scim.me';
/**
 * Requests the organizer's own SCIM record.
 *
 * @param gotoApiUrl without a slash at the end
 * @throws OrganizerFailure
 */
async function lookUpOrganizer({ accessToken, scope, gotoApiUrl }, phase, { transport, redactor }) {
    const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
    const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
    const request = { method: 'GET', url, headers };
    const call = { operation: 'look up the organizer', request, decideRetry: _http_retry__WEBPACK_IMPORTED_MODULE_2__/* .retryWhenBusy */ .e6 };
    const { outcome } = await (0,_http_retry__WEBPACK_IMPORTED_MODULE_2__/* .sendWithRetries */ .HI)(call, phase, transport);
    const response = outcome.kind === 'response' ? outcome : undefined;
    if (response?.status === 200)
        return response.json ?? {};
    throw new OrganizerFailure({
        kind: 'not-answered',
        ...(0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .factsOf */ .xS)(outcome),
        host: url.host,
        redirectHost: (0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .redirectHostOf */ .Sn)(outcome, url, redactor),
        quotation: redactor.quote('GoTo', ...(0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .reasonsIn */ .N6)(response?.json)),
        hasScope: scope?.split(' ').includes(organizerScope) ?? false,
        bearerError: bearerErrorOf(response?.headers['www-authenticate']),
    });
}
/** What `WWW-Authenticate` says (RFC 6750 section 3): the body of a refusal is empty. */
function bearerErrorOf(header = '') {
    const codes = ['insufficient_scope', 'invalid_token'];
    return codes.find((code) => new RegExp(`\\berror="?${code}\\b`).test(header));
}
/** @throws OrganizerFailure */
function readOrganizerKey({ id }) {
    return (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)(id) ?? fail('id');
}
/**
 * The accounts of a record, in its order, with their names in GoTo's account switcher: remote text.
 *
 * @throws OrganizerFailure if the first one, which counts, has no valid key
 */
function readAccounts(record) {
    // An older shape of the record has the accounts at its root.
    const listed = listOf(record[extension]?.accounts);
    const entries = listed.length > 0 ? listed : listOf(record.accounts);
    if (entries.length > 0 && (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)(entries[0]?.value) === undefined)
        fail('accounts');
    return entries.flatMap(({ value, display }) => {
        const key = (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)(value);
        return key === undefined ? [] : [{ key, name: typeof display === 'string' ? display : '' }];
    });
}
function listOf(accounts) {
    return Array.isArray(accounts) ? accounts.filter((entry) => !(0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .isAbsent */ .W0)(entry?.value)) : [];
}
function fail(field) {
    throw new OrganizerFailure({ kind: 'unexpected-field', field });
}


/***/ }),

/***/ 4732:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AI: () => (/* binding */ readToken),
/* harmony export */   JN: () => (/* binding */ readAnswer),
/* harmony export */   Tf: () => (/* binding */ hasTokens),
/* harmony export */   UW: () => (/* binding */ readSeconds),
/* harmony export */   W0: () => (/* binding */ isAbsent),
/* harmony export */   YZ: () => (/* binding */ readKey),
/* harmony export */   hx: () => (/* binding */ readScope),
/* harmony export */   sg: () => (/* binding */ readTokenType),
/* harmony export */   vE: () => (/* binding */ jwtClaims),
/* harmony export */   x2: () => (/* binding */ readPrincipal)
/* harmony export */ });
/* unused harmony export readFields */
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4620);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(351);
/* harmony import */ var _settings__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8750);



/** Whether an optional field counts as not sent: a blank one does. */
function isAbsent(value) {
    return (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''));
}
// Each reader returns the value if it is valid, in the form that the program uses, else undefined.
/** A token as it must be on the next run, which reads it from an input. */
function readToken(value) {
    const token = typeof value === 'string' ? value.trim() : '';
    return (0,_settings__WEBPACK_IMPORTED_MODULE_2__/* .isToken */ .sg)(token) && token.length <= _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxTokenLength */ .Ao ? token : undefined;
}
function readTokenType(value) {
    // RFC 6749 appendix A.13, without the URI form, which GoTo does not use.
    return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
/** Whole seconds, for scripts that calculate with them. */
function readSeconds(value) {
    const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
    const number = isNumeric ? Number(value) : value;
    const isLifetime = typeof number === 'number' && number > 0 && number < _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxLifeSeconds */ .GW;
    return isLifetime ? Math.max(1, Math.floor(number)) : undefined;
}
/** Scopes, separated by one space. */
function readScope(value) {
    if (typeof value !== 'string' || value.length > _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxScopeLength */ .$)
        return undefined;
    const scopes = value.trim().split(/\s+/);
    // RFC 6749 section 3.3: scope-token.
    const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
    return areScopes ? scopes.join(' ') : undefined;
}
function readPrincipal(value) {
    const isName = typeof value === 'string' && value.length <= _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxPrincipalLength */ .Dt && !/\p{C}/u.test(value);
    return isName ? value : undefined;
}
/** A key of up to 20 digits: a JSON number beyond 2^53 has already lost some, and is refused. */
function readKey(value) {
    return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}
/** Reads an answer, whatever its status, and masks both tokens in it. Never throws. */
function readAnswer(outcome, redactor) {
    const response = outcome.kind === 'response' ? outcome : outcome.partial;
    const text = response?.text ?? '';
    const read = readFields(text);
    const isSuccess = response !== undefined && hasSucceeded(response.status);
    // One that was cut may still have the tokens.
    const isGranted = isSuccess && (response === outcome || isWorthKeeping(read));
    for (const token of [read.fields?.refresh_token, read.fields?.access_token]) {
        if (isWorthMasking(token))
            redactor.mask(token.trim());
    }
    return { ...read, text, isSuccess, isGranted };
}
/**
 * Whether a response that was cut has what it is about: all of its JSON, or the refresh token. With
 * the access token alone, another try may still bring the refresh token.
 */
function hasTokens({ status, text }) {
    return hasSucceeded(status) && isWorthKeeping(readFields(text));
}
function hasSucceeded(status) {
    return status >= 200 && status < 300;
}
function isWorthKeeping({ fields, isComplete }) {
    const has = (name) => readToken(fields?.[name]) !== undefined;
    return has('refresh_token') || (isComplete && has('access_token'));
}
/**
 * An invalid token may contain most of a valid one. But the runner masks each line of a value on its
 * own, and a short one would hide parts of innocent words.
 */
function isWorthMasking(value) {
    if (typeof value !== 'string')
        return false;
    const areLong = value.split(/[\r\n]+/).every(({ length }) => length >= _limits__WEBPACK_IMPORTED_MODULE_1__/* .minMaskedLineLength */ .yI);
    return areLong || readToken(value) !== undefined;
}
const tokenNames = ['access_token', 'refresh_token'];
/**
 * If the body was cut, or has something before or after its JSON, the strings that are whole at the top
 * level are read all the same; and where a field has no token, for of two fields of one name JSON.parse
 * takes the last. Never throws, and takes time in proportion to the length of the text.
 */
function readFields(text) {
    const whole = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(text);
    const lacksToken = (name) => whole && name in whole && !readToken(whole[name]);
    if (whole && !tokenNames.some(lacksToken))
        return { fields: whole, isComplete: true };
    let first;
    let unclosed = 0;
    for (let start = text.indexOf('{'); start >= 0 && unclosed < _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxUnclosedObjects */ .Au;) {
        const { strings, end } = scan(text, start);
        const complete = end === undefined ? undefined : (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(text.slice(start, end));
        const fields = { ...complete, ...strings };
        if (tokenNames.some((name) => name in fields)) {
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
/** The strings at the top level of the object at `start`, but blank ones, and where it ends, if it does. */
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
        const { string } = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(`{"string":${token}}`) ?? {};
        if (!isValue)
            key = string;
        else if (key !== undefined && !isAbsent(string) && !isWorse(key, string, strings)) {
            strings[key] = string;
        }
    }
    return { strings, end: undefined };
}
/** Whether a later field of the same name has no token where an earlier one had. */
function isWorse(name, string, earlier) {
    return tokenNames.includes(name) && !readToken(string) && Boolean(readToken(earlier[name]));
}
/**
 * Reads the claims of a token that is a JWT, which GoTo does not document: nothing depends on them, and
 * they are not verified. A claim that is not valid is left out. Never throws.
 */
function jwtClaims(token) {
    const [, payload = '', signature] = token.split('.');
    if (signature === undefined)
        return {};
    const { exp, typ } = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(Buffer.from(payload, 'base64url').toString()) ?? {};
    // NumericDate of RFC 7519: seconds since 1970. What is later than the year 9999 is no date.
    const isDate = typeof exp === 'number' && exp > 0 && exp < 253_402_300_800;
    return { ...(isDate && { exp: new Date(exp * 1000) }), ...(typeof typ === 'string' && { typ }) };
}


/***/ }),

/***/ 9576:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ processTokenResponse),
/* harmony export */   e: () => (/* binding */ TokenFailure)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4620);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(351);
/* harmony import */ var _response_fields__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4732);




/** The token request brought no access token: the facts. */
class TokenFailure extends _errors__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/**
 * Processes GoTo's answer. Both tokens in it are masked before anything else is looked at.
 *
 * @throws TokenFailure when GoTo granted nothing, except for `invalid_grant`
 */
function processTokenResponse({ outcome, answerLost }, context) {
    const { grant, tokenUrl, redactor } = context;
    const answer = (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readAnswer */ .JN)(outcome, redactor);
    const reasons = reasonsOf(answer);
    const facts = {
        ...(0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .factsOf */ .xS)(outcome),
        host: tokenUrl.host,
        grantType: grant.grant_type,
        redirectHost: (0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .redirectHostOf */ .Sn)(outcome, tokenUrl, redactor),
        oauthError: reasons.find((reason) => /^(invalid|unauthorized)_client$/.test(reason)),
        quotation: redactor.quote('GoTo', ...reasons),
        answerLost,
        isRotated: false,
    };
    if (answer.isGranted)
        return processGranted(answer, facts, context);
    const kind = rejectionOf(facts, reasons);
    if (kind === 'invalid-grant') {
        const isReplaced = reasons.some((reason) => reason.includes('refresh.token.revoked'));
        return { kind: 'rejected', isReplaced, quotation: facts.quotation, answerLost };
    }
    throw new TokenFailure({ ...facts, kind });
}
function rejectionOf({ status = 500, oauthError }, reasons) {
    // A 5xx says nothing about the grant, whatever its body says: it means that all tries failed.
    if (status >= 500)
        return 'unavailable';
    const says = (pattern) => reasons.some((reason) => pattern.test(reason));
    if (says(/^invalid_grant\b/))
        return 'invalid-grant';
    if (says(/grant[\s_-]*type/i))
        return 'grant-type-rejected';
    return status === 401 || oauthError !== undefined ? 'client-rejected' : 'unavailable';
}
/** From JSON or from plain text; of a success, only JSON: a text may be part of a token. */
function reasonsOf({ text, fields, isSuccess }) {
    if (fields !== undefined || isSuccess)
        return (0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .reasonsIn */ .N6)(fields);
    const [, plain] = /^\s*"?([^<{"][^<{]*?)"?\s*$/.exec(text.slice(0, _limits__WEBPACK_IMPORTED_MODULE_2__/* .maxPlainReasonLength */ .X2)) ?? [];
    return (0,_http_outcome__WEBPACK_IMPORTED_MODULE_1__/* .reasonsIn */ .N6)(plain);
}
function processGranted({ fields, isComplete }, facts, { grant, requestedAt, redactor }) {
    const invalidFields = [];
    const optional = (name, read) => {
        const value = fields?.[name];
        if ((0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .isAbsent */ .W0)(value))
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
    const refreshToken = optional('refresh_token', _response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readToken */ .AI);
    const expiresIn = optional('expires_in', _response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readSeconds */ .UW);
    // Beside a personal access token there is no secret that could hold one.
    const isDropped = grant.grant_type === 'personal_access_token' || refreshToken === sentToken;
    const newRefreshToken = isDropped ? undefined : refreshToken;
    const accessToken = (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readToken */ .AI)(fields?.access_token);
    if (accessToken === undefined || !isComplete) {
        const kind = accessTokenProblem({ fields, isComplete });
        const isRotated = newRefreshToken !== undefined;
        const failure = new TokenFailure({ ...facts, kind, isRotated });
        return { kind: 'unusable', failure, newRefreshToken, invalidFields };
    }
    const tokens = {
        accessToken,
        tokenType: optional('token_type', text(_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readTokenType */ .sg)) ?? 'Bearer',
        expiresIn,
        expiresAt: expiresIn === undefined ? undefined : new Date(requestedAt.getTime() + expiresIn * 1000),
        scope: optional('scope', text(_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readScope */ .hx)),
        principal: optional('principal', text(_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readPrincipal */ .x2)),
        organizerKey: optional('organizer_key', text(_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)),
        accountKey: optional('account_key', text(_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)),
    };
    return { kind: 'issued', tokens, newRefreshToken, invalidFields };
}
function accessTokenProblem({ fields, isComplete }) {
    if (fields === undefined)
        return 'no-json';
    if (!isComplete)
        return 'cut';
    return (0,_response_fields__WEBPACK_IMPORTED_MODULE_3__/* .isAbsent */ .W0)(fields.access_token) ? 'no-access-token' : 'invalid-access-token';
}


/***/ }),

/***/ 4620:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N6: () => (/* binding */ reasonsIn),
/* harmony export */   N8: () => (/* binding */ isOutOfFiles),
/* harmony export */   Sn: () => (/* binding */ redirectHostOf),
/* harmony export */   YB: () => (/* binding */ isToldNotToCheck),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   dw: () => (/* binding */ parseJsonObject),
/* harmony export */   e7: () => (/* binding */ toHttpError),
/* harmony export */   j$: () => (/* binding */ HttpError),
/* harmony export */   rQ: () => (/* binding */ checkCertificates),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(351);

/** What an error tells of an outcome. */
function factsOf(outcome) {
    return outcome.kind === 'response'
        ? { status: outcome.status, error: undefined }
        : { status: undefined, error: outcome.error };
}
/** The status of a response; undefined if there was none. */
function statusOf(outcome) {
    return factsOf(outcome).status;
}
/** The object that a JSON text is; undefined for anything else. */
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
/** A part of a host that looks like a token. */
const tokenLabel = /(?<![\w-])(?=[a-z]*\d)[a-z\d]{32,}(?![\w-])/i;
/**
 * Where a redirect leads, which is never followed. Only the host, since a path could hold a secret, and
 * no host that does. It is not redacted: a part of a name such as gateway-eu-west-1 looks like a token.
 */
function redirectHostOf(outcome, called, redactor) {
    if (outcome.kind === 'no-response' || outcome.status < 300 || outcome.status > 399)
        return undefined;
    const { location } = outcome.headers;
    if (location === undefined || !URL.canParse(location, called.href))
        return undefined;
    const { host } = new URL(location, called);
    // A name of 253 characters, an address in brackets, and a port.
    if (!/^[\w.:[\]-]{1,260}$/.test(host) || tokenLabel.test(host))
        return undefined;
    return redactor.containsSecret(host) ? undefined : host;
}
/** Where services put the reason of an error, in the order in which reasons are quoted. */
const reasonFields = [
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
/** The reasons that the body of an error gives, wherever they stand in it; each once. */
function reasonsIn(body) {
    return [...new Set(collect(body, 0))].slice(0, _limits__WEBPACK_IMPORTED_MODULE_0__/* .errorTexts */ .tX.max);
}
function collect(value, depth) {
    if (typeof value === 'string')
        return value.trim() === '' ? [] : [value.trim()];
    // Some codes are numbers.
    if (typeof value === 'number')
        return [String(value)];
    if (typeof value !== 'object' || value === null || depth > _limits__WEBPACK_IMPORTED_MODULE_0__/* .errorTexts */ .tX.maxDepth)
        return [];
    if (Array.isArray(value)) {
        return value.slice(0, _limits__WEBPACK_IMPORTED_MODULE_0__/* .errorTexts */ .tX.max).flatMap((part) => collect(part, depth + 1));
    }
    const fields = new Map(Object.entries(value));
    return reasonFields.flatMap((field) => collect(fields.get(field), depth + 1));
}
/**
 * Why a request got no complete response. The message is a code or a constant of ours: Node keeps the
 * raw packet on a parse error, and messages of packages repeat what a proxy answered.
 */
class HttpError extends Error {
    reason;
    sent;
    name = 'HttpError';
    /** @param sent whether the request may have reached the server */
    constructor(reason, message, sent) {
        super(message);
        this.reason = reason;
        this.sent = sent;
    }
    get isTransient() {
        return ['network', 'time-out', 'open-files'].includes(this.reason);
    }
}
/** NODE_TLS_REJECT_UNAUTHORIZED in place of 0, where Node trusts anybody, and says so on stderr. */
const notObeyed = '0, not obeyed';
/** Has certificates checked whatever the machine says. To be called before TLS is used. */
function checkCertificates() {
    const { env } = process;
    if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
        env.NODE_TLS_REJECT_UNAUTHORIZED = notObeyed;
}
/** Whether the machine says not to check certificates. */
function isToldNotToCheck() {
    return process.env.NODE_TLS_REJECT_UNAUTHORIZED === notObeyed;
}
// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;
/** Whether the process can open no more files and connections. */
function isOutOfFiles(error) {
    const code = error?.code;
    return code === 'EMFILE' || code === 'ENFILE';
}
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
    if (isOutOfFiles(error))
        return new HttpError('open-files', code, sent);
    const where = atProxy ? ' at the proxy' : '';
    const tls = atProxy ? 'proxy-tls' : 'tls';
    const reason = tlsCodes.test(code) ? tls : 'network';
    return new HttpError(reason, `${code || 'the connection failed'}${where}`, sent);
}


/***/ }),

/***/ 7856:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N1: () => (/* binding */ userAgent),
/* harmony export */   PK: () => (/* binding */ proxyPasswords),
/* harmony export */   Q$: () => (/* binding */ isSecured),
/* harmony export */   V1: () => (/* binding */ createRoutes),
/* harmony export */   f3: () => (/* binding */ EarlyAgent)
/* harmony export */ });
/* unused harmony export proxyFor */
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_http__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_https__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7030);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_net__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9783);
/* harmony import */ var _package_json__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8330);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(351);
/* harmony import */ var _outcome__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4620);







const userAgent = `goto-access-token/${_package_json__WEBPACK_IMPORTED_MODULE_4__/* .version */ .rE}`;
/**
 * The toolkit's `@actions/http-client` chooses the proxy, but its tunnel is not used: it calls
 * `new Buffer` for proxy credentials, which prints a deprecation to stderr, and requests through it
 * cannot be canceled.
 */
function createRoutes() {
    const plain = new (node_http__WEBPACK_IMPORTED_MODULE_0___default().Agent)({ keepAlive: true });
    const secure = new EarlyAgent({ keepAlive: true });
    const proxied = new Map();
    return {
        async routeTo(url) {
            const proxy = proxyFor(url);
            if (!proxy)
                return { agent: url.protocol === 'https:' ? secure : plain, viaProxy: false };
            const { HttpsProxyAgent } = await __webpack_require__.e(/* import() */ 659).then(__webpack_require__.bind(__webpack_require__, 7659));
            const options = { keepAlive: true, headers: { 'User-Agent': userAgent } };
            const agent = proxied.get(proxy.href) ?? new HttpsProxyAgent(proxy.href, options);
            proxied.set(proxy.href, agent);
            return { agent, viaProxy: true };
        },
        /** Starts connections to a host, except through a proxy. Never rejects. */
        async connectEarly(url, count = 1) {
            if (url.protocol === 'https:' && isDirect(url))
                await secure.connectEarly(url, count);
        },
    };
}
function isDirect(url) {
    try {
        return proxyFor(url) === undefined;
    }
    catch {
        // The request reports a wrong setting.
        return false;
    }
}
/** @throws HttpError `proxy-setting` when the variable does not name a proxy */
function proxyFor(url) {
    if ((0,_actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_3__/* .checkBypass */ .H)(url))
        return undefined;
    const setting = process.env.https_proxy || process.env.HTTPS_PROXY;
    // In quotes, it would parse as a host of another name.
    if (setting !== undefined && /^\s*["'`]/.test(setting))
        throw invalidProxy('is in quotes');
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
        return (0,_actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_3__/* .getProxyUrl */ .s)(url);
    }
    catch {
        throw invalidProxy('is not a valid URL');
    }
}
function invalidProxy(problem) {
    return new _outcome__WEBPACK_IMPORTED_MODULE_6__/* .HttpError */ .j$('proxy-setting', `the https_proxy variable ${problem}`, false);
}
/** Characters that end the host for the URL parser, or a % that begins no percent-encoding. */
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
/** The connections whose handshake was over before a request had them. */
const secured = new WeakSet();
/** Whether the handshake of a connection was over before a request had it. */
function isSecured(socket) {
    return secured.has(socket);
}
/**
 * Connects before there is a request, so that the round trips of TCP and TLS overlap with other work.
 * Nothing of HTTP is sent before a request takes the connection. One that failed or is old is dropped,
 * and the request connects in the usual way.
 */
class EarlyAgent extends (node_https__WEBPACK_IMPORTED_MODULE_1___default().Agent) {
    #early = new Map();
    /**
     * Resolves when the first packets have left, so that work which holds up the event loop does not hold
     * up the connections, and after 100 ms at the latest. Never rejects.
     */
    async connectEarly({ hostname, port }, count) {
        const host = hostname.replace(/^\[(.*)\]$/, '$1');
        const servername = node_net__WEBPACK_IMPORTED_MODULE_2___default().isIP(host) ? '' : host;
        const options = { ...this.options, host, port: Number(port || 443), servername };
        const key = `${host}:${options.port}`;
        const started = Array.from({ length: count }, () => {
            const socket = super.createConnection(options);
            const connection = { socket, startedAt: performance.now() };
            this.#early.set(key, [...(this.#early.get(key) ?? []), connection]);
            return this.#watch(socket);
        });
        await Promise.all(started);
    }
    createConnection(options, callback) {
        return (this.#take(`${options.host}:${options.port}`) ?? super.createConnection(options, callback));
    }
    closeEarly() {
        for (const { socket } of [...this.#early.values()].flat())
            socket.destroy();
        this.#early.clear();
    }
    #watch(socket) {
        // A fatal alert alone leaves a socket that takes a request and never sends it.
        socket.on('error', () => socket.destroy());
        socket.once('secureConnect', () => secured.add(socket));
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, _limits__WEBPACK_IMPORTED_MODULE_5__/* .maxEarlyStartMs */ .qu);
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
            const isFresh = performance.now() - startedAt < _limits__WEBPACK_IMPORTED_MODULE_5__/* .maxEarlyAgeMs */ .Rz;
            // What has arrived already would be taken for the answer: some servers send a 408 and close.
            if (isFresh && socket.writable && socket.readableLength === 0)
                return socket;
            socket.destroy();
        }
        return undefined;
    }
}


/***/ }),

/***/ 6657:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ createHttpClient)
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
// EXTERNAL MODULE: ./src/limits.ts
var limits = __webpack_require__(351);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
var external_node_zlib_default = /*#__PURE__*/__webpack_require__.n(external_node_zlib_);
;// CONCATENATED MODULE: ./src/http/body.ts


/**
 * Reads at most 1 MiB, and keeps what arrived before an error.
 *
 * @param onArrived called when nothing more is expected from the network
 */
async function readBody(incoming, onArrived) {
    const raw = await collect(incoming);
    onArrived();
    let best = { bytes: Buffer.alloc(0), cutBy: undefined };
    for (const decode of decodersFor(incoming.headers['content-encoding'], raw.bytes)) {
        const decoded = await decode();
        if (decoded.bytes.length > best.bytes.length)
            best = decoded;
        if (!decoded.cutBy)
            break;
    }
    // What cannot be decoded at all was not encoded: a proxy left the header of what it had decoded.
    if (best.bytes.length === 0)
        best = { bytes: raw.bytes, cutBy: undefined };
    return { text: best.bytes.toString('utf8'), cutBy: raw.cutBy ?? best.cutBy };
}
function collect(stream) {
    return new Promise((resolve) => {
        const chunks = [];
        let size = 0;
        const done = (cutBy) => resolve({ bytes: Buffer.concat(chunks).subarray(0, limits/* maxBodyBytes */.G4), cutBy });
        // An async iterator would drop what is buffered when an error comes.
        stream.on('data', (chunk) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size <= limits/* maxBodyBytes */.G4)
                return;
            done();
            stream.destroy();
        });
        stream.once('end', () => done());
        stream.on('error', done);
    });
}
/**
 * The ways to decode a body. The second skips the header and looks at no checksum: when one is wrong,
 * zlib drops what it has decoded. A body that ends early is taken for what it holds (`finishFlush`),
 * and an error within it costs `chunkSize` bytes at most.
 */
function decodersFor(encoding, bytes) {
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = (external_node_zlib_default()).constants;
    const options = { finishFlush: Z_SYNC_FLUSH, chunkSize: 256 };
    const through = (decoder, start = 0) => {
        decoder.end(bytes.subarray(start));
        return collect(decoder);
    };
    const inflateFrom = (start) => through(external_node_zlib_default().createInflateRaw(options), start);
    // Some proxies drop the header of what is encoded: gzip begins with these two bytes, and no text does.
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
        const inflate = () => inflateFrom(gzipHeaderLength(bytes));
        return [() => through(external_node_zlib_default().createGunzip(options)), inflate];
    }
    const name = encoding?.trim().toLowerCase();
    if (name === 'br') {
        const finishFlush = BROTLI_OPERATION_FLUSH;
        return [() => through(external_node_zlib_default().createBrotliDecompress({ ...options, finishFlush }))];
    }
    if (name !== 'deflate')
        return [];
    // Some servers leave out the zlib header, whose low four bits are 8.
    const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
    return [...(hasHeader ? [() => inflateFrom(2)] : []), () => inflateFrom(0)];
}
/** RFC 1952 section 2.3: ten bytes, and what their flags announce. */
function gzipHeaderLength(bytes) {
    const flags = bytes[3] ?? 0;
    let length = 10;
    if (flags & 0x04)
        length += 2 + (bytes[length] ?? 0) + 256 * (bytes[length + 1] ?? 0);
    // A file name and a comment, each with a zero at its end.
    for (const flag of [0x08, 0x10])
        if (flags & flag)
            length = bytes.indexOf(0, length) + 1;
    return flags & 0x02 ? length + 2 : length;
}

// EXTERNAL MODULE: ./src/http/outcome.ts
var outcome = __webpack_require__(4620);
// EXTERNAL MODULE: ./src/http/proxy.ts
var proxy = __webpack_require__(7856);
;// CONCATENATED MODULE: ./src/http/request.ts








const noAnswer = 'no answer in time';
/** Creates a client that follows no redirect and does not retry. */
function createHttpClient() {
    (0,outcome/* checkCertificates */.rQ)();
    const { routeTo, connectEarly } = (0,proxy/* createRoutes */.V1)();
    external_node_net_default().setDefaultAutoSelectFamilyAttemptTimeout(limits/* addressTimeoutMs */.Gx);
    const send = async (request, limits) => {
        try {
            const route = await routeTo(request.url);
            if (limits.deadline.aborted)
                throw new outcome/* HttpError */.j$('time-out', noAnswer, false);
            return await new Exchange(request, route, limits).outcome;
        }
        catch (error) {
            if (error instanceof outcome/* HttpError */.j$)
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
        this.#stopTimers = this.#startTimers(limits);
        if (limits.newConnection)
            closeIdleConnections(agent);
        this.#outgoing = this.#open(agent);
        this.#outgoing.end(request.body);
    }
    #startTimers({ timeoutMs, connectTimeoutMs = limits/* maxConnectMs */.ZS, deadline }) {
        const onTimeUp = () => this.#timeIsUp().catch(this.#reject);
        const connectTimer = setTimeout(() => this.#sent || onTimeUp(), connectTimeoutMs);
        const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeUp, timeoutMs);
        deadline.addEventListener('abort', onTimeUp);
        return () => {
            clearTimeout(connectTimer);
            clearTimeout(timer);
            deadline.removeEventListener('abort', onTimeUp);
        };
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
                'user-agent': proxy/* userAgent */.N1,
            },
            agent,
            // An answer must not be lost because its headers are not clean.
            maxHeaderSize: limits/* maxHeaderBytes */.Pw,
            insecureHTTPParser: true,
        });
        outgoing.once('proxyConnect', (answer) => this.#onProxyAnswer(answer));
        outgoing.once('socket', (socket) => {
            if (outgoing.reusedSocket || (0,proxy/* isSecured */.Q$)(socket))
                this.#onSending();
            else
                socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#onSending());
        });
        outgoing.once('finish', () => onSent?.());
        outgoing.once('response', (response) => this.#onResponse(response).catch(this.#reject));
        outgoing.on('error', (error) => this.#onError(error));
        return outgoing;
    }
    #onSending() {
        this.#sent = true;
        this.#atProxy = false;
        this.#request.onSending?.();
    }
    /** What a proxy answered to CONNECT must not be taken for the status of the host called. */
    #onProxyAnswer(answer) {
        this.#atProxy = false;
        const { statusCode: status } = answer;
        if (status >= 200 && status < 300) {
            // Each of them opens the tunnel (RFC 9110 section 9.3.6), but https-proxy-agent wants this one.
            answer.statusCode = 200;
            return;
        }
        const reason = status === 407 ? 'proxy-refused' : 'network';
        this.#fail(new outcome/* HttpError */.j$(reason, `the proxy refused the connection with status ${status}`, false));
    }
    async #onResponse(incoming) {
        this.#incoming = incoming;
        const { statusCode: status = 0, headers } = incoming;
        const { text, cutBy } = await readBody(incoming, () => this.#stop());
        const json = (0,outcome/* parseJsonObject */.dw)(text);
        const response = { kind: 'response', status, headers, text, json };
        if (cutBy === undefined)
            return this.#settle(response);
        const error = (0,outcome/* toHttpError */.e7)(cutBy, { sent: true, atProxy: false });
        this.#settle({ kind: 'no-response', error, partial: response });
    }
    async #onError(error) {
        // A body that came together with the error is still on its way to its reader.
        if (this.#incoming)
            await (0,promises_.setImmediate)();
        if (!this.#isOver)
            this.#fail((0,outcome/* toHttpError */.e7)(error, { sent: this.#sent, atProxy: this.#atProxy }));
    }
    async #timeIsUp() {
        // A request that was not sent yet must not be sent after the deadline. But a process that stood
        // still sees its timers before the bytes that arrived meanwhile.
        const isQuiet = !this.#sent || (await untilQuiet(this.#outgoing, () => this.#isOver));
        if (isQuiet)
            this.#fail(new outcome/* HttpError */.j$('time-out', noAnswer, this.#sent));
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
/** Lets the event loop read what has arrived; false if the request is over by then. */
async function untilQuiet({ socket }, isOver) {
    const end = performance.now() + limits/* lateReadMs */.VO;
    let bytesRead = -1;
    let quiet = 0;
    // The process may stand still here, too: that alone must not end the reading.
    for (let turns = 0; quiet < limits/* quietTurns */.nR; turns += 1) {
        if (isOver())
            return false;
        if (turns > limits/* quietTurns */.nR && performance.now() > end)
            break;
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
    if (agent instanceof proxy/* EarlyAgent */.f3)
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
/* harmony export */   gC: () => (/* binding */ sentAt)
/* harmony export */ });
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(351);

/**
 * Sends a request while the phase has time and tries: again after a network error or a time-out (then
 * on a new connection), and when `decideRetry` says so. (p-retry 7, the last version for Node 20, can
 * neither take the wait from the response nor end it early.)
 *
 * @returns the last outcome, and whether any try was sent and brought no complete response, a 408, or a
 *   5xx
 */
async function sendWithRetries(call, phase, { send, onRetry }) {
    let answerLost = false;
    let newConnection = false;
    const { answerMs = 0 } = call;
    for (let tries = 1;; tries += 1) {
        const limits = {
            timeoutMs: phase.tryTimeoutMs,
            connectTimeoutMs: Math.min(_limits__WEBPACK_IMPORTED_MODULE_0__/* .maxConnectMs */ .ZS, phase.leftMs() - answerMs),
            deadline: phase.deadline,
            newConnection,
        };
        const outcome = await send(call.request, limits);
        answerLost ||= isLost(outcome);
        newConnection = outcome.kind === 'no-response' && outcome.error.reason === 'time-out';
        const decision = decide(outcome, call);
        if (!decision || tries === phase.maxTries)
            return { outcome, answerLost };
        const waitMs = waitBeforeNext(decision, tries, phase);
        if (waitMs + answerMs >= phase.leftMs())
            return { outcome, answerLost };
        const { operation, request } = call;
        onRetry({
            operation,
            host: request.url.host,
            outcome,
            waitMs,
            isNewAppToken: decision.isNewAppToken,
        });
        await phase.pause(waitMs);
    }
}
/** When a response was sent, by the clock of its sender: that of the runner may be wrong. */
function sentAt({ headers }) {
    return Date.parse(headers.date ?? '') || Date.now();
}
/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
function retryAfterMs(response) {
    const value = response.headers['retry-after']?.trim() ?? '';
    if (/^\d+$/.test(value))
        return Number(value) * 1000;
    // Date.parse would take "1.5" for a day in 2001.
    const date = /^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - sentAt(response));
}
/** Whether to retry after an answer of a service that is busy or down, and how long to wait first. */
function retryWhenBusy(response) {
    const isBusy = [408, 429].includes(response.status) || response.status >= 500;
    return isBusy ? { waitMs: retryAfterMs(response) } : undefined;
}
function isLost(outcome) {
    if (outcome.kind === 'no-response')
        return outcome.error.sent;
    return outcome.status === 408 || outcome.status >= 500;
}
function decide(outcome, call) {
    if (outcome.kind === 'response')
        return call.decideRetry(outcome);
    if (outcome.partial && call.isEnough?.(outcome.partial))
        return undefined;
    return outcome.error.isTransient ? {} : undefined;
}
function waitBeforeNext({ waitMs, preferredWaitMs }, tries, phase) {
    if (waitMs !== undefined) {
        const leastMs = backoffMs(_limits__WEBPACK_IMPORTED_MODULE_0__/* .retryAfter */ .P9.firstWaitMs, tries, phase);
        return Math.max(waitMs + Math.random() * _limits__WEBPACK_IMPORTED_MODULE_0__/* .retryAfter */ .P9.maxJitterMs, leastMs);
    }
    // A write is tried until its time is over, and nothing else.
    const isKept = Number.isFinite(phase.maxTries) || (preferredWaitMs ?? 0) < phase.leftMs();
    if (preferredWaitMs !== undefined && isKept)
        return preferredWaitMs;
    return backoffMs(phase.firstWaitMs, tries, phase);
}
function backoffMs(firstMs, tries, phase) {
    // The run is ending: wait only briefly.
    if (phase.interrupted.aborted)
        return _limits__WEBPACK_IMPORTED_MODULE_0__/* .afterSignal */ .TR.waitMs;
    return Math.min(firstMs * 2 ** (tries - 1), phase.maxWaitMs) * (0.8 + 0.4 * Math.random());
}


/***/ }),

/***/ 351:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ maxScopeLength),
/* harmony export */   A9: () => (/* binding */ organizerTimes),
/* harmony export */   Ao: () => (/* binding */ maxTokenLength),
/* harmony export */   Au: () => (/* binding */ maxUnclosedObjects),
/* harmony export */   Br: () => (/* binding */ refreshTokenWarningMs),
/* harmony export */   C3: () => (/* binding */ justWrittenMs),
/* harmony export */   Ct: () => (/* binding */ publishAfterMs),
/* harmony export */   Dt: () => (/* binding */ maxPrincipalLength),
/* harmony export */   EZ: () => (/* binding */ refreshTokenAgeWarningMs),
/* harmony export */   Es: () => (/* binding */ maxStateLength),
/* harmony export */   FZ: () => (/* binding */ maxCleanedLength),
/* harmony export */   Fs: () => (/* binding */ pipe),
/* harmony export */   G4: () => (/* binding */ maxBodyBytes),
/* harmony export */   GW: () => (/* binding */ maxLifeSeconds),
/* harmony export */   Gx: () => (/* binding */ addressTimeoutMs),
/* harmony export */   HE: () => (/* binding */ locateTimes),
/* harmony export */   N: () => (/* binding */ maxConcurrentReads),
/* harmony export */   NJ: () => (/* binding */ repositoriesPerPage),
/* harmony export */   P9: () => (/* binding */ retryAfter),
/* harmony export */   PB: () => (/* binding */ maxAnnotationPartLength),
/* harmony export */   Pw: () => (/* binding */ maxHeaderBytes),
/* harmony export */   Rz: () => (/* binding */ maxEarlyAgeMs),
/* harmony export */   TR: () => (/* binding */ afterSignal),
/* harmony export */   UL: () => (/* binding */ refreshTokenLifeDays),
/* harmony export */   VG: () => (/* binding */ newAppToken),
/* harmony export */   VO: () => (/* binding */ lateReadMs),
/* harmony export */   W0: () => (/* binding */ tokenAnswerMs),
/* harmony export */   W_: () => (/* binding */ maxConcurrentWrites),
/* harmony export */   X2: () => (/* binding */ maxPlainReasonLength),
/* harmony export */   Yk: () => (/* binding */ maxQuoteLength),
/* harmony export */   ZS: () => (/* binding */ maxConnectMs),
/* harmony export */   Zt: () => (/* binding */ maxCmdLength),
/* harmony export */   aI: () => (/* binding */ storeAtEndMs),
/* harmony export */   aO: () => (/* binding */ tokenTimes),
/* harmony export */   ac: () => (/* binding */ writeCheck),
/* harmony export */   e: () => (/* binding */ secondaryLimitMs),
/* harmony export */   ed: () => (/* binding */ maxIndexedSecretLength),
/* harmony export */   fk: () => (/* binding */ maxStateValueLength),
/* harmony export */   jE: () => (/* binding */ minSecretLength),
/* harmony export */   lO: () => (/* binding */ maxConcurrentChecks),
/* harmony export */   m7: () => (/* binding */ secretRunLength),
/* harmony export */   nR: () => (/* binding */ quietTurns),
/* harmony export */   qu: () => (/* binding */ maxEarlyStartMs),
/* harmony export */   r1: () => (/* binding */ githubTokenWarningMs),
/* harmony export */   sB: () => (/* binding */ storeTimes),
/* harmony export */   tX: () => (/* binding */ errorTexts),
/* harmony export */   uv: () => (/* binding */ newToken),
/* harmony export */   yI: () => (/* binding */ minMaskedLineLength),
/* harmony export */   yO: () => (/* binding */ afterResetMs),
/* harmony export */   zO: () => (/* binding */ maxPlaceNameLength)
/* harmony export */ });
/* unused harmony exports dayMs, programTimeoutMs, pageTimeoutMs, personTimeoutSeconds, maxPersonTimeoutSeconds, minTerminalWidth */
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
const organizerTimes = locateTimes;
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
const maxHeaderBytes = 1024 * 1024;
/** How much of a body is read, encoded and decoded. */
const maxBodyBytes = 1024 * 1024;
/**
 * Added to the wait that a server demands, so that not all clients come back at once; and the first
 * wait at least, since a server that always says "retry-after: 0" must not be hammered.
 */
const retryAfter = { maxJitterMs: 250, firstWaitMs: 250 };
/** The reasons that are quoted of an error, and how deep in its body they may stand. */
const errorTexts = { max: 8, maxDepth: 3 };
// --- GoTo. ---
/** GitHub's limit for the value of a secret: 48 KB. */
const maxTokenLength = 48 * 1024;
/** An e-mail address has at most 254 characters; what is much longer is no name. */
const maxPrincipalLength = 1_000;
/** GoTo has some dozens of scopes, of 20 characters or so. */
const maxScopeLength = 8 * 1024;
/** A longer life of an access token is a mistake. */
const maxLifeSeconds = 10 * 365 * 24 * 3600;
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
const secondaryLimitMs = minuteMs;
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
const maxIndexedSecretLength = 64 * 1024;
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
const maxStateValueLength = 32_000;
/** All variables of a process may take 2 MiB on Linux: past that, the post step would not start. */
const maxStateLength = 1_000_000;
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


/***/ }),

/***/ 1511:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S$: () => (/* binding */ oldNode),
/* harmony export */   Vj: () => (/* binding */ writeBackError),
/* harmony export */   Wy: () => (/* binding */ unwritableFile),
/* harmony export */   hT: () => (/* binding */ postError),
/* harmony export */   nI: () => (/* binding */ notPassedOn),
/* harmony export */   sK: () => (/* binding */ noTokenInPost),
/* harmony export */   vZ: () => (/* binding */ describeRun)
/* harmony export */ });
/* unused harmony exports describeFailure, endingOf, describeSignIn */
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _github_locate__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8093);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9571);
/* harmony import */ var _github_refusals__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1062);
/* harmony import */ var _goto_organizer__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3414);
/* harmony import */ var _goto_token_response__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9576);
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4620);
/* harmony import */ var _github__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2809);
/* harmony import */ var _goto__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8537);
/* harmony import */ var _names__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7944);
/* harmony import */ var _network__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(6482);











/** The error to show for what a library threw; undefined for what nobody foresaw. */
function describeFailure(thrown, names) {
    if (thrown instanceof _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ)
        return thrown;
    if (thrown instanceof _github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .GitHubRefusal */ .ke)
        return (0,_github__WEBPACK_IMPORTED_MODULE_7__/* .describeRefusal */ .a2)(thrown, names);
    if (thrown instanceof _goto_token_response__WEBPACK_IMPORTED_MODULE_5__/* .TokenFailure */ .e)
        return (0,_goto__WEBPACK_IMPORTED_MODULE_8__/* .describeTokenFailure */ .JC)(thrown, names);
    if (thrown instanceof _goto_organizer__WEBPACK_IMPORTED_MODULE_4__/* .OrganizerFailure */ .OW)
        return (0,_goto__WEBPACK_IMPORTED_MODULE_8__/* .describeOrganizerFailure */ .B_)(thrown, names);
    if (thrown instanceof _github_locate__WEBPACK_IMPORTED_MODULE_1__/* .SealingFailure */ .U)
        return cannotSeal(thrown, names);
    return undefined;
}
function cannotSeal({ message: reason, cause }, names) {
    const { machine } = names;
    const message = `Sealing does not work on ${machine}: ${reason}.`;
    const hint = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_6__/* .isOutOfFiles */ .N8)(cause)
        ? (0,_network__WEBPACK_IMPORTED_MODULE_10__/* .moreOpenFiles */ .Jt)(names)
        : `Run this on another machine, or with another version of Node: with the one on ${machine}, a new refresh token could not be stored.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('runner-unsupported', message, { hint, cause });
}
/** The error of a runner whose Node is too old for this action. */
function oldNode(version) {
    const message = `This action needs Node 20 or newer, and the runner has ${version}.`;
    const hint = 'Update the runner, or its Node.';
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('runner-unsupported', message, { hint });
}
/** The error of a runner whose file for outputs or for the state cannot be written. */
function unwritableFile(variable, cause) {
    const message = `The file that ${variable} names cannot be written: ${reasonOf(cause)}.`;
    const hint = `In a job with a container whose user may not write the files of the runner, set options: --user root. Otherwise, check what changes ${variable} or that file before this step.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('runner-unsupported', message, { hint, cause });
}
/** The error of a run that went well, but of which the runner did not learn everything. */
function notPassedOn({ what, error: cause }, progress) {
    const message = `Could not pass ${what} to the runner: ${reasonOf(cause)}. ${endingOf(progress).done}`;
    const hint = 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then start a new run.';
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('unexpected', message, { hint, cause });
}
function reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}
const ifThereIsNone = `If there is none, start a new run, and ${_names__WEBPACK_IMPORTED_MODULE_9__/* .authorizeAgain */ .i6} if that fails with refresh-token-rejected.`;
/** By how far the token had come, and by what was to be exchanged for it. */
const endings = {
    'not-asked': {
        refresh_token: {
            done: 'GoTo was not asked, and the stored refresh token is unchanged.',
            hint: 'Start a new run: nothing is lost.',
        },
        personal_access_token: { done: 'GoTo was not asked.', hint: 'Start a new run.' },
        authorization_code: {
            done: 'GoTo was not asked for tokens, and no secret was written.',
            hint: 'Run the command again when you like.',
        },
    },
    asked: {
        refresh_token: {
            done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token, and then the stored one does not work any more.',
            hint: `Start a new run soon. If it fails with refresh-token-rejected, ${_names__WEBPACK_IMPORTED_MODULE_9__/* .authorizeAgain */ .i6}.`,
        },
        personal_access_token: {
            done: 'GoTo was asked and its answer is unknown.',
            hint: 'Start a new run.',
        },
        authorization_code: {
            done: 'GoTo was asked for tokens and its answer is unknown. No secret was written.',
            hint: 'Run the command again, and sign in again.',
        },
    },
    rejected: {
        refresh_token: {
            done: 'GoTo rejected the refresh token.',
            hint: `Start a new run, not a re-run. If it fails with refresh-token-rejected, ${_names__WEBPACK_IMPORTED_MODULE_9__/* .authorizeAgain */ .i6}.`,
        },
        personal_access_token: {
            done: 'GoTo rejected the personal access token.',
            hint: 'Create a new personal access token at myaccount.goto.com, and save it where personal-access-token comes from. Then start a new run.',
        },
        authorization_code: {
            done: 'GoTo rejected the code of this sign-in. No secret was written.',
            hint: 'Run the command again, and sign in again.',
        },
    },
    kept: {
        refresh_token: {
            done: 'GoTo sent no new refresh token: the stored one is unchanged.',
            hint: 'Start a new run: nothing is lost.',
        },
        personal_access_token: { done: 'GoTo issued an access token.', hint: 'Start a new run.' },
        authorization_code: {
            done: 'GoTo sent no refresh token. No secret was written.',
            hint: 'Run the command again, and sign in again.',
        },
    },
    unstored: {
        refresh_token: {
            done: 'GoTo sent a new refresh token, and it is not stored, or not in every place.',
            hint: `Paste the command from the log of this job (or the job summary) into a terminal before the next run. ${ifThereIsNone}`,
        },
        authorization_code: {
            done: 'GoTo sent a refresh token. The commands above, if there are any, store what is not stored yet.',
            hint: 'Paste them into a terminal, or run this command again and sign in again.',
        },
    },
    stored: {
        refresh_token: {
            done: 'GoTo sent a new refresh token, and it is stored.',
            hint: 'Start a new run, not a re-run, which may send the old refresh token. Nothing is lost.',
        },
        authorization_code: {
            done: 'GoTo sent a refresh token, and all secrets are stored.',
            hint: 'What is left to do is in the README, "Set up".',
        },
    },
};
/** What was and was not done when a run ended, and what to do. */
function endingOf({ stage, grantType = 'refresh_token' }) {
    return endings[stage][grantType] ?? endings[stage].refresh_token;
}
/**
 * Whether an interrupted run reports this error instead of how far it had come: it does if GoTo has
 * answered, and the error did not follow from the interruption.
 */
function isConclusive({ code, cause }, stage) {
    if (stage === 'not-asked')
        return false;
    if (code === 'goto-unavailable')
        return cause === undefined;
    return !['github-unavailable', 'organizer-lookup-failed', 'unexpected'].includes(code);
}
/**
 * The error that a run of the action reports: what was thrown, and what was and was not done by then.
 * After a signal it is always `cancelled`; after a crash, `unexpected`.
 */
function describeRun(thrown, { progress, interruption }, names) {
    const ending = endingOf(progress);
    const error = interruption?.kind === 'crash' ? interruption.error : thrown;
    const failure = describeFailure(error, names);
    if (interruption?.kind === 'signal') {
        const result = failure && isConclusive(failure, progress.stage) ? failure : undefined;
        const message = `The run was canceled, or the step ran out of its timeout-minutes (${interruption.signal}). ${result?.message ?? ending.done}`;
        return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('cancelled', message, { hint: (result ?? ending).hint, cause: thrown });
    }
    if (!failure)
        return unexpected(error, ending, names);
    if (progress.stage !== 'not-asked')
        return failure;
    const { code, message, hint, cause } = failure;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, `${message} ${ending.done}`, { hint, cause });
}
/**
 * The error that the command reports: what was thrown, or, after a signal, what was and was not done.
 * What nobody foresaw is returned as it is.
 */
function describeSignIn(thrown, { stage, interruption }, names) {
    const error = interruption?.kind === 'crash' ? interruption.error : thrown;
    const failure = error instanceof CommandError ? error : describeFailure(error, names);
    if (interruption?.kind !== 'signal')
        return failure ?? error;
    const isAnswered = ['asked', 'rejected', 'kept'].includes(stage);
    const isResult = failure instanceof CommandError || (failure && isConclusive(failure, stage));
    const result = isAnswered && isResult ? failure : undefined;
    const ending = endingOf({ stage, grantType: 'authorization_code' });
    const message = `Interrupted (${interruption.signal}). ${result?.message ?? ending.done}`;
    return new CommandError(message, (result ?? ending).hint);
}
function unexpected(error, { done, hint }, names) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const advice = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_6__/* .isOutOfFiles */ .N8)(error)
        ? (0,_network__WEBPACK_IMPORTED_MODULE_10__/* .moreOpenFiles */ .Jt)(names)
        : `If it happens again, set the repository variable ACTIONS_STEP_DEBUG to true, start a new run, and report its log at ${_names__WEBPACK_IMPORTED_MODULE_9__/* .repositoryUrl */ .Ek}/issues.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('unexpected', `Unexpected error (${what}). ${done}`, {
        hint: `${hint} ${advice}`,
        cause: error,
    });
}
/**
 * The error of a main step in which a write failed for good; undefined if none did.
 *
 * @param isTriedAgain whether the post step tries again
 */
function writeBackError(writes, isTriedAgain, names) {
    const [first, ...others] = failedWrites(writes);
    if (!first)
        return undefined;
    const failure = (0,_github__WEBPACK_IMPORTED_MODULE_7__/* .describeFailedWrite */ .yo)(first.state, names);
    const command = others.length > 0 ? 'command for each place' : 'command';
    const otherTry = isTriedAgain
        ? ' The action tries once more at the end of the job, unless the runner is shut down.'
        : '';
    const paste = `Paste the ${command} from the log of this step (or the job summary) into a terminal before the next run.${otherTry}`;
    const message = `${notStored(first.target, others.length)}: ${failure.problem}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('write-back-failed', message, { hint: withAdvice(paste, failure) });
}
/** The command comes first, unless GitHub would refuse it as well. */
function withAdvice(paste, { advice, isBeforePaste }) {
    return isBeforePaste ? `${advice} ${paste}` : `${paste} ${advice}`;
}
function notStored(target, moreCount) {
    const more = moreCount > 0 ? ` (and in ${moreCount} more)` : '';
    return `GoTo sent a new refresh token, and it could not be stored in ${(0,_github_places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq)(target)}${more}`;
}
function failedWrites(writes) {
    return writes.flatMap(({ target, state }) => state.kind === 'failed' ? [{ target, state }] : []);
}
const commandStands = 'Paste the printed command into a terminal before the next run: it still stands.';
const expiredAppToken = 'A GitHub App token is valid for an hour, and may have expired: create it later in the job.';
const foreignInputs = 'In a composite action inside another one, this step gets the inputs of the outer one: give the input for github-token the same name in both.';
/** The error of a post step without a usable `github-token`. */
function noTokenInPost(problem) {
    const message = `The input github-token ${problem} at the end of the job, where the new refresh token was to be stored.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('input-invalid', message, { hint: `${commandStands} ${foreignInputs}` });
}
/**
 * The error of a post step that could not store everything; undefined if it did.
 *
 * @param unreadable how many values of the state cannot be read
 */
function postError(writes, { unreadable, isAppToken }) {
    const [first, ...others] = failedWrites(writes);
    if (!first)
        return unreadable > 0 ? unreadableState(unreadable) : undefined;
    const { problem, hint } = describePostFailure(first, isAppToken);
    const message = `${notStored(first.target, others.length + unreadable)} at the end of the job: ${problem}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('write-back-failed', message, { hint });
}
function unreadableState(count) {
    const message = `GoTo sent a new refresh token, and ${count} of the values that this action saved for the end of the job cannot be read: nothing is stored there.`;
    const hint = `${commandStands} ${ifThereIsNone}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('write-back-failed', message, { hint });
}
function describePostFailure({ target, state }, isAppToken) {
    const { kind, part, quotation } = state.refusal.facts;
    if (kind === 'key-changed') {
        const problem = `${(0,_github_places__WEBPACK_IMPORTED_MODULE_2__/* .placeName */ .fW)(target.place)} has another public key now.${quotation}`;
        const hint = 'Authorize again (README, "Set up", step 2): only that helps, because GitHub can open neither the sealed value nor the one in a printed command any more.';
        return { problem, hint };
    }
    if (kind === 'not-found' && part === 'metadata') {
        const problem = 'the secret was deleted after this job read it.';
        const hint = 'Paste the printed command into a terminal if the secret is still needed: the command would create it again, and the action does not.';
        return { problem, hint };
    }
    const failure = (0,_github__WEBPACK_IMPORTED_MODULE_7__/* .describeFailedWrite */ .yo)(state, _names__WEBPACK_IMPORTED_MODULE_9__/* .actionNames */ .Bk);
    const { problem, advice } = failure;
    const isRefused = ['token-rejected', 'forbidden', 'not-found'].includes(kind);
    if (part === 'value' || !isRefused)
        return { problem, hint: withAdvice(commandStands, failure) };
    // The main step could read this place with its token.
    const cures = isAppToken ? [expiredAppToken] : [];
    if (!isAppToken || kind !== 'token-rejected')
        cures.push(advice);
    return { problem, hint: [commandStands, ...cures, foreignInputs].join(' ') };
}


/***/ }),

/***/ 2809:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ recoveryCondition),
/* harmony export */   a2: () => (/* binding */ describeRefusal),
/* harmony export */   yo: () => (/* binding */ describeFailedWrite)
/* harmony export */ });
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7718);
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
/* harmony import */ var _github_recovery__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3332);
/* harmony import */ var _github_refusals__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1062);
/* harmony import */ var _names__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7944);
/* harmony import */ var _network__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6482);







/** The error of a read that GitHub refused. */
function describeRefusal({ facts }, names) {
    const { kind, part } = facts;
    if (part === 'repository')
        return repositoryMissing(facts, names);
    if (part === 'write access')
        return readOnly(facts, names);
    if (kind === 'not-found' && part === 'public key')
        return permissionMissing(facts, names);
    if (kind === 'not-found' && part === 'metadata')
        return secretNotFound(facts);
    return (errorsByKind[kind] ?? unavailable)(facts, names);
}
const errorsByKind = {
    'token-rejected': tokenRejected,
    moved,
    forbidden: permissionMissing,
    'unexpected-field': unusable,
    'unusable-key': unusable,
    'incomplete-list': incompleteList,
};
function tokenRejected(facts, names) {
    const message = `GitHub does not accept ${names.githubToken} (status 401).${facts.quotation}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-token-rejected', message, { hint: newToken(facts, names) });
}
function newToken({ isAppToken }, { sources }) {
    if (sources === undefined && isAppToken) {
        return 'Create the App token in the step before this one, as late in the job as you can: it is valid for an hour, and this one has expired or was revoked.';
    }
    if (sources === undefined) {
        return 'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.';
    }
    return sources.token === _names__WEBPACK_IMPORTED_MODULE_4__/* .fromGh */ .Eq
        ? `Run ${ghAuth('login', sources)} and sign in again: this token has expired or was revoked.`
        : `Set ${sources.token} to another token: this one has expired, was revoked, or was not copied completely. Or remove ${sources.token} from the environment, and only then run ${ghAuth('login', sources)}.`;
}
function moved({ status, secret: { place } }, names) {
    const setting = place.kind === 'organization' ? names.organization : names.repository;
    const message = `The ${setting} names a place that was renamed or moved: GitHub redirects from ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)} (status ${status}).`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('input-invalid', message, {
        hint: `Write its new name in the ${setting}.`,
    });
}
function permissionMissing(facts, names) {
    const { githubToken, sources } = names;
    const { place } = facts.secret;
    const where = (0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place);
    const problem = facts.kind === 'not-found'
        ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
        : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
    const advice = sources ? adviceToPerson(facts, sources) : adviceToWorkflow(facts);
    const rest = sources ? '' : ` Apart from that, ${githubToken} must be ${suitableToken(place)}.`;
    const hint = facts.policy ? `${adviceForPolicy(facts.policy, place, names)}${rest}` : advice;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-permission-missing', `${problem}.${facts.quotation}`, { hint });
}
/** The token may read the secrets of a place, but a write was refused. */
function readOnly(facts, names) {
    const { secret, policy, quotation } = facts;
    const { place } = secret;
    const { permission, classicScope } = _github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeKinds */ .fG[place.kind];
    const archived = place.kind === 'organization' ? '' : ' An archived repository takes no writes: unarchive it.';
    const message = `GitHub lets ${names.githubToken} read the secrets of ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)}, but not write them (status 403).${quotation}`;
    const hint = policy
        ? adviceForPolicy(policy, place, names)
        : `Set the ${permission} of ${names.githubToken} to "Read and write" in the settings of the personal access token or GitHub App (classic: scope ${classicScope}): "Read-only" is not enough.${archived}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-permission-missing', message, { hint });
}
function suitableToken(place) {
    return `a personal access token or GitHub App token for ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)} with the ${_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeKinds */ .fG[place.kind].permission}: read and write`;
}
function adviceToWorkflow(facts) {
    const { kind, isAppToken, quotation } = facts;
    const { place } = facts.secret;
    const isMissing = kind === 'not-found';
    const mayBeInEnvironment = place.kind === 'repository';
    const { permission, classicScope } = _github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeKinds */ .fG[place.kind];
    const advice = [
        (isAppToken || quotation.includes('by integration')) &&
            `If github-token is the workflow's own GITHUB_TOKEN, replace it: GITHUB_TOKEN can never manage secrets.`,
        mayBeInEnvironment &&
            'If the secret is in an environment, set the input environment and keep the token.',
        isMissing &&
            place.kind === 'environment' &&
            'Check the spelling of the environment. On a free plan, a private repository has none.',
        `${mayBeInEnvironment ? 'Otherwise, set' : 'Set'} github-token to a personal access token or GitHub App token with the ${permission}: read and write (classic: scope ${classicScope}).`,
    ];
    return advice.filter(Boolean).join(' ');
}
function adviceToPerson({ kind, secret: { place } }, sources) {
    const { token } = sources;
    const isOrganization = place.kind === 'organization';
    const owner = isOrganization ? place.org : `${place.owner}/${place.repo}`;
    const scope = isOrganization ? 'admin:org' : 'repo';
    const spelling = place.kind === 'environment'
        ? `Create the environment ${place.environment_name} on GitHub, in ${owner} under Settings → Environments, if it is not there yet. In a private repository that takes a paid plan: without one, leave out --env.`
        : `Check the spelling of ${owner} in the ${isOrganization ? 'option --org' : sources.repository}.`;
    const cure = token === _names__WEBPACK_IMPORTED_MODULE_4__/* .fromGh */ .Eq
        ? `Run ${ghAuth(`refresh --scopes ${scope}`, sources)}, so that the token of gh has that scope.`
        : `Set ${token} to a personal access token for ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)} with the ${_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeKinds */ .fG[place.kind].permission}: read and write. A classic token needs the scope ${scope}.`;
    const ghSignIn = token === 'GITHUB_TOKEN'
        ? ' Or remove GITHUB_TOKEN from the environment (Codespaces sets it): it hides the sign-in of gh.'
        : '';
    const person = isOrganization ? `an owner of ${owner}` : `an administrator of ${owner}`;
    const help = `If you may not manage the secrets of ${owner} yourself, ask ${person} to let you, or to run this command.`;
    return [...(kind === 'not-found' ? [spelling] : []), `${cure}${ghSignIn}`, help].join(' ');
}
/** What to do about a 403 that is no missing permission. */
function adviceForPolicy(policy, place, names) {
    const { githubToken, machine, setGitHubTokenTo, sources } = names;
    const owner = place.kind === 'organization' ? place.org : place.owner;
    const advice = {
        'single sign-on': singleSignOn(owner, sources),
        'IP allow list': `Have the IP address of ${machine} added to the IP allow list of ${owner}, or use a machine whose address is on it: GitHub refuses the address, not ${githubToken}.`,
        lifetime: `${setGitHubTokenTo} a token that expires sooner: ${owner} allows tokens only for a shorter time. The usual limit is 366 days.`,
        'no fine-grained tokens': `${setGitHubTokenTo} the token of a GitHub App, or ask an owner of ${owner} to allow fine-grained personal access tokens: it accepts none.`,
        'no classic tokens': `${setGitHubTokenTo} a fine-grained personal access token or the token of a GitHub App: ${owner} accepts no classic ones.`,
        suspended: `Ask an owner of ${owner} to unsuspend the installation of the GitHub App, under Settings, GitHub Apps, Configure.`,
        archived: 'Unarchive the repository under Settings, Danger Zone: an archived one takes no writes.',
        approval: `Ask an owner of ${owner} to approve the token, under Settings, Personal access tokens, Pending requests.`,
    };
    return advice[policy];
}
function singleSignOn(owner, sources) {
    if (sources?.token === _names__WEBPACK_IMPORTED_MODULE_4__/* .fromGh */ .Eq) {
        return `Run ${ghAuth('refresh', sources)}, and authorize gh for single sign-on in the browser.`;
    }
    const token = sources === undefined ? 'github-token' : `the token in ${sources.token}`;
    // Only a classic token has the button.
    return `Authorize ${token} for single sign-on: the owner of a classic token presses Configure SSO beside it on GitHub, under Settings, Developer settings, Personal access tokens. A fine-grained token is authorized when it is created, with ${owner} as its resource owner: create a new one.`;
}
function ghAuth(command, { hostname }) {
    return `gh auth ${command}${(0,_github_recovery__WEBPACK_IMPORTED_MODULE_2__/* .hostnameOption */ .hu)(hostname)}`;
}
/** Only the action needs a secret that is there: the command creates it. */
function secretNotFound({ secret: { name, place } }) {
    const message = `There is no secret ${name} in ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)} (status 404).`;
    const hint = `${secretHints[place.kind]} If none is saved yet, see README, "Set up": this action creates no secret.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('secret-not-found', message, { hint });
}
const secretHints = {
    repository: 'Set secret-name to the name of the secret in refresh-token, and environment or organization if it is stored there.',
    environment: 'Remove the input environment if the secret is stored in the repository, or store it in that environment. If it has another name, set secret-name; if an organization holds it, organization.',
    organization: 'Set secret-name to the name of the secret in refresh-token. Remove the input organization if it is stored in a repository, or set environment in its place if it is stored in an environment.',
};
function unusable(facts, names) {
    const { kind, apiUrl, field } = facts;
    const problem = kind === 'unusable-key' ? 'libsodium refuses the key' : `${field} has an unexpected value`;
    const message = `GitHub's answer for ${(0,_github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .describePart */ .xW)(facts)} cannot be used (${apiUrl.host}): ${problem}.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-unavailable', message, { hint: foreignAnswer(facts, names) });
}
function incompleteList(facts, names) {
    const message = `GitHub's list of ${(0,_github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .describePart */ .xW)(facts)} is incomplete (${facts.apiUrl.host}): it does not agree with total_count.`;
    const hint = `${names.runAgain}: the list may have changed while it was read. If it fails again, ${allRepositories(names)}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-unavailable', message, { hint });
}
function allRepositories({ githubToken }) {
    return `give ${githubToken} access to all repositories that share the secret; a classic token needs the scope repo for the private ones.`;
}
function unavailable(facts, names) {
    const { kind, apiUrl, quotation, error } = facts;
    const asides = {
        'no-quota': `, the quota of ${names.githubToken} is exhausted`,
        'rate-limited': ', GitHub asks for fewer requests',
        foreign: ", but not from GitHub's API",
    };
    const reason = `${apiUrl.host}: ${(0,_network__WEBPACK_IMPORTED_MODULE_5__/* .describeFacts */ .Lm)(facts)}${asides[kind] ?? ''}`;
    const message = `GitHub did not return ${(0,_github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .describePart */ .xW)(facts)} (${reason}).${quotation}`;
    const isLimited = kind === 'no-quota' || kind === 'rate-limited';
    const hint = isLimited
        ? `${names.runAgain} in an hour, or use a token that fewer workflows share.`
        : (0,_network__WEBPACK_IMPORTED_MODULE_5__/* .adviceFor */ .cp)(facts, names, foreignAnswer(facts, names));
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('github-unavailable', message, { hint, cause: error });
}
/** A repository that is to share a new organization secret could not be read. */
function repositoryMissing(facts, names) {
    const what = (0,_github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .describePart */ .xW)(facts);
    const message = `GitHub did not return ${what}, which is to share the new secret (${(0,_network__WEBPACK_IMPORTED_MODULE_5__/* .describeFacts */ .Lm)(facts)}).${facts.quotation}`;
    const code = facts.kind === 'not-found' ? 'github-permission-missing' : 'github-unavailable';
    const spelling = `Check the spelling of ${what} in the ${names.repository}, and that ${names.githubToken} may read it.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, message, { hint: (0,_network__WEBPACK_IMPORTED_MODULE_5__/* .adviceFor */ .cp)(facts, names, spelling) });
}
/** @param whenAgain when to look for the cause, if it may pass by itself */
function foreignAnswer({ apiUrl }, { githubApiUrl, machine, runAgain }, whenAgain = `${runAgain}. If it fails again`) {
    if ((0,_github_refusals__WEBPACK_IMPORTED_MODULE_3__/* .isForgejo */ .l9)(apiUrl)) {
        return `Use the input personal-access-token in place of refresh-token: ${apiUrl.href} is not GitHub's API. Forgejo and Gitea have one of their own, where this action can store nothing.`;
    }
    const intended = intendedApiUrl(apiUrl);
    if (intended !== undefined) {
        return `Set ${githubApiUrl} to ${intended}: ${apiUrl.origin} is not the address of GitHub's API. If it is, check that no proxy answers in GitHub's place.`;
    }
    const address = apiUrl.host === 'api.github.com'
        ? ''
        : ` Check ${githubApiUrl} as well: on GitHub Enterprise Server it ends in /api/v3.`;
    return `${whenAgain}, check the network of ${machine}, and its variable https_proxy: a proxy or a log-in page may answer in GitHub's place.${address}`;
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
/**
 * Why a write failed, and what to do about it, as sentences; and whether that must be done before a
 * command is pasted, which GitHub would refuse as well.
 */
function describeFailedWrite({ refusal, keyRefusal }, names) {
    const { facts } = refusal;
    const isBeforePaste = facts.policy === 'archived';
    const problem = facts.part === 'value'
        ? `${(0,_network__WEBPACK_IMPORTED_MODULE_5__/* .describeFacts */ .Lm)(facts)}.${facts.quotation}`
        : describeRefusal(refusal, names).message;
    if (!keyRefusal)
        return { problem, advice: adviceForWrite(facts, names), isBeforePaste };
    const { message } = describeRefusal(keyRefusal, names);
    return {
        problem: `${problem} The public key could not be read again: ${message}`,
        advice: `${adviceForWrite(keyRefusal.facts, names)} ${ifRefusedToo}`,
        isBeforePaste,
    };
}
const ifRefusedToo = `If GitHub also refuses the command, ${_names__WEBPACK_IMPORTED_MODULE_4__/* .authorizeAgain */ .i6}.`;
/** What to do besides pasting the command: a new run would send the old token. */
function adviceForWrite(facts, names) {
    const { kind, status, error, policy, secret } = facts;
    if (kind === 'moved')
        return moved(facts, names).hint;
    if (kind === 'incomplete-list')
        return `If this happens again, ${allRepositories(names)}`;
    if (kind === 'no-quota' || kind === 'rate-limited') {
        return 'If this happens often, use a token that fewer workflows share.';
    }
    if (kind === 'token-rejected')
        return newToken(facts, names);
    if (status === 422)
        return ifRefusedToo;
    if (policy !== undefined)
        return adviceForPolicy(policy, secret.place, names);
    if (kind === 'forbidden' || kind === 'not-found')
        return writeAccess(facts, names);
    if ((status ?? 0) >= 500)
        return 'GitHub was busy or down: nothing else has to be changed.';
    if (error?.isTransient) {
        return `If this happens again, check the network of ${names.machine}, and its variables https_proxy and no_proxy.`;
    }
    const advice = (0,_network__WEBPACK_IMPORTED_MODULE_5__/* .adviceFor */ .cp)(facts, names, foreignAnswer(facts, names, 'If this happens again'));
    return error?.reason === 'certificate'
        ? `${advice} Paste the command only in a network that you trust.`
        : advice;
}
function writeAccess({ kind, secret: { place } }, { sources }) {
    const { permission } = _github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeKinds */ .fG[place.kind];
    const token = sources === undefined ? 'github-token' : `the token in ${sources.token}`;
    const cure = sources?.token === _names__WEBPACK_IMPORTED_MODULE_4__/* .fromGh */ .Eq
        ? 'Ask an administrator there for write access: you can read the list of secrets, but not change them.'
        : `Give ${token} the ${permission} there: read and write.`;
    const archived = place.kind === 'organization' ? '' : ' An archived repository takes no writes.';
    const other = kind === 'not-found'
        ? ` Check that ${(0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place)} still exists under this name.`
        : archived;
    return `${cure}${other}`;
}
/**
 * When to paste a recovery command, as a sentence. Not the runner's clock counts, but what GitHub said
 * in this run.
 *
 * @param code marks a command or a name in the sentence
 */
function recoveryCondition(recovery, code) {
    const { updatedAt, hostname, isForCmd, lacksRepositories } = recovery;
    const where = whereToLook(recovery, code);
    const unchanged = updatedAt === undefined
        ? `still shows no such secret (${where})`
        : `still shows ${(0,_dates__WEBPACK_IMPORTED_MODULE_6__/* .isoSeconds */ .n)(updatedAt)} as the last update of the secret (${where})`;
    const limits = [
        isForCmd ? '' : ' cmd does not take this command: paste it into another shell.',
        // gh 2.61 is the first that finds the API of such a host.
        hostname?.endsWith('.ghe.com') ? ' It takes gh 2.61 or newer.' : '',
        lacksRepositories
            ? ' It names no repositories: if another command of this job does, paste that one; else select the repositories of the secret again afterwards.'
            : '',
    ].join('');
    return `Paste it into a terminal before the next run, and only if GitHub ${unchanged}: otherwise it would put back an older token.${limits}`;
}
/** Where GitHub shows when the secrets of a place were last written. */
function whereToLook({ listCommand, place, hostname }, code) {
    if (listCommand === undefined)
        return `in the settings of ${code((0,_github_places__WEBPACK_IMPORTED_MODULE_1__/* .placeName */ .fW)(place))}`;
    // For an organization, the command has no option for the host.
    return place.kind === 'organization' && hostname !== undefined
        ? `${code(listCommand)}, with GH_HOST set to ${code(hostname)}`
        : code(listCommand);
}


/***/ }),

/***/ 8537:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B_: () => (/* binding */ describeOrganizerFailure),
/* harmony export */   FJ: () => (/* binding */ refreshTokenRejected),
/* harmony export */   JC: () => (/* binding */ describeTokenFailure),
/* harmony export */   Ov: () => (/* binding */ personalAccessTokenRejected)
/* harmony export */ });
/* unused harmony exports codeRejected, noRefreshToken */
/* harmony import */ var _package_json__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8330);
/* harmony import */ var _dates__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(7718);
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);
/* harmony import */ var _github_places__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9571);
/* harmony import */ var _github_recovery__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3332);
/* harmony import */ var _goto_grant__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7649);
/* harmony import */ var _goto_organizer__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3414);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(351);
/* harmony import */ var _settings__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8750);
/* harmony import */ var _names__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7944);
/* harmony import */ var _network__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6482);











/** The error of a token request that brought no access token. */
function describeTokenFailure({ facts }, names) {
    const { kind } = facts;
    if (kind === 'client-rejected')
        return clientRejected(facts, names);
    if (kind === 'grant-type-rejected')
        return grantTypeRejected(facts, names);
    return kind === 'unavailable' ? unavailable(facts, names) : answerInvalid(kind, facts, names);
}
function clientRejected(facts, names) {
    const { status, oauthError, quotation } = facts;
    const reason = `status ${status}${oauthError === undefined ? '' : `, ${oauthError}`}`;
    const message = `GoTo does not accept ${names.clientId} with ${names.clientSecret} (${reason}).${quotation}${lostAnswer(facts)}`;
    const { sources } = names;
    const hint = sources === undefined
        ? `Copy client-id again from the OAuth client at ${_goto_grant__WEBPACK_IMPORTED_MODULE_9__/* .clientsPage */ .e} and save it. GoTo shows client-secret only once: create a new one and save it too.`
        : `Open the OAuth client at ${_goto_grant__WEBPACK_IMPORTED_MODULE_9__/* .clientsPage */ .e}, and compare its client ID with ${sources.clientId ?? 'the one that you typed'}. GoTo shows the client secret only once: if you are not sure that ${sources.clientSecret ?? 'the one that you typed'} is right, create a new one there. Then run the command again.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('client-rejected', message, { hint });
}
/** The grants, as the OAuth client names them under Grant types. */
const grantNames = {
    refresh_token: 'Refresh Token',
    authorization_code: 'Authorization Code',
    personal_access_token: 'Personal Access Token',
};
function grantTypeRejected(facts, { clientId, runAgain }) {
    const { status, grantType, quotation } = facts;
    const name = grantNames[grantType];
    const message = `GoTo does not allow the grant type ${name} for the OAuth client of ${clientId} (status ${status}).${quotation}${lostAnswer(facts)}`;
    const then = runAgain.charAt(0).toLowerCase() + runAgain.slice(1);
    const hint = `Open the OAuth client of ${clientId} at ${_goto_grant__WEBPACK_IMPORTED_MODULE_9__/* .clientsPage */ .e}, and switch on ${name} under Grant types. Then ${then}. Nothing is wrong with the credentials.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('client-rejected', message, { hint });
}
function unavailable(facts, names) {
    const { host, error, redirectHost } = facts;
    const quotation = error === undefined ? facts.quotation : '';
    const leadsTo = redirectHost === undefined ? '' : `, a redirect to ${redirectHost}`;
    const problem = error === undefined ? 'GoTo did not issue a token' : 'GoTo could not be reached';
    const checkSettings = quotation === ''
        ? `${names.runAgain}. If it fails again, ${checkAddress(names)}`
        : `Look up GoTo's reason, quoted above, in its documentation, and check the OAuth client and ${names.tokenUrl}.`;
    const otherwise = redirectHost ? moved(redirectHost, names.tokenUrl) : checkSettings;
    const message = `${problem} (${host}: ${(0,_network__WEBPACK_IMPORTED_MODULE_8__/* .describeFacts */ .Lm)(facts)}${leadsTo}).${quotation}${lostAnswer(facts)}`;
    const hint = (0,_network__WEBPACK_IMPORTED_MODULE_8__/* .adviceFor */ .cp)(facts, names, otherwise);
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('goto-unavailable', message, { hint, cause: error });
}
function checkAddress({ tokenUrl }) {
    return `check that no proxy answers in GoTo's place, and that ${tokenUrl}, if you set it, is GoTo's token endpoint.`;
}
/** @param setting what holds the address: 'token-url' */
function moved(redirectHost, setting) {
    return `If GoTo's documentation says that this address has moved to ${redirectHost}, set ${setting} to the new one. If not, check that no proxy or log-in page of your network answers in its place: redirects are not followed, because the request carries credentials.`;
}
const answerProblems = {
    'no-json': 'is not a JSON object, so there is no access_token in it',
    cut: 'is cut off, so its access_token cannot be used',
    'no-access-token': 'has no access_token',
    'invalid-access-token': 'has an access_token that is not valid',
};
function answerInvalid(kind, { host, status = 200, grantType, isRotated, quotation }, names) {
    const next = isRotated
        ? 'Start a new run, not a re-run: the new refresh token of this answer is stored.'
        : afterInvalidAnswer[grantType];
    const hint = `${next} If it happens again, ${checkAddress(names)}`;
    const from = status === 200 ? host : `${host} (status ${status})`;
    const message = `GoTo's answer from ${from} ${answerProblems[kind]}.${quotation}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('goto-answer-invalid', message, { hint });
}
const afterInvalidAnswer = {
    refresh_token: `Start a new run. If it fails with refresh-token-rejected, GoTo rotated the refresh token in this answer: ${_names__WEBPACK_IMPORTED_MODULE_7__/* .authorizeAgain */ .i6}.`,
    authorization_code: 'Run the command again and sign in again: each sign-in can be exchanged only once.',
    personal_access_token: 'Start a new run.',
};
/** What to know when an answer of GoTo was lost, with a leading space, to append to a sentence. */
function lostAnswer(facts) {
    return facts.answerLost ? lostAnswers[facts.grantType] : '';
}
const lostAnswers = {
    refresh_token: ' An answer of GoTo may have been lost: GoTo may have rotated the refresh token in it, and then the stored one does not work any more.',
    authorization_code: ' An answer of GoTo may have been lost, so this sign-in may not work a second time.',
    personal_access_token: '',
};
/** The error for a rejected refresh token (`invalid_grant`). */
function refreshTokenRejected(rejected) {
    const { quotation, answerLost, claims, secrets } = rejected;
    const lost = lostAnswer({ answerLost, grantType: 'refresh_token' });
    const written = `${(0,_github_places__WEBPACK_IMPORTED_MODULE_2__/* .secretLabel */ .Rq)(secrets[0])} was last written at ${(0,_dates__WEBPACK_IMPORTED_MODULE_10__/* .isoSeconds */ .n)(secrets[0].updatedAt)}.`;
    const message = `GoTo rejected the refresh token (invalid_grant).${quotation}${lost} ${causeOf(rejected)} ${written}`;
    const when = claims.typ === 'a' && !rejected.isNewer ? 'To get a refresh token' : 'If that is refused too';
    const hint = `${firstStep(rejected)} ${when}, ${authorizeWithCommand(rejected)}`;
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('refresh-token-rejected', message, { hint });
}
function firstStep({ isNewer, claims, secrets, attempt }) {
    if (isNewer)
        return 'Start a new run, not a re-run: a newer token was stored meanwhile.';
    if (claims.typ === 'a')
        return 'Save a refresh token in the secret, not an access token.';
    const ageMs = Date.now() - secrets[0].updatedAt.getTime();
    if (Math.abs(ageMs) < _limits__WEBPACK_IMPORTED_MODULE_5__/* .justWrittenMs */ .C3) {
        return 'Start a new run, not a re-run: the secret has just been written. If this job calls the action twice, once is enough.';
    }
    const why = attempt > 1
        ? `this is attempt ${attempt}, which may have the token of the first one.`
        : 'a newer token may have been stored since this run was queued.';
    return `Start a new run, not a re-run: ${why}`;
}
/** What may have become of the token. */
function causeOf({ claims: { exp, typ }, isReplaced }) {
    const isExpired = exp !== undefined && exp.getTime() < Date.now();
    const date = exp ? `, which expire${isExpired ? 'd' : 's'} at ${(0,_dates__WEBPACK_IMPORTED_MODULE_10__/* .isoSeconds */ .n)(exp)}` : '';
    const token = exp ? `The token${date},` : 'The token';
    if (typ === 'a')
        return `By its claim typ, the token is an access token${date}.`;
    if (isReplaced)
        return `${token} was replaced by a newer one.`;
    if (exp === undefined) {
        return `The token was replaced or revoked, or has expired (a token is valid for ${_limits__WEBPACK_IMPORTED_MODULE_5__/* .refreshTokenLifeDays */ .UL} days).`;
    }
    return isExpired
        ? `The token expired at ${(0,_dates__WEBPACK_IMPORTED_MODULE_10__/* .isoSeconds */ .n)(exp)}, or was replaced or revoked before.`
        : `${token} was replaced or revoked.`;
}
/** The end of a sentence: to authorize again, with the command for it if shells read it alike. */
function authorizeWithCommand({ secrets, githubApiUrl }) {
    const { name, place } = secrets[0];
    const values = [
        ...secrets.map(({ place: one }) => one.kind === 'organization' ? ['--org', one.org] : ['--repo', `${one.owner}/${one.repo}`]),
        ...(place.kind === 'environment' ? [['--env', place.environment_name]] : []),
        ...(name === _settings__WEBPACK_IMPORTED_MODULE_6__/* .sharedDefaults */ .oc.secretName ? [] : [['--secret-name', name]]),
        ...(githubApiUrl === 'https://api.github.com' ? [] : [['--github-api-url', githubApiUrl]]),
    ];
    // Git Bash leaves a URL as it is.
    const isSafe = (value = '') => (0,_github_recovery__WEBPACK_IMPORTED_MODULE_3__/* .isPastable */ .RQ)(value) || /^https?:\/\/[\w./:[\]-]+$/.test(value);
    if (!values.every(([, value]) => isSafe(value)))
        return `${_names__WEBPACK_IMPORTED_MODULE_7__/* .authorizeAgain */ .i6}.`;
    const options = values.map(([option, value]) => `${option} ${(0,_github_recovery__WEBPACK_IMPORTED_MODULE_3__/* .quoted */ .TL)(value ?? '')}`).join(' ');
    return `authorize again: npx --allow-remote=root ${packageUrl} authorize ${options}`;
}
const packageUrl = `${_names__WEBPACK_IMPORTED_MODULE_7__/* .repositoryUrl */ .Ek}/releases/download/v${_package_json__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE}/goto-access-token-${_package_json__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE}.tgz`;
/** The error for a rejected code of a sign-in (`invalid_grant`). */
function codeRejected({ quotation, answerLost }) {
    const lost = lostAnswer({ answerLost, grantType: 'authorization_code' });
    return new CommandError(`GoTo rejected the code of this sign-in (invalid_grant).${quotation}${lost} No secret was written.`, 'Run the command again and sign in again: a code works once, and for a few minutes.');
}
/** The error for a sign-in that brought no refresh token. */
function noRefreshToken({ tokenUrl }) {
    const message = "GoTo's answer has no usable refresh_token. No secret was written.";
    const hint = `Run the command again. If it happens again, check at ${clientsPage} that Refresh Token is switched on under Grant types in the OAuth client, and that ${tokenUrl}, if you set it, is GoTo's token endpoint.`;
    return new ActionError('goto-answer-invalid', message, { hint });
}
/** The error for a rejected personal access token (`invalid_grant`). */
function personalAccessTokenRejected({ quotation }) {
    const message = `GoTo rejected personal-access-token (invalid_grant).${quotation}`;
    const hint = 'Create a new personal access token at myaccount.goto.com (Developer Tools, Create token), and save it where personal-access-token comes from. ' +
        'Its scopes must match those of the OAuth client, and the user who creates it must be the organizer.';
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ('personal-access-token-rejected', message, { hint });
}
const checkApi = "Start a new run. If it fails again, check that no proxy answers in GoTo's place, and that goto-api-url, if you set it, is the API of GoTo.";
/** The error of a lookup that brought no keys. Only the action looks up. */
function describeOrganizerFailure({ facts }, names) {
    const code = 'organizer-lookup-failed';
    if (facts.kind === 'unexpected-field') {
        const message = `GoTo's record of the organizer cannot be used: ${facts.field} has an unexpected value.`;
        const hint = checkApi;
        return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ(code, message, { hint });
    }
    const { host, status, error, redirectHost, quotation } = facts;
    const leadsTo = redirectHost === undefined ? '' : `, a redirect to ${redirectHost}`;
    const otherwise = redirectHost ? moved(redirectHost, 'goto-api-url') : checkApi;
    const isRefused = status === 401 || status === 403;
    const hint = isRefused ? lookupRefused(facts) : (0,_network__WEBPACK_IMPORTED_MODULE_8__/* .adviceFor */ .cp)(facts, names, otherwise);
    const message = `The organizer could not be looked up at GoTo (${host}: ${(0,_network__WEBPACK_IMPORTED_MODULE_8__/* .describeFacts */ .Lm)(facts)}${leadsTo}).${quotation} The tokens are safe, and the other outputs are set.`;
    return new _errors__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ(code, message, { hint, cause: error });
}
/** The scope is to blame only if this token lacks it: GoTo refuses a missing role in the same way. */
function lookupRefused({ bearerError, hasScope }) {
    if (bearerError === 'invalid_token') {
        return 'Start a new run: GoTo does not take the access token that it has just issued (invalid_token). If it happens again, check that token-url and goto-api-url are those of GoTo. Or remove lookup-organizer from the step.';
    }
    const isRole = hasScope && bearerError === undefined;
    const cause = isRole
        ? `Ask an administrator of your GoTo account to check the role of this user in GoTo Admin: this token has the scope ${_goto_organizer__WEBPACK_IMPORTED_MODULE_4__/* .organizerScope */ .Sf}, so the scope is not the reason.`
        : `Tick the scope ${_goto_organizer__WEBPACK_IMPORTED_MODULE_4__/* .organizerScope */ .Sf} in the OAuth client at ${_goto_grant__WEBPACK_IMPORTED_MODULE_9__/* .clientsPage */ .e}, then ${_names__WEBPACK_IMPORTED_MODULE_7__/* .authorizeAgain */ .i6}, or create a personal access token that has it: this token ${bearerError === undefined ? 'probably ' : ''}lacks the scope, and a refresh keeps the old ones.`;
    return `${cause} Or remove lookup-organizer from the step.`;
}


/***/ }),

/***/ 7944:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bk: () => (/* binding */ actionNames),
/* harmony export */   Ek: () => (/* binding */ repositoryUrl),
/* harmony export */   Eq: () => (/* binding */ fromGh),
/* harmony export */   i6: () => (/* binding */ authorizeAgain)
/* harmony export */ });
/* unused harmony export commandNames */
/* harmony import */ var _package_json__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8330);

/** Where this action and its issues are. */
const repositoryUrl = _package_json__WEBPACK_IMPORTED_MODULE_0__/* .repository */ .Jk.replace('github:', 'https://github.com/');
/** What to do when only a new sign-in helps, as a part of a sentence. */
const authorizeAgain = 'authorize again (README, "Set up", step 2)';
/** The source of a token that gh printed: the command that prints it. */
const fromGh = 'gh auth token';
/** The action names the inputs of `action.yml`. */
const actionNames = {
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
    sources: undefined,
};
/** The command names its options and its variables. */
function commandNames(sources) {
    const origin = (variable) => variable === undefined ? 'that you typed' : `from ${variable}`;
    return {
        clientId: `the client ID ${origin(sources.clientId)}`,
        clientSecret: `the client secret ${origin(sources.clientSecret)}`,
        githubToken: `the GitHub token from ${sources.token}`,
        tokenUrl: '--token-url',
        githubApiUrl: '--github-api-url',
        repository: sources.repository,
        organization: 'option --org',
        runAgain: 'Run the command again',
        machine: 'this machine',
        setGitHubTokenTo: `Set ${sources.tokenVariable} to`,
        sources,
    };
}


/***/ }),

/***/ 6482:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jt: () => (/* binding */ moreOpenFiles),
/* harmony export */   Lm: () => (/* binding */ describeFacts),
/* harmony export */   cp: () => (/* binding */ adviceFor),
/* harmony export */   eV: () => (/* binding */ describeRetry)
/* harmony export */ });
/* harmony import */ var _http_outcome__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4620);

/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
function describeFacts({ status, error }) {
    return error === undefined ? `status ${status}` : error.message;
}
/** The line of the log for a try that failed, before the next one. */
function describeRetry({ operation, host, outcome, waitMs, isNewAppToken }) {
    const seconds = (waitMs / 1000).toFixed(1);
    const why = isNewAppToken
        ? " It takes some seconds until every part of GitHub accepts a new App token. The workflow's own GITHUB_TOKEN never helps here."
        : '';
    return `Trying again in ${seconds} s: could not ${operation} (${host}: ${describeFacts((0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .factsOf */ .xS)(outcome))}).${why}`;
}
/**
 * What to do about a call that failed, whichever service it was for.
 *
 * @param otherwise the advice when a response came and its content is the problem
 */
function adviceFor({ status, error }, names, otherwise) {
    if (error !== undefined)
        return adviceForError(error, names);
    if (status !== 429 && (status ?? 0) < 500)
        return otherwise;
    return `${names.runAgain} later: the service is busy or down, which usually passes.`;
}
/** What to do where no more files and connections can be opened. */
function moreOpenFiles({ machine }) {
    return `Raise the limit of open files on ${machine} (ulimit -n), or run less at the same time there.`;
}
function adviceForError({ reason }, names) {
    const { runAgain, machine } = names;
    const checked = (0,_http_outcome__WEBPACK_IMPORTED_MODULE_0__/* .isToldNotToCheck */ .YB)()
        ? ` NODE_TLS_REJECT_UNAUTHORIZED=0 on ${machine} is not obeyed: certificates are always checked.`
        : '';
    const network = `${runAgain}. If it fails again, check the network of ${machine}, and its variables https_proxy and no_proxy.`;
    const advice = {
        network,
        'time-out': network,
        'open-files': moreOpenFiles(names),
        certificate: `Set NODE_EXTRA_CA_CERTS on ${machine} to the CA certificate file of your network, such as that of a proxy that inspects TLS: ${machine} does not trust the certificate that it received. If your network has none, do not try again, and ask whoever runs it: somebody may be reading the traffic.${checked}`,
        'certificate-date': `Check the clock of ${machine}: by that clock, the certificate has expired or is not valid yet. If the clock is right, the owner of the server or of the proxy must renew the certificate.${checked}`,
        tls: 'Check that the address is right, and check any proxy on the way: no secure connection (TLS) could be made.',
        'proxy-tls': `Write http:// in https_proxy on ${machine}, unless the proxy itself takes TLS: no secure connection to it could be made.`,
        'proxy-refused': `Check the user name and the password in the https_proxy variable of ${machine}, and whether the proxy lets this host through.`,
        'proxy-setting': `Correct https_proxy on ${machine}, or remove it. In its user name and password, special characters must be percent-encoded: % as %25, # as %23, @ as %40, : as %3A, / as %2F, and the backslash of a Windows domain as %5C.`,
    };
    return advice[reason];
}


/***/ }),

/***/ 9678:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PF: () => (/* binding */ runPhase),
/* harmony export */   al: () => (/* binding */ inOrder),
/* harmony export */   eG: () => (/* binding */ whenAborted),
/* harmony export */   mT: () => (/* binding */ Cancellation)
/* harmony export */ });
/* unused harmony export signals */
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_0__);

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
/* harmony export */   nx: () => (/* binding */ parseCredential),
/* harmony export */   oc: () => (/* binding */ sharedDefaults),
/* harmony export */   pI: () => (/* binding */ parseToken),
/* harmony export */   sg: () => (/* binding */ isToken)
/* harmony export */ });
/* harmony import */ var _errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _limits__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(351);


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
/** Whether a text can be a token, as an input takes it: printable ASCII without spaces. */
function isToken(text) {
    return wrappingOf(text) === undefined && /^[\x21-\x7e]+$/.test(text);
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
/** The client ID or the client secret: no quotes around it, no expression, no control characters. */
function parseCredential(setting, value) {
    throwIfWrapped(setting, value);
    return parseText(setting, value);
}
/** @throws ActionError `input-invalid`, or CommandError, never showing the value */
function parseToken(setting, value) {
    throwIfWrapped(setting, value);
    if (isToken(value))
        return value;
    const problem = 'contains a space, a line break or another character that no token has';
    throw invalidSetting(setting, problem, saveAgain(setting));
}
/** An expression of GitHub, or a variable of a shell, that nobody expanded. */
const expression = /^(\$\{?\w+\}?|(secrets|vars|env)\.[\w-]+|\$?\{\{.*\}\}|\$\{\{.*)$/s;
/** What a value is in place of the value itself. */
function wrappingOf(value) {
    if (expression.test(value))
        return 'expression';
    if (/^\{.*\}$/s.test(value))
        return 'a JSON object';
    return /^["'`].*["'`]$/s.test(value) ? 'in quotes' : undefined;
}
function throwIfWrapped(setting, value) {
    const wrapping = wrappingOf(value);
    if (wrapping === 'expression') {
        const hint = `Write \${{ secrets.NAME }} in ${setting.name}, with the name of your secret in place of NAME.`;
        throw invalidSetting(setting, 'is an expression that nobody expanded', hint);
    }
    if (wrapping === undefined)
        return;
    throw invalidSetting(setting, `is ${wrapping}, and must be the value alone`, saveAgain(setting));
}
function saveAgain({ name }) {
    return `Save the value of ${name} again: nothing but the value, on one line, without quotes.`;
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
    // The host is printed in commands, and the URL parser lets $(id) pass in it.
    if (!/^([\w.-]+|\[[\da-f:]+\])$/.test(parsed.hostname)) {
        const problem = 'has a host name with a character that no host has';
        throw invalidSetting(setting, problem, `Copy the address in ${name} again.`);
    }
    return parsed;
}
function isLoopback({ hostname }) {
    // The URL parser has normalized every spelling of an IPv4 address (0x7f.1, 2130706433).
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
    // In a path, dots would lead to another place.
    if (value !== '.' && value !== '..' && value.length <= _limits__WEBPACK_IMPORTED_MODULE_1__/* .maxPlaceNameLength */ .zO)
        return value;
    throw invalidSetting(setting, 'is not a name that GitHub allows', 'Copy the name from GitHub.');
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

/***/ 2755:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ TokenLifecycle),
  F: () => (/* binding */ storedAfterPrinting)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./src/github/client.ts
var client = __webpack_require__(6584);
// EXTERNAL MODULE: ./src/github/recovery.ts
var recovery = __webpack_require__(3332);
// EXTERNAL MODULE: ./src/github/store.ts
var store = __webpack_require__(2378);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
// EXTERNAL MODULE: ./src/limits.ts
var limits = __webpack_require__(351);
// EXTERNAL MODULE: ./src/goto/grant.ts
var goto_grant = __webpack_require__(7649);
// EXTERNAL MODULE: ./src/goto/response-fields.ts
var response_fields = __webpack_require__(4732);
// EXTERNAL MODULE: ./src/goto/token-response.ts
var token_response = __webpack_require__(9576);
;// CONCATENATED MODULE: ./src/goto/token-request.ts





/** @throws TokenFailure as `processTokenResponse` does */
async function requestTokens({ client, grant, tokenUrl }, phase, { transport, redactor, onSending }) {
    let requestedAt = new Date();
    const request = {
        method: 'POST',
        url: tokenUrl,
        headers: {
            accept: 'application/json',
            authorization: `Basic ${(0,goto_grant/* basicCredential */.g)(client)}`,
            'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(grant).toString(),
        onSending: () => {
            requestedAt = new Date();
            onSending();
        },
    };
    const call = {
        operation: 'get an access token from GoTo',
        request,
        decideRetry: retry/* retryWhenBusy */.e6,
        isEnough: response_fields/* hasTokens */.Tf,
        answerMs: limits/* tokenAnswerMs */.W0,
    };
    const onRetry = (retry) => {
        // An answer that is asked for again may hold tokens, too.
        (0,response_fields/* readAnswer */.JN)(retry.outcome, redactor);
        transport.onRetry(retry);
    };
    const sent = await (0,retry/* sendWithRetries */.HI)(call, phase, { ...transport, onRetry });
    return (0,token_response/* processTokenResponse */._)(sent, { grant, tokenUrl, requestedAt, redactor });
}

// EXTERNAL MODULE: ./src/process/phase.ts
var process_phase = __webpack_require__(9678);
;// CONCATENATED MODULE: ./src/token-lifecycle.ts







/**
 * Tracks a token from the request to the store. Limits each step after a signal or a crash, and
 * prints a recovery command for every sealed value that is not stored when the process ends.
 */
class TokenLifecycle {
    options;
    cancellation = new process_phase/* Cancellation */.mT();
    #state = { stage: 'not-asked' };
    #grantType;
    #sealed;
    constructor(options) {
        this.options = options;
        process.once('exit', this.#onExit);
    }
    get state() {
        return this.#state;
    }
    get progress() {
        return { stage: this.#state.stage, grantType: this.#grantType };
    }
    get writes() {
        return 'writes' in this.#state ? this.#state.writes : [];
    }
    within(times, work) {
        return (0,process_phase/* runPhase */.PF)(times, this.cancellation, work);
    }
    /** Asks GoTo for tokens. Once the request has left, a signal does not end the wait at once. */
    async requestTokens(request, context) {
        this.#grantType = request.grant.grant_type;
        const graceMs = () => (this.#state.stage === 'not-asked' ? 0 : limits/* afterSignal */.TR.answerMs);
        const onSending = () => {
            this.#state = { stage: 'asked' };
        };
        const response = await this.within({ ...limits/* tokenTimes */.aO, graceMs }, (phase) => requestTokens(request, phase, { ...context, onSending }));
        if (response.kind === 'rejected')
            this.#state = { stage: 'rejected' };
        else if (response.newRefreshToken === undefined)
            this.#state = { stage: 'kept' };
        else
            this.#state = { stage: 'unstored', writes: [] };
        return response;
    }
    /** Seals all values. From then on each is saved, and printed if it cannot be stored. */
    async seal(rounds, { seal, github }) {
        const sealed = await Promise.all(rounds.map((round) => Promise.all(round.map(({ target, value }) => (0,store/* sealFor */.JV)(target, value, seal)))));
        this.restore(sealed, github.apiUrl);
        this.#changed();
    }
    restore(rounds, apiUrl) {
        this.#sealed = { rounds, apiUrl };
        this.#state = { stage: 'unstored', writes: rounds.flat() };
    }
    /**
     * Stores what is sealed, one round after the other; after an interruption all at once.
     *
     * @returns `sent`, when every write has left, or after two seconds; and `done`, when all is over and
     *   the `state` of each says what became of it. Rejects on a bug.
     */
    store(github, { limitMs = limits/* storeTimes */.sB.limitMs, ...options } = {}) {
        const events = { ...options, onChange: () => this.#changed() };
        const allSent = new Promise((resolve) => {
            const unsent = new Set(this.writes.filter(isPending));
            events.onSent = (write) => {
                unsent.delete(write);
                if (unsent.size === 0)
                    resolve();
            };
        });
        const done = this.#storeRounds(github, limitMs, events);
        // Whoever waits for `done` later must not find an unhandled rejection.
        const over = done.catch(() => undefined);
        // A GitHub that cannot be reached must not hold up the outputs for long.
        const enough = (0,promises_.setTimeout)(limits/* publishAfterMs */.Ct, undefined, { ref: false });
        return { sent: Promise.race([allSent, over, enough]), done };
    }
    #changed() {
        if (this.#sealed)
            this.options.onChange?.(this.writes, this.#sealed.apiUrl);
    }
    async #storeRounds(github, limitMs, events) {
        if (!this.#sealed)
            throw new Error('nothing is sealed');
        const { rounds } = this.#sealed;
        const { writes } = this;
        const cancelRecoveries = this.#printWhenLate();
        try {
            const times = { ...limits/* storeTimes */.sB, limitMs, graceMs: () => limits/* afterSignal */.TR.writeMs };
            await this.within(times, async (phase) => {
                const client = github.during(phase);
                const interrupted = new Promise((resolve) => (0,process_phase/* whenAborted */.eG)(phase.interrupted, resolve));
                const started = [];
                for (const round of rounds) {
                    const stored = (0,store/* store */.M_)(round.filter(isPending), client, events);
                    started.push(stored);
                    // With seconds left, a write that hangs must not keep the next round from its only try.
                    await Promise.race([stored, interrupted]);
                }
                await Promise.all(started);
            });
        }
        finally {
            cancelRecoveries();
            if (!writes.some(isUnstored))
                this.#state = { stage: 'stored', writes };
        }
    }
    /** Prints a command for each value that is not stored and whose command is not printed yet. */
    printRecoveries() {
        if (this.#state.stage !== 'unstored' || !this.#sealed)
            return;
        const hostname = (0,client/* ghHostname */.jw)(this.#sealed.apiUrl);
        const due = this.writes.filter((write) => isUnstored(write) && isUsable(write) && write.printedValue !== write.encryptedValue);
        if (due.length === 0)
            return;
        this.options.printRecoveries(due.map((write) => (0,recovery/* recoveryFor */.JU)(write, hostname)));
        // After that: what could not be printed is tried once more.
        for (const write of due)
            write.printedValue = write.encryptedValue;
        this.#changed();
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
        this.options.onEarlyExit?.();
    };
    /**
     * Prints the recoveries when it is risky to wait any longer for the writes: 5 s after a signal, or at
     * once after a crash. Returns a function that cancels this.
     */
    #printWhenLate() {
        let timer;
        const cancel = (0,process_phase/* whenAborted */.eG)(this.cancellation.interrupted, () => {
            const { kind, at } = this.cancellation.interruption ?? { kind: 'crash', at: 0 };
            const waitMs = kind === 'crash' ? 0 : at + limits/* afterSignal */.TR.recoveryMs - performance.now();
            if (waitMs <= 0)
                this.printRecoveries();
            else
                timer = setTimeout(() => this.printRecoveries(), waitMs);
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
/** Whether GitHub can open the value. */
function isUsable({ state }) {
    return !(state.kind === 'failed' && state.refusal.facts.kind === 'key-changed');
}
/** The writes whose command was printed, and which were stored after all. */
function storedAfterPrinting(writes) {
    return writes.filter(({ state, printedValue }) => state.kind === 'stored' && printedValue !== undefined);
}


/***/ }),

/***/ 8330:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('{"rE":"1.0.0","Jk":"github:OWNER/REPO"}');

/***/ })

};
;