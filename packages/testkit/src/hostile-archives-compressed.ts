import { constants, crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { HostileArchive } from './hostile-archive.js';
import { makeTar } from './make-tar.js';
import { makeZip } from './make-zip.js';

type Code = HostileArchive['expectedCode'];

const INVALID = 'ERR_ZOO_ARCHIVE_INVALID';
const LIMIT = 'ERR_ZOO_ARCHIVE_LIMIT';
const UNSUPPORTED = 'ERR_ZOO_ARCHIVE_UNSUPPORTED';
const BOMB_BYTES = 96 * 1024 * 1024;

/** Tars that are compressed, bombs, and what is no archive. */
export function hostileCompressions(): HostileArchive[] {
  const tar = makeTar([{ path: 'innocent', content: 'innocent' }]);
  const zstd = zstdCompressSync(tar, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const whole: readonly (readonly [kind: string, bytes: Buffer])[] = [
    ['tar.gz', gzipSync(tar)],
    ['tar.bz2', Buffer.from(BZIP2, 'base64')],
    ['tar.xz', Buffer.from(XZ, 'base64')],
    ['tar.zst', zstd],
  ];
  // The file is its own header and zeros, which compress well.
  const bombTar = makeTar([{ path: 'zeros', content: Buffer.alloc(BOMB_BYTES) }]);
  const archives: readonly (readonly [name: string, code: Code, bytes: Uint8Array])[] = [
    ...whole.flatMap(([kind, bytes]) => [
      [`${kind}: an end that is missing`, INVALID, bytes.subarray(0, -4)] as const,
      [`${kind}: nothing but a beginning`, INVALID, bytes.subarray(0, 12)] as const,
      [`${kind}: a bit that is wrong`, INVALID, flipped(bytes)] as const,
      [`${kind}: something else after the end`, INVALID, Buffer.concat([bytes, Buffer.from('else')])] as const,
    ]),
    ['tar.gz: a bomb', LIMIT, gzipSync(bombTar)],
    ['tar.bz2: a bomb', LIMIT, Buffer.from(BZIP2_BOMB, 'base64')],
    ['tar.zst: a bomb', LIMIT, zstdCompressSync(bombTar)],
    ['tar.zst: a window of two terabytes', LIMIT, Buffer.from('28b52ffd00f80100000a', 'hex')],
    ['tar.xz: a dictionary of three gigabytes', LIMIT, largeDictionary(Buffer.from(XZ, 'base64'))],
    ['zip: a bomb', LIMIT, makeZip([{ path: 'zeros', content: Buffer.alloc(BOMB_BYTES), deflate: true }])],
    ['zip: a bomb in small files', LIMIT, manyZeros()],
    ['gz: gzip again', UNSUPPORTED, gzipSync(gzipSync(tar))],
    ['gz: a text', UNSUPPORTED, gzipSync('no archive')],
    ['7z: an archive of a kind that is not read', UNSUPPORTED, Buffer.from('377abcaf271c0004', 'hex')],
    ['rar: an archive of a kind that is not read', UNSUPPORTED, Buffer.from('526172211a0700', 'hex')],
    ['html: the page of a login', UNSUPPORTED, Buffer.from('<!DOCTYPE html><title>Sign in</title>')],
    ['lfs: a pointer', UNSUPPORTED, Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00')],
    ['nothing: no bytes at all', INVALID, Buffer.alloc(0)],
  ];
  return archives.map(([name, expectedCode, bytes]) => ({ name, expectedCode, bytes }));
}

/** In the middle, where it is content. */
function flipped(bytes: Buffer): Buffer {
  const wrong = Buffer.from(bytes);
  const middle = Math.floor(bytes.length / 2);
  wrong.writeUInt8(wrong.readUInt8(middle) ^ 0x10, middle);
  return wrong;
}

/** Says so in the header of the block, whose checksum fits. */
function largeDictionary(xz: Buffer): Buffer {
  const wrong = Buffer.from(xz);
  wrong.writeUInt8(0x27, 16);
  wrong.writeUInt32LE(crc32(wrong.subarray(12, 20)), 20);
  return wrong;
}

/** Each is small, and all of them together are not. */
function manyZeros(): Buffer {
  const content = Buffer.alloc(128 * 1024);
  const data = deflateRawSync(content, { level: 9 });
  return makeZip(Array.from({ length: 700 }, (_, index) => ({ path: `zeros-${index}`, content, data, deflate: true })));
}

/** What `bzip2` and `xz` made of the tar with one innocent file, and `bzip2` of {@link BOMB_BYTES} zeros in a tar. */
const BZIP2 =
  'QlpoOTFBWSZTWaeSFGYAAC1bgMqAQABlgABAaiGeAAgoIABUNRoTTGkaZHp6oJQk2o9RtQGgXc+QaggRdXHyWqAoLDZqhRRCWQbSYlqwkgX0eAn4MGDwxQEq534u5IpwoSFPJCjM';
const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Af/AEBdADSbrN5kalkShLc6+H5UYCLAdEyPRjXtQLLoj2MitrXItjjSYKvD+7iO1QcitzIt6yAjrcSf6Ckv/L40IHaBjgAAp7OVVjTpJYIAAVyAEAAAAFz75lmxxGf7AgAAAAAEWVo=';
const BZIP2_BOMB =
  'QlpoOTFBWSZTWSwbqv4Ffj/bgMyAQABVgAAIYgCeEAAIIABwUDTQyMmIIpJoMjQHqd6EioAqqJkICAqqJfzfXaLbaoCAqqJAReg0gTFC0OKtq4yziD2cee/T9M3VQBVUT8xQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWVFMWZsAQ/BAAMAAAAggADCATUbaCBVZAgVXF3JFOFCQ/TE33QA==';
