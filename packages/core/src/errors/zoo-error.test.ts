import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-codes.js';
import { errorFacts, ZooError } from './zoo-error.js';

describe('ZooError', () => {
  it('is recognised across copies of the class', () => {
    const alien = Object.assign(new Error('x'), { [Symbol.for('modelzoo.error')]: true, code: 'ERR_ZOO_NETWORK' });
    expect(alien instanceof ZooError).toBe(false);
    expect(ZooError.is(alien, 'ERR_ZOO_NETWORK')).toBe(true);
    expect(ZooError.is(alien, 'ERR_ZOO_TIMEOUT')).toBe(false);
    expect(ZooError.is(new Error('x'))).toBe(false);
  });

  it('shows neither credentials nor control characters, wherever they stand', () => {
    const secret = 'ghp_abcdefghijklmnop0123456789';
    const error = new ZooError('ERR_ZOO_NETWORK', `https://user:${secret}@host/x?sig=${secret}&a=1 \u001b[31m\u202e`, {
      hint: `Bearer ${secret}`,
      details: { url: `https://host/?token=${secret}`, tried: [`https://${secret}@host`] },
    });
    const shown = `${error.message}${error.hint}${JSON.stringify(error.details)}`;
    expect(shown).not.toContain(secret);
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(shown).not.toMatch(/[\u001b\u202e]/);
    expect(error.message).toContain('a=1');
  });

  it('gives codes of other plugins the plainest facts', () => {
    expect(errorFacts(new ZooError('ERR_ZOO_X_MINE', 'It broke.'))).toStrictEqual({ exitCode: 1, retryable: false });
    expect(errorFacts(new ZooError('ERR_ZOO_X_MINE', 'It broke.')).exitCode).toBe(1);
    expect(errorFacts(new ZooError('ERR_ZOO_OFFLINE', 'x')).exitCode).toBe(errorCodes.ERR_ZOO_OFFLINE.exitCode);
  });
});
