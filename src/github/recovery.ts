import { isoSeconds } from '../dates';
import type { GitHub } from './client';
import { secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person can store a value that the program could not store. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  /** one command to paste into a shell; it may have several lines */
  command: string;
}

/**
 * The `gh api` command that stores a sealed value. The value is sealed with GitHub's own key for the
 * place, so the command may stand in a public log.
 */
export function recoveryFor(write: PendingWrite, github: GitHub): Recovery {
  const { target } = write;
  const put = `gh api --method PUT ${shellQuoted(github.ghPath(writeEndpoint(target)))}`;
  const hostname =
    github.ghHostname === undefined ? '' : ` --hostname ${shellQuoted(github.ghHostname)}`;
  const body = writeBody(write);
  const command =
    target.place.kind === 'organization'
      ? // The ids are a list of numbers, which gh's -f, for strings, cannot send.
        `${put} --input -${hostname} <<'JSON'\n${JSON.stringify(body)}\nJSON`
      : `${put} -f encrypted_value=${shellQuoted(body.encrypted_value)} -f key_id=${shellQuoted(body.key_id)}${hostname}`;
  return { label: secretLabel(target), command };
}

/** One argument for a POSIX shell, whatever it contains. */
export function shellQuoted(argument: string): string {
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * When to paste the command.
 *
 * @param receivedAt when GoTo sent the refresh token
 */
export function recoveryCondition(receivedAt: Date): string {
  return (
    `Paste it soon, where gh is signed in and may write that secret, and only if the secret was not written after ${isoSeconds(receivedAt)}: ` +
    'otherwise it would restore an older token. Only GitHub can open the sealed value.'
  );
}
