import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLine, jsonText } from './json-text.js';

describe('jsonText', () => {
  it('escapes what acts on a terminal, and still parses to the same value', () => {
    const hostile = { text: '\u001b]52;c;x\u0007\u009b31m\u202eevil\u2066\ufeff\u200b' };
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
