import { ZooError } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../test/support/samples.js';
import { renderError } from './error.js';

const PEOPLE = { json: false, verbose: false, view: PLAIN_VIEW };

describe('renderError', () => {
  it('says what happened and what to do, without a stack', () => {
    const error = new ZooError('ERR_ZOO_MODEL_NOT_FOUND', 'There is no model x.', { hint: 'zoo list shows them.' });
    expect(renderError(error, PEOPLE)).toStrictEqual({
      text: '✗ There is no model x.\n  zoo list shows them.\n',
      exitCode: 3,
    });
  });

  it('gives programs the same facts', () => {
    const error = new ZooError('ERR_ZOO_RATE_LIMITED', 'Too many.', { details: { retryAfterMs: 3 } });
    const { text, exitCode } = renderError(error, { ...PEOPLE, json: true });
    expect(exitCode).toBe(4);
    expect(JSON.parse(text)).toStrictEqual({
      error: { code: 'ERR_ZOO_RATE_LIMITED', message: 'Too many.', hint: null, details: { retryAfterMs: 3 } },
    });
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('shows code and causes when asked to', () => {
    const cause = new ZooError('ERR_ZOO_NETWORK', 'The line broke.', { cause: new Error('ECONNRESET') });
    const error = new ZooError('ERR_ZOO_HOOK_FAILED', 'The hook failed.', { cause });
    const { text } = renderError(error, { ...PEOPLE, verbose: true });
    expect(text).toContain('ERR_ZOO_HOOK_FAILED');
    expect(text).toContain('caused by ERR_ZOO_NETWORK: The line broke.');
    expect(text).toContain('ECONNRESET');
  });

  it('exits with 130 when it was told to stop', () => {
    const reason: unknown = AbortSignal.abort().reason;
    expect(renderError(reason, PEOPLE)).toMatchObject({ exitCode: 130 });
  });

  it('owns up to mistakes of its own, and keeps secrets out of them', () => {
    const { text, exitCode } = renderError(new TypeError('no x at https://me:hunter2@host/'), PEOPLE);
    expect(exitCode).toBe(1);
    expect(text).toContain('Something went wrong in zoo itself: no x');
    expect(text).not.toContain('hunter2');
  });

  it('exits with 1 for codes of plugins that it does not know', () => {
    expect(renderError(new ZooError('ERR_ZOO_X_FTP', 'No.'), PEOPLE).exitCode).toBe(1);
  });
});
