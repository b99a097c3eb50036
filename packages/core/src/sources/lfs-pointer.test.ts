import { assert, nat, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLfsPointer } from './lfs-pointer.js';

const OID = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
const VERSION = 'version https://git-lfs.github.com/spec/v1';

function parse(text: string): ReturnType<typeof parseLfsPointer> {
  return parseLfsPointer(new TextEncoder().encode(text));
}

describe('parseLfsPointer', () => {
  it('reads what git-lfs writes', () => {
    assert(
      property(nat(), (sizeBytes) => {
        const pointer = `${VERSION}\noid sha256:${OID}\nsize ${sizeBytes}\n`;
        expect(parse(pointer)).toStrictEqual({ sha256: OID, sizeBytes });
      }),
    );
  });

  it.each([
    ['the line ends of Windows', `${VERSION}\r\noid sha256:${OID}\r\nsize 12\r\n`],
    ['no line end after the last line', `${VERSION}\noid sha256:${OID}\nsize 12`],
  ])('reads a pointer with %s, as git-lfs does', (_, text) => {
    expect(parse(text)).toStrictEqual({ sha256: OID, sizeBytes: 12 });
  });

  it.each([
    ['an extension', `${VERSION}\next-0-foo sha256:${OID}\noid sha256:${OID}\nsize 12\n`],
    ['another digest', `${VERSION}\noid md5:${OID.slice(32)}\nsize 12\n`],
    ['another version', `version https://git-lfs.github.com/spec/v2\noid sha256:${OID}\nsize 12\n`],
    ['a digest that is cut', `${VERSION}\noid sha256:${OID.slice(1)}\nsize 12\n`],
    ['a digest in capitals', `${VERSION}\noid sha256:${OID.toUpperCase()}\nsize 12\n`],
    ['no size', `${VERSION}\noid sha256:${OID}\n`],
    ['a negative size', `${VERSION}\noid sha256:${OID}\nsize -1\n`],
    ['a size beyond what numbers hold', `${VERSION}\noid sha256:${OID}\nsize 9999999999999999\n`],
    ['something after it', `${VERSION}\noid sha256:${OID}\nsize 12\n\nmore`],
    ['a NUL in it', `${VERSION}\noid sha256:${OID}\nsize 12\u0000\n`],
    ['nothing after its mark', 'version https://git-lfs.github.com/spec/'],
  ])('knows a pointer with %s for one that it does not understand', (_, text) => {
    expect(parse(text)).toBe('unknown');
  });

  it.each([
    ['an empty file', ''],
    ['the mark further down', `# A note\n${VERSION}\noid sha256:${OID}\nsize 12\n`],
    ['a byte order mark before it', `\uFEFF${VERSION}\noid sha256:${OID}\nsize 12\n`],
    ['labels', 'version\ncat\ndog\n'],
    ['more than a pointer may be long', `${VERSION}\noid sha256:${OID}\nsize 12\n${' '.repeat(1024)}`],
  ])('leaves %s alone', (_, text) => {
    expect(parse(text)).toBe(undefined);
  });

  it('never throws, and finds no pointer in noise', () => {
    assert(
      property(uint8Array({ maxLength: 1100 }), (bytes) => {
        expect(parseLfsPointer(bytes)).toBe(undefined);
      }),
    );
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect([undefined, 'unknown']).toContain(parse(`${VERSION}${text}`));
      }),
    );
  });
});
