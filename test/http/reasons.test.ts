import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonsIn } from '../../src/http/reasons';

describe('the reasons in the body of an error', () => {
  it.each([
    [undefined, []],
    [{}, []],
    ['Service unavailable', ['Service unavailable']],
    [{ error: ' ', message: '' }, []],
    [{ error: 'invalid_grant', error_description: 'expired' }, ['invalid_grant', 'expired']],
    [{ errorCode: 'E1', message: 'No.', reference: 'r' }, ['E1', 'No.']],
    [{ int_err_code: 'InvalidToken', msg: 'Expired' }, ['InvalidToken', 'Expired']],
    [{ error: [{ description: 'No role', code: 'c', uri: '/u' }] }, ['c', 'No role']],
    [
      { message: 'Validation failed', errors: ['too long', { message: 'bad' }] },
      ['Validation failed', 'too long', 'bad'],
    ],
    [{ error: { error: { error: 'deep' } } }, ['deep']],
    [{ error: { error: { error: { error: { error: 'too deep' } } } } }, []],
    [{ error: 'same', message: 'same' }, ['same']],
    [{ errorCode: 7, message: null, detail: true }, ['7']],
    [{ fault: { faultstring: ' Expired.\n' } }, ['Expired.']],
    [{ error: { type: 't', title: 'T', reason: 'r' } }, ['t', 'T', 'r']],
    [
      { errors: Array.from({ length: 100 }, (_, index) => `e${index}`) },
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `e${n}`),
    ],
  ])('of %j are %j', (body, reasons) => {
    expect(reasonsIn(body)).toEqual(reasons);
  });

  it('stand in the body, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const text = JSON.stringify(body);
        for (const reason of reasonsIn(body)) {
          expect(text).toContain(JSON.stringify(reason).slice(1, -1));
        }
      }),
    );
  });
});
