import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, isPrerelease, latestVersion } from './model-version.js';

/** Versions as authors write them, and what nobody should. */
const anyVersion = fc.oneof(
  fc.string(),
  fc.stringMatching(/^v?\d{1,3}(\.\d{1,3}){0,3}([._-]?(a|b|rc|alpha|dev|post|fp|x)[._-]?\d{0,2})?(\+[a-z0-9]{1,4})?$/),
  fc.constantFrom(
    '1.0',
    '1',
    '1.0.0',
    'v1',
    '1.0rc1',
    '1.0-fp16',
    'latest',
    'main',
    '2024-05-01',
    '1.0+cu118',
    '',
    '+',
    'v',
    '0',
  ),
);

describe('compareVersions', () => {
  it('orders what authors write', () => {
    const ordered = [
      'experimental',
      'latest',
      '0.9',
      '1.0.dev3',
      '1.0-nightly.20240501',
      '1.0a1',
      '1.0.0-alpha.2',
      '1.0.0-beta',
      '1.0b2',
      '1.0rc1',
      '1.0-rc.2',
      '1.0rc10',
      '1.0-fp16',
      '1.0',
      '1.0+cu118',
      '1.0.post1',
      '1.0.1',
      'v1.2',
      '1.9',
      '1.10',
      '2.0',
      '2024-05-01',
      '2024-05-10',
      '2024-12-01',
      '20240501',
      '99999999999999999999999999',
      '100000000000000000000000000',
    ];
    expect(ordered.toReversed().toSorted(compareVersions)).toStrictEqual(ordered);
  });

  it.each([
    ['v1.0', '1.0'],
    ['V2', '2'],
    ['1', '1.0.0'],
    ['1.0-RC1', '1.0rc1'],
    ['1.0a1', '1.0-alpha.1'],
    ['2024-05-01', '2024.5.1'],
  ])('takes %s and %s for one version', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  it('is antisymmetric and transitive, and never throws', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        const [low = '', middle = '', high = ''] = [a, b, c].toSorted(compareVersions);
        expect(compareVersions(low, middle)).toBeLessThanOrEqual(0);
        expect(compareVersions(middle, high)).toBeLessThanOrEqual(0);
        expect(compareVersions(low, high)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('treats versions that are one alike in every comparison', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        fc.pre(compareVersions(a, b) === 0);
        expect(Math.sign(compareVersions(a, c))).toBe(Math.sign(compareVersions(b, c)));
      }),
    );
  });
});

it.each([
  ['1.0rc1', true],
  ['1.0.dev1', true],
  ['2.0-beta', true],
  ['1.0.0-anything', true],
  ['1.0a', true],
  ['1.0', false],
  ['1.0.post1', false],
  ['1.0.0-post1', false],
  ['1.0-fp16', false],
  ['2024-05-01', false],
  ['latest', false],
  ['0.1.0+build.5', false],
])('says whether %s is a prerelease', (version, expected) => {
  expect(isPrerelease(version)).toBe(expected);
});

describe('latestVersion', () => {
  it.each([
    [[], undefined],
    [['1.9', '1.10', '1.2'], '1.10'],
    [['1.0', '2.0rc1'], '1.0'],
    [['2.0rc1', '2.0rc2'], '2.0rc2'],
    [['latest', '0.1'], '0.1'],
    [['b', 'a'], 'b'],
  ])('chooses from %j', (versions, expected) => {
    expect(latestVersion(versions)).toBe(expected);
  });

  it('chooses a prerelease when asked to', () => {
    expect(latestVersion(['1.0', '2.0rc1'], { prerelease: true })).toBe('2.0rc1');
  });

  it('does not hang on the order of what it is given', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyVersion, { minLength: 1 }), (versions) => {
        expect(latestVersion(versions)).toBe(latestVersion(versions.toReversed()));
        expect(versions).toContain(latestVersion(versions));
      }),
    );
  });
});
