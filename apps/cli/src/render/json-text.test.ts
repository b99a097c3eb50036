import { assert, constantFrom, dictionary, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDocument, jsonLine, jsonText } from './json-text.js';

describe('jsonText', () => {
  it('escapes what acts on a terminal, and still parses to the same value', () => {
    const hostile = { text: '\u001b]52;c;x\u0007\u009b31m\u202eevil\u2066\ufeff\u200b\u{e0041}\u00ad\ud800' };
    const text = jsonText(hostile);
    expect(text).toMatch(/^[\u0020-\u007e]*$/);
    expect(JSON.parse(text)).toStrictEqual(hostile);
  });

  it('means for every value what JSON means', () => {
    assert(
      property(jsonValue(), (value) => {
        expect(JSON.parse(jsonText(value))).toStrictEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keeps a value on one line', () => {
    expect(jsonLine({ text: 'a\nb\u2028c' })).toBe('{"text":"a\\nb\\u2028c"}\n');
  });
});

describe('jsonDocument', () => {
  it('has no credentials, wherever they stand, and is JSON still', () => {
    const secret = 'canary-7f3a';
    const value = {
      url: `https://user:${secret}"@host/x?token=${secret}\\"&a=1`,
      text: `a "quoted" https://h/?sig=${secret}\u001b${secret}\nnext line`,
      [`https://host/?api_key=${secret}`]: `authorization: "Bearer ${secret}"`,
    };
    const text = jsonDocument(value);
    expect(text).not.toContain(`?sig=${secret}`);
    expect(text.replaceAll(`"@host`, '')).not.toContain(`user:${secret}`);
    expect(text).toContain('next line');
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('is JSON whatever it masks', () => {
    const text = string({
      unit: constantFrom(
        '"',
        '\\',
        '/',
        '?',
        '&',
        '@',
        ':',
        ' ',
        '\u001b',
        '\n',
        'n',
        'u',
        'https://',
        'token=',
        'bearer ',
        '12345678',
      ),
    });
    assert(
      property(dictionary(text, text), (value) => {
        expect(() => JSON.parse(jsonDocument(value)) as unknown).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
