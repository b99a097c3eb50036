import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../test/support/samples.js';
import { parameterTable } from './human-parameters.js';

describe('parameterTable', () => {
  it('shows what may be set, with values and defaults', () => {
    const schema = {
      properties: {
        as: { enum: ['boxes', 'lines'], default: 'boxes', description: 'The label.' },
        side: { type: 'integer', minimum: 32, maximum: 4096 },
      },
    };
    expect(parameterTable(schema, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "NAME  VALUES           DEFAULT  MEANING
      as    boxes, lines     boxes    The label.
      side  integer 32–4096"
    `);
  });

  it.each([undefined, null, 'x', [], {}, { properties: [] }, { properties: {} }])('shows nothing for %j', (schema) => {
    expect(parameterTable(schema, PLAIN_VIEW)).toBe('');
  });

  it('shows nothing raw of what an author wrote', () => {
    const shown = parameterTable({ properties: { '\u001b[31mx': { default: '\u202ey', type: 7 } } }, PLAIN_VIEW);
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(shown).not.toMatch(/[\u001b\u202e]/);
  });
});
