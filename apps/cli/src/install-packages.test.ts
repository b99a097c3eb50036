import type { Requirement } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { packageSpec } from './install-packages.js';

function requirement(name: string, range?: string, ecosystem: Requirement['ecosystem'] = 'npm'): Requirement {
  const text = `${name}@${range ?? ''}`;
  return { text, ecosystem, names: [name], range, applies: 'always', status: 'missing', installed: undefined };
}

describe('packageSpec', () => {
  it.each([
    ['sharp', undefined, 'sharp'],
    ['sharp', '^0.35', 'sharp@^0.35'],
    ['@scope/a.b', '>=1 <2 || 3.x', '@scope/a.b@>=1 <2 || 3.x'],
    ['a', '1.0.0-beta.1+build.5', 'a@1.0.0-beta.1+build.5'],
  ])('tells npm of %s %s: %s', (name, range, spec) => {
    expect(packageSpec(requirement(name, range))).toBe(spec);
  });

  it.each([
    ['--registry=http://evil', undefined],
    ['a b', undefined],
    ['git+https://evil/x.git', undefined],
    ['../folder', undefined],
    ['a', 'npm:evil@1'],
    ['a', 'https://evil/x.tgz'],
    ['a', 'latest'],
    ['a', '1; rm -rf .'],
    ['a', '"$(evil)"'],
    ['a', 'file:../x'],
  ])('does not pass %s %s on', (name, range) => {
    expect(() => packageSpec(requirement(name, range))).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_REQUIREMENT_UNMET' }) as Error,
    );
  });

  it('installs nothing of Python', () => {
    expect(() => packageSpec(requirement('torch', '>=2', 'python'))).toThrow('not something that zoo installs');
  });
});
