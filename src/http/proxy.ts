import http from 'node:http';
import https from 'node:https';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { HttpFailure } from './error';
import { userAgent } from './user-agent';

/** The way to a host. */
export interface Route {
  agent: http.Agent;
  viaProxy: boolean;
}

/**
 * Finds the way to each host, and keeps its connections for the next request.
 *
 * The toolkit's `@actions/http-client` chooses the proxy, but its own tunnel does not lead there: it
 * calls `new Buffer` for proxy credentials, which prints a deprecation to stderr, and what goes
 * through it cannot be abandoned.
 */
export function createAgents(): (url: URL) => Promise<Route> {
  const direct = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  const proxied = new Map<string, Promise<http.Agent>>();
  return async (url) => {
    const proxy = proxyFor(url);
    if (!proxy) return { agent: direct[url.protocol as keyof typeof direct], viaProxy: false };
    let agent = proxied.get(proxy.href);
    if (!agent) {
      agent = import('https-proxy-agent').then(
        ({ HttpsProxyAgent }) =>
          new HttpsProxyAgent(proxy.href, {
            keepAlive: true,
            headers: { 'User-Agent': userAgent },
          }),
      );
      proxied.set(proxy.href, agent);
    }
    return { agent: await agent, viaProxy: true };
  };
}

/**
 * The proxy for `url`, as the runner's variables have it.
 *
 * @throws HttpFailure `proxy-setting` when they hold something that is not a proxy
 */
export function proxyFor(url: URL): URL | undefined {
  if (checkBypass(url)) return undefined;
  const proxy = readProxy(url);
  // A setting it cannot read is passed over by the toolkit; going round a proxy that the runner
  // is told to use is not ours to decide.
  if (!proxy && (process.env.https_proxy || process.env.HTTPS_PROXY)) throw unreadableSetting();
  if (!proxy || ['http:', 'https:'].includes(proxy.protocol)) return proxy;
  // 'proxy.example:3128', as curl and the runner take it, reads like a URL with a scheme of its own.
  const spelled = `http://${proxy.href}`;
  if (!proxy.href.includes('://') && URL.canParse(spelled)) return new URL(spelled);
  const message = `the https_proxy variable names a ${proxy.protocol} proxy, and only http: and https: are supported`;
  throw new HttpFailure('proxy-setting', message, false);
}

function readProxy(url: URL): URL | undefined {
  try {
    return getProxyUrl(url);
  } catch {
    throw unreadableSetting();
  }
}

function unreadableSetting(): HttpFailure {
  return new HttpFailure('proxy-setting', 'the https_proxy variable holds no URL', false);
}
