import { assert, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContentRange, parseUnsatisfiedSize } from './content-range.js';

describe('parseContentRange', () => {
  it('reads what servers write', () => {
    assert(
      property(nat(), nat(), nat(), (start, length, rest) => {
        const end = start + length + 1;
        const text = `bytes ${String(start)}-${String(end - 1)}/${String(end + rest)}`;
        expect(parseContentRange(text)).toStrictEqual({ start, end, sizeBytes: end + rest });
      }),
    );
    expect(parseContentRange('bytes 5-9/*')).toStrictEqual({ start: 5, end: 10, sizeBytes: undefined });
  });

  it.each([null, '', 'bytes 9-5/20', 'bytes 5-20/20', 'lines 5-9/20', 'bytes */20', 'bytes=5-9/20', 'bytes 5-9/20, 1'])(
    'makes nothing of %j',
    (text) => {
      expect(parseContentRange(text)).toBe(undefined);
    },
  );

  it('never throws, and never gives a range without bytes', () => {
    assert(
      property(string(), (text) => {
        const range = parseContentRange(text);
        expect(range === undefined || range.start < range.end).toBe(true);
      }),
    );
  });
});

describe('parseUnsatisfiedSize', () => {
  it('reads the size of a 416', () => {
    expect(parseUnsatisfiedSize('bytes */20')).toBe(20);
    expect(parseUnsatisfiedSize('bytes 1-2/20')).toBe(undefined);
    expect(parseUnsatisfiedSize(null)).toBe(undefined);
  });
});
