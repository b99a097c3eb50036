import { describe, expect, it } from 'vitest';
import { isImmutable } from './immutable-url.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function isPromised(path: string, cacheControl?: string): boolean {
  const headers = new Headers(cacheControl === undefined ? {} : { 'cache-control': cacheControl });
  return isImmutable(new URL(path, 'https://example.com'), headers);
}

describe('isImmutable', () => {
  it.each([
    '/u/r/releases/download/v1.0/models.zip',
    `/u/r/archive/${COMMIT}.zip`,
    `/u/r/archive/${COMMIT}.tar.gz?token=x`,
    `/u/r/zip/${COMMIT}`,
    `/u/r/legacy.tar.gz/${COMMIT}`,
    `/u/r/resolve/${COMMIT}/models.zip`,
    `/u/r/archive/${COMMIT}0123456789abcdef01234567.zip`,
    '/name/-/name-1.2.3.tgz',
    '/@scope/name/-/name-1.2.3-rc.1.tgz',
  ])('is true of %s', (path) => {
    expect(isPromised(path)).toBe(true);
  });

  it.each([
    '/models.zip',
    '/u/r/releases/latest/download/models.zip',
    '/u/r/releases/download/v1.0',
    '/u/r/archive/refs/heads/main.zip',
    '/u/r/archive/0123456.zip',
    `/u/r/archive/${COMMIT}0.zip`,
    `/downloads/${COMMIT}.zip`,
    '/name/-/other-1.2.3.tgz',
    '/name/-/name-latest.tgz',
  ])('is false of %s', (path) => {
    expect(isPromised(path)).toBe(false);
  });

  it('believes the server that says so', () => {
    expect(isPromised('/x.zip', 'public, max-age=31536000, immutable')).toBe(true);
    expect(isPromised('/x.zip', 'Immutable')).toBe(true);
    expect(isPromised('/x.zip', 'public, x-immutable-ish, max-age=0')).toBe(false);
  });
});
