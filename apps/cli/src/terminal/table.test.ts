import textWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../test/support/samples.js';
import { createStyle } from './style.js';
import { formatTable } from './table.js';

const COLUMNS = [
  { title: 'NAME', cut: 'middle' },
  { title: 'SIZE', align: 'right' },
] as const;

describe('formatTable', () => {
  it('aligns by width on the screen, not by characters', () => {
    const lines = formatTable(
      COLUMNS,
      [
        ['画像', '1'],
        ['👩‍🔬a', '200'],
      ],
      PLAIN_VIEW,
    ).split('\n');
    expect(lines.map((line) => textWidth(line))).toStrictEqual([10, 10, 10]);
  });

  it('does not count colours', () => {
    const { bold } = createStyle(true);
    const [, line] = formatTable(COLUMNS, [[bold('ab'), '1']], PLAIN_VIEW).split('\n');
    expect(textWidth(line ?? '')).toBe(10);
  });

  it('cuts only columns that may be cut', () => {
    const view = { ...PLAIN_VIEW, width: 24 };
    const [, line] = formatTable(COLUMNS, [['a-very-long-name-of-a-model', '123 456 789']], view).split('\n');
    expect(line).toMatch(/^a-.*….*model {2}/);
    expect(textWidth(line ?? '')).toBeLessThanOrEqual(24);
    expect(line).toContain('123 456 789');
  });

  it('leaves no blanks at the end of a line', () => {
    expect(formatTable([{ title: 'A' }, { title: 'B' }], [['x', '']], PLAIN_VIEW)).toBe('A  B\nx');
  });
});
