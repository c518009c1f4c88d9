import { expect, it } from 'vitest';
import { makeCertificates } from '../support/certificates';
import { startGoTo } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { play } from '../support/scenarios';
import { clientSecret } from '../support/some-inputs';

it.each([
  ['github-api-url', 'github-unavailable', ''],
  ['token-url', 'goto-unavailable', `?${new URLSearchParams({ clientSecret })}`],
] as const)(
  'a stranger at %s is told nothing, whatever Node is told',
  async (input, code, query) => {
    const { tls, remove } = await makeCertificates(['127.0.0.1']);
    const stranger = await startGoTo({ tls });
    const inputs = { [input]: `${stranger.origin}/${query}` };
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', RUNNER_DEBUG: '1' };
    await play({ inputs, env }, ({ run }) => {
      const failure = failureOf(run, code);
      expect(failure).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE.*GoTo was not asked/);
      expect(failure).toMatch(
        /UNAUTHORIZED=0 on the runner is not obeyed: certificates are always checked\./,
      );
      expect(run.log).toMatch(/^Debug: HttpError: UNABLE_TO_VERIFY_LEAF_SIGNATURE\n +at /m);
      expect(stranger.requests).toEqual([]);
    });
    await stranger.close();
    await remove();
  },
);
