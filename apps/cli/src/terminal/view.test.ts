import { describe, expect, it } from 'vitest';
import { createTextStream } from '../../test/support/run-cli.js';
import { viewOf } from './view.js';

describe('viewOf', () => {
  it.each([
    [undefined, undefined],
    [100, 100],
    // As `script` and some CI systems make terminals.
    [0, 80],
  ])('with %s columns shortens lines to %s', (columns, width) => {
    const { stream } = createTextStream(columns);
    expect(viewOf(stream, {}, new Date(0)).width).toBe(width);
  });
});
