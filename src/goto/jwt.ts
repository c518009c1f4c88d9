import { parseJsonObject } from '../http/outcome';

/** What a token says of itself. */
export interface JwtClaims {
  /** when it expires */
  exp?: Date;
  /** its kind: 'r' in a refresh token of GoTo, 'a' in an access token */
  typ?: string;
}

/**
 * Reads the claims of a token that is a JWT. GoTo does not document that its tokens are JWTs: the
 * claims help with words and warnings, nothing depends on them, and they are not verified. A claim
 * that is not valid is left out. Never throws.
 */
export function jwtClaims(token: string): JwtClaims {
  const [, payload = '', signature] = token.split('.');
  if (signature === undefined) return {};
  const claims = parseJsonObject(Buffer.from(payload, 'base64url').toString());
  const exp = readDate(claims?.exp);
  const typ = claims?.typ;
  return { ...(exp && { exp }), ...(typeof typ === 'string' && { typ }) };
}

/** NumericDate of RFC 7519: seconds since 1970. What is later than the year 9999 is no date. */
function readDate(value: unknown): Date | undefined {
  const isDate = typeof value === 'number' && value > 0 && value < 253_402_300_800;
  return isDate ? new Date(value * 1000) : undefined;
}
