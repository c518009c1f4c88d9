/** Where GoTo lists the OAuth clients of a person. */
export const clientsPage = 'developer.logmeininc.com/clients';

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/**
 * What is exchanged for tokens: exactly the fields of the form (RFC 6749 sections 6 and 4.1.3; the
 * personal access token is GoTo's own).
 */
export type Grant =
  | { grant_type: 'refresh_token'; refresh_token: string }
  | { grant_type: 'personal_access_token'; pat: string }
  | {
      grant_type: 'authorization_code';
      code: string;
      redirect_uri: string;
      /** RFC 7636 */
      code_verifier: string;
    };

/**
 * Base64 of both halves as they are: RFC 6749 section 2.3.1 form-encodes them first, but GoTo does not
 * (its documentation of the token endpoint), and its secrets contain `+`, `/` and `=`.
 */
export function basicCredential({ clientId, clientSecret }: ClientCredentials): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}
