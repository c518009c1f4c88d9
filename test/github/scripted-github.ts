import sodium from 'libsodium-wrappers';
import { createGitHub, type GitHubClient } from '../../src/github/client';
import type { SecretTarget } from '../../src/github/locate';
import type { Secret, SecretPlace } from '../../src/github/places';
import { refusalOf } from '../../src/github/refusals';
import { loadSeal } from '../../src/github/sealed-box';
import type { PendingWrite } from '../../src/github/store';
import type { HttpResponse } from '../../src/http/outcome';
import type { PhaseTimes } from '../../src/process/phase';
import { Redactor } from '../../src/redactor';
import {
  type Answer,
  inPhase,
  oneTry,
  response,
  scriptedTransport,
} from '../support/scripted-transport';

/** GitHub over a scripted transport. */
export async function scriptedGitHub(
  script: Record<string, Answer>,
  { token = 'github_pat_1', baseUrl = 'https://api.github.com' } = {},
) {
  const transport = scriptedTransport(script);
  const options = { token, baseUrl, redactor: new Redactor(() => undefined) };
  const github = await createGitHub(options, transport);
  /** Does something with a client of its own phase. */
  const use = <T>(act: (client: GitHubClient) => Promise<T>, times: PhaseTimes = oneTry) =>
    inPhase((phase) => act(github.during(phase)), times);
  return { github, transport, use };
}

export const repository: SecretPlace = { kind: 'repository', owner: 'octo', repo: 'webinars' };
export const environment: SecretPlace = {
  kind: 'environment',
  owner: 'octo',
  repo: 'webinars',
  environment_name: 'production',
};
export const organization: SecretPlace = { kind: 'organization', org: 'octo' };

export const secretAt = (place: SecretPlace, name = 'GOTO_REFRESH_TOKEN'): Secret => ({
  name,
  place,
});

await sodium.ready;
const keyPair = sodium.crypto_box_keypair();

/** The public key of every place in these tests. */
export const publicKey = { bytes: Buffer.from(keyPair.publicKey), keyId: '568250167242549743' };

export const seal = await loadSeal();

/** A target as `locate` returns it. */
export const targetAt = (place: SecretPlace, more: Partial<SecretTarget> = {}): SecretTarget => ({
  ...secretAt(place),
  updatedAt: new Date('2026-11-01T00:00:00Z'),
  publicKey,
  sharing: undefined,
  ...more,
});

/** A write of a sealed value. */
export const writeTo = (
  place: SecretPlace,
  state: PendingWrite['state'] = { kind: 'pending' },
  more: Partial<SecretTarget> = {},
): PendingWrite => ({
  target: targetAt(place, more),
  encryptedValue: 'c2VhbGVk',
  sealWith: undefined,
  state,
});

/** A write that GitHub answered with this status. */
export const failedWrite = (place: SecretPlace, status: number): PendingWrite => {
  const asked = { part: 'value', secret: secretAt(place) } as const;
  return writeTo(place, {
    kind: 'failed',
    refusal: refusalOf(response(status), asked, silentClient),
  });
};

/** A client that quotes nothing, for what GitHub answered to somebody else. */
export const silentClient: GitHubClient = {
  apiUrl: new URL('https://api.github.com'),
  isAppToken: false,
  quote: () => '',
  send: () => Promise.reject(new Error('unplanned request')),
};

export const keyAnswer = (
  more: Record<string, unknown> = {},
  headers: HttpResponse['headers'] = {},
): HttpResponse =>
  response(
    200,
    { key: publicKey.bytes.toString('base64'), key_id: publicKey.keyId, ...more },
    headers,
  );

/** What GitHub would read. */
export function open(encryptedValue: string): string {
  const sealed = sodium.from_base64(encryptedValue, sodium.base64_variants.ORIGINAL);
  return sodium.to_string(
    sodium.crypto_box_seal_open(sealed, keyPair.publicKey, keyPair.privateKey),
  );
}
