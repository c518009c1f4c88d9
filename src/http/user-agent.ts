import { version } from '../../package.json';

/** Sent with every request, including those to a proxy. */
export const userAgent = `goto-access-token/${version}`;
