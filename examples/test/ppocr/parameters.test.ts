import { describe, expect, it } from 'vitest';
import { checkParameters, parametersSchema } from '../../sources/ppocr/parameters.ts';

describe('checkParameters', () => {
  it('fills in the defaults that the schema declares', () => {
    const defaults = Object.entries(parametersSchema.properties).map(([name, { default: value }]) => [name, value]);
    expect(checkParameters({})).toStrictEqual(Object.fromEntries(defaults));
  });

  it('reads what a command line passes as text', () => {
    const given = { max_side: '1280', box_threshold: '0.5', orientation: 'false', as: 'detections' };
    const checked = checkParameters(given);
    expect(checked).toMatchObject({ max_side: 1280, box_threshold: 0.5, orientation: false, as: 'detections' });
    expect(checkParameters(checked)).toStrictEqual(checked);
  });

  it.each([
    [{ max_sides: 960 }, 'There is no parameter "max_sides".'],
    [{ box_threshold: 1.5 }, 'a number from 0 to 1, not 1.5'],
    [{ box_threshold: 'high' }, 'not "high"'],
    [{ max_side: '' }, 'a number from 32 to 4096, not ""'],
    [{ max_side: Number.NaN }, 'a number from 32 to 4096'],
    [{ orientation: 'maybe' }, 'true or false, not "maybe"'],
    [{ as: 'polygons' }, '"polylines" or "detections"'],
  ])('refuses %o', (given, message) => {
    expect(() => checkParameters(given)).toThrow(message);
  });
});
