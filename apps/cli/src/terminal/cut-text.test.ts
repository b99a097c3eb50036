import { assert, constantFrom, nat, property, string } from 'fast-check';
import textWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { cutText } from './cut-text.js';
import { createStyle } from './style.js';

describe('cutText', () => {
  it.each([
    ['abcdef', 6, 'end', 'abcdef'],
    ['abcdef', 4, 'end', 'abc…'],
    ['abcdef', 4, 'start', '…def'],
    ['abcdef', 4, 'middle', 'ab…f'],
    ['画像画像', 4, 'end', '画…'],
    ['👩‍🔬👩‍🔬👩‍🔬', 5, 'start', '…👩‍🔬👩‍🔬'],
    ['abc', 0, 'end', ''],
  ] as const)('makes %s fit into %i columns at its %s', (text, width, position, cut) => {
    expect(cutText(text, width, position)).toBe(cut);
  });

  it('ends the colours that it cuts', () => {
    const { bold, dim } = createStyle(true);
    expect(cutText(`${bold('abc')} ${dim('def')}`, 3)).toBe(`${bold('ab…')}\u001b[2m\u001b[22m`);
  });

  it('gives text of no more columns than there are', () => {
    assert(
      property(
        string({ unit: 'grapheme' }),
        nat(12),
        constantFrom('start', 'middle', 'end'),
        (text, width, position) => {
          expect(textWidth(cutText(text, width, position))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
