import { version } from '../../package.json';

/** Who we are, on every request, that to a proxy included. */
export const userAgent = `goto-access-token/${version}`;
