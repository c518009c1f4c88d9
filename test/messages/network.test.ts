import { expect, it } from 'vitest';
import { factsOf } from '../../src/http/outcome';
import { actionNames } from '../../src/messages/names';
import { adviceFor, describeFacts, describeRetry } from '../../src/messages/network';
import { neverSent, noResponse, response, timeOut, untrusted } from '../support/scripted-transport';

it('each outcome is described, and comes with advice', async () => {
  const outcomes = [200, 404, 429, 430, 499, 500, 503].map((status) => response(status));
  const failures = [
    neverSent,
    timeOut,
    untrusted,
    noResponse('certificate-date', 'CERT_HAS_EXPIRED'),
    noResponse('open-files', 'EMFILE'),
    noResponse('tls', 'EPROTO'),
    noResponse('proxy-tls', 'EPROTO at the proxy'),
    noResponse('proxy-refused', 'the proxy refused the connection with status 407'),
  ];
  const wrongSetting = noResponse('proxy-setting', 'the https_proxy variable is not a valid URL');
  const names = { ...actionNames, runAgain: 'RUN AGAIN', machine: 'MACHINE' };
  const rows = [...outcomes, ...failures, wrongSetting]
    .map(factsOf)
    .map((facts) => `${describeFacts(facts)}: ${adviceFor(facts, names, 'OTHERWISE')}`);
  expect(rows.join('\n')).toMatchInlineSnapshot(`
    "status 200: OTHERWISE
    status 404: OTHERWISE
    status 429: RUN AGAIN later: the service is busy or down, which usually passes.
    status 430: OTHERWISE
    status 499: OTHERWISE
    status 500: RUN AGAIN later: the service is busy or down, which usually passes.
    status 503: RUN AGAIN later: the service is busy or down, which usually passes.
    ECONNREFUSED: RUN AGAIN. If it fails again, check the network of MACHINE, and its variables https_proxy and no_proxy.
    no answer in time: RUN AGAIN. If it fails again, check the network of MACHINE, and its variables https_proxy and no_proxy.
    SELF_SIGNED_CERT_IN_CHAIN: Set NODE_EXTRA_CA_CERTS on MACHINE to the CA certificate file of your network, such as that of a proxy that inspects TLS: MACHINE does not trust the certificate that it received. If your network has none, do not try again, and ask whoever runs it: somebody may be reading the traffic.
    CERT_HAS_EXPIRED: Check the clock of MACHINE: by that clock, the certificate has expired or is not valid yet. If the clock is right, the owner of the server or of the proxy must renew the certificate.
    EMFILE: Raise the limit of open files on MACHINE (ulimit -n), or run less at the same time there.
    EPROTO: Check that the address is right, and check any proxy on the way: no secure connection (TLS) could be made.
    EPROTO at the proxy: Write http:// in https_proxy on MACHINE, unless the proxy itself takes TLS: no secure connection to it could be made.
    the proxy refused the connection with status 407: Check the user name and the password in the https_proxy variable of MACHINE, and whether the proxy lets this host through.
    the https_proxy variable is not a valid URL: Correct https_proxy on MACHINE, or remove it. In its user name and password, special characters must be percent-encoded: % as %25, # as %23, @ as %40, : as %3A, / as %2F, and the backslash of a Windows domain as %5C."
  `);
});

it('a retry says what failed, when it is tried again, and what is waited for', () => {
  const retry = { operation: 'ask', host: 'api.github.com', outcome: response(403), waitMs: 1_449 };
  const lines = [undefined, 'new-app-token' as const].map((awaited) =>
    describeRetry({ ...retry, awaited }),
  );
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "Trying again in 1.4 s: could not ask (api.github.com: status 403).
    Trying again in 1.4 s: could not ask (api.github.com: status 403). All of GitHub knows a new App token only after some seconds. The workflow's own GITHUB_TOKEN never helps here."
  `);
});
