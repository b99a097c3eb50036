import { describe, expect, it } from 'vitest';
import { decodeCtc, readCharacters } from '../../sources/ppocr/ctc-decode.ts';
import { narrowPunctuation } from '../../sources/ppocr/narrow-punctuation.ts';

/** Classes: blank, a, b, the wide exclamation mark, space. */
const characters = readCharacters('a\nb\n！');

function steps(...rows: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(rows.flat());
}
const blank = [0.9, 0.03, 0.03, 0.03, 0.01];
const a = [0.1, 0.9, 0, 0, 0];
const b = [0.2, 0, 0.8, 0, 0];

describe('decodeCtc', () => {
  it('drops blanks and repetitions, but not letters that a blank keeps apart', () => {
    expect(decodeCtc(steps(blank, a, a, blank, a, b, blank), characters).text).toBe('aab');
  });

  it('is as sure as the mean of the characters that it kept', () => {
    expect(decodeCtc(steps(a, blank, b), characters).confidence).toBeCloseTo(0.85);
  });

  it('reads nothing, with confidence 0, from blanks and from no steps', () => {
    expect(decodeCtc(steps(blank, blank), characters)).toStrictEqual({ text: '', confidence: 0 });
    expect(decodeCtc(new Float32Array(), characters)).toStrictEqual({ text: '', confidence: 0 });
  });

  it('takes a space that the blank outweighs, once, and not for the confidence', () => {
    const gap = [0.7, 0.1, 0.1, 0, 0.1];
    const { text, confidence } = decodeCtc(steps(gap, a, gap, gap, [0.1, 0, 0, 0, 0.9], gap, b, gap), characters);
    expect(text).toBe('a b');
    expect(confidence).toBeCloseTo((0.9 + 0.9 + 0.8) / 3);
  });

  it('ignores a space that is hardly probable', () => {
    expect(decodeCtc(steps(a, blank, b), characters).text).toBe('ab');
  });
});

describe('readCharacters', () => {
  it('puts the blank before and the space behind the lines of the key file', () => {
    expect(readCharacters('x\ny\n')).toStrictEqual(['', 'x', 'y', ' ']);
    expect(readCharacters('x\r\ny')).toStrictEqual(['', 'x', 'y', ' ']);
  });
});

describe('narrowPunctuation', () => {
  it('narrows wide marks in lines without Chinese only', () => {
    expect(narrowPunctuation('Hello，world！')).toBe('Hello,world!');
    expect(narrowPunctuation('你好，world！')).toBe('你好，world！');
  });
});
