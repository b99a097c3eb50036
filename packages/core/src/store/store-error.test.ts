import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import { storeError } from './store-error.js';

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('storeError', () => {
  it('says that the disk is full', () => {
    expect(storeError(systemError('ENOSPC'), '/home/x')).toMatchObject({
      code: 'ERR_ZOO_NO_SPACE',
      details: { path: '/home/x', code: 'ENOSPC' },
    });
    expect(storeError(systemError('EDQUOT'), '/home/x')).toMatchObject({ code: 'ERR_ZOO_NO_SPACE' });
  });

  it('names the path that the system names', async () => {
    const error = await readFile('/dev/null/x').catch((reason: unknown) => storeError(reason, '/elsewhere'));
    expect(error).toMatchObject({ code: 'ERR_ZOO_STORE_IO', details: { path: '/dev/null/x', code: 'ENOTDIR' } });
  });

  it('leaves alone what is not of the file system', () => {
    const others = [new ZooError('ERR_ZOO_NETWORK', 'x'), new TypeError('x'), systemError('ECONNRESET'), 'x'];
    for (const other of others) expect(storeError(other, '/x')).toBe(other);
  });
});
