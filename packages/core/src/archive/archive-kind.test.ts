import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTar } from '../../test/make-tar.js';
import { makeZip } from '../../test/make-zip.js';
import { detectArchiveKind } from './archive-kind.js';

describe('detectArchiveKind', () => {
  it('tells the kinds apart by their bytes', () => {
    const tar = makeTar([{ path: 'a', content: 'x' }]);
    expect(detectArchiveKind(tar)).toBe('tar');
    expect(detectArchiveKind(gzipSync(tar))).toBe('tar.gz');
    expect(detectArchiveKind(zstdCompressSync(tar))).toBe('tar.zst');
    expect(detectArchiveKind(Buffer.from('5e2a4d18', 'hex'))).toBe('tar.zst');
    expect(detectArchiveKind(Buffer.from('fd377a585a00', 'hex'))).toBe('tar.xz');
    expect(detectArchiveKind(Buffer.from('BZh91AY&SY'))).toBe('tar.bz2');
    expect(detectArchiveKind(makeZip([{ path: 'a' }]))).toBe('zip');
  });

  it.each([
    ['<!DOCTYPE html><title>Sign in</title>', 'an HTML page'],
    ['\n  <html lang="en">', 'an HTML page'],
    ['{"message": "Not Found"}', 'a JSON document'],
    ['<?xml version="1.0"?><Error/>', 'an XML document'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0', 'a Git LFS pointer'],
    [Buffer.from('377abcaf271c', 'hex'), 'a 7z archive'],
    ['MZ and so on', 'no archive of a kind that is known'],
  ])('says of %j that it is %s', (bytes, what) => {
    expect(() => detectArchiveKind(Buffer.from(bytes))).toThrow(
      expect.objectContaining({
        code: 'ERR_ZOO_ARCHIVE_UNSUPPORTED',
        message: expect.stringContaining(what) as string,
      }),
    );
  });

  it('says of nothing that it is empty', () => {
    expect(() => detectArchiveKind(new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_ARCHIVE_INVALID' }),
    );
  });
});
