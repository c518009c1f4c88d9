import { expect, it } from 'vitest';
import { factsOf } from '../../src/http/outcome';
import { actionNames } from '../../src/messages/names';
import { adviceFor, describeFacts, describeRetry } from '../../src/messages/network';
import { neverSent, noResponse, response, timeOut, untrusted } from '../support/scripted-transport';

it('each outcome is described and comes with advice, and a retry says what failed', async () => {
  const outcomes = [200, 429, 430, 499, 500].map((status) => response(status));
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
  const retry = { operation: 'ask', host: 'api.github.com', outcome: response(403), waitMs: 1_449 };
  const retries = [undefined, true].map((isNewAppToken) =>
    describeRetry({ ...retry, isNewAppToken }),
  );
  const text = `${[...rows, ...retries].join('\n')}\n`;
  await expect(text).toMatchFileSnapshot('./network.txt');
});
