import { describe, expect, it } from 'vitest';
import { chooseFormat } from './choose-format.js';

describe('chooseFormat', () => {
  it.each([
    [undefined, '/out', 'jsonl'],
    [undefined, '/out.CSV', 'csv'],
    ['coco', '/out.csv', 'coco'],
    ['fiftyone', '/out', 'fiftyone'],
    [undefined, undefined, 'jsonl'],
    ['csv', undefined, 'csv'],
  ] as const)('takes --format %s and --out %s for %s', (format, out, chosen) => {
    expect(chooseFormat({ format, json: false }, out)).toBe(chosen);
  });

  it('needs a folder for a format that is one', () => {
    expect(() => chooseFormat({ format: 'fiftyone', json: false }, undefined)).toThrow('is a folder');
  });

  it('does not print two forms on one stream', () => {
    expect(() => chooseFormat({ format: 'csv', json: true }, undefined)).toThrow('lines of JSON');
    expect(chooseFormat({ format: 'csv', json: true }, '/out')).toBe('csv');
  });
});
