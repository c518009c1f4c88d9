import { isoSeconds } from '../dates';
import type { GitHub } from './client';
import { routeToWrite, secretLabel } from './places';
import { type SealedSecret, writeBody } from './store';

/** What a person needs to store a value that could not be stored. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  /** one command, to be pasted into a shell; it may span lines */
  command: string;
}

/**
 * The command that stores a sealed value with `gh api`. The value is sealed under GitHub's own key
 * for that place, so the command may be shown in a public log.
 */
export function recoveryFor(sealed: SealedSecret, github: GitHub): Recovery {
  const { route, parameters } = routeToWrite(sealed.secret);
  const put = `gh api --method PUT ${quoted(github.ghPath(route, parameters))}`;
  const hostname =
    github.ghHostname === undefined ? '' : ` --hostname ${quoted(github.ghHostname)}`;
  const body = writeBody(sealed);
  const command =
    sealed.secret.place.kind === 'organization'
      ? // The ids are a list of numbers, which gh's -f, for strings, cannot send.
        `${put} --input -${hostname} <<'JSON'\n${JSON.stringify(body)}\nJSON`
      : `${put} -f encrypted_value=${quoted(body.encrypted_value)} -f key_id=${quoted(body.key_id)}${hostname}`;
  return { label: secretLabel(sealed.secret), command };
}

/** One argument of a POSIX shell, whatever is in it. */
export function quoted(argument: string): string {
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * When the command may be pasted, as a sentence.
 *
 * @param receivedAt when GoTo sent the refresh token
 */
export function recoveryCondition(receivedAt: Date): string {
  return (
    `Paste it soon, where gh is signed in with the right to write that secret, and only if the secret was not written after ${isoSeconds(receivedAt)}: ` +
    'it would put back an older token. Only GitHub can open the sealed value.'
  );
}
