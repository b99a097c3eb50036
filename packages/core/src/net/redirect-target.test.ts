import { describe, expect, it } from 'vitest';
import { redirectTarget } from './redirect-target.js';

const start = new URL('https://a.example/x?token=secret');

describe('redirectTarget', () => {
  it.each([
    ['https://b.example/y', 'https://b.example/y'],
    ['/y', 'https://a.example/y'],
    ['y#part', 'https://a.example/y'],
    ['//b.example/y', 'https://b.example/y'],
    ['/é', 'https://a.example/%C3%A9'],
  ])('follows %s', (location, expected) => {
    expect(redirectTarget(location, [start]).href).toBe(expected);
  });

  it.each([
    undefined,
    'http://a.example/y',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user:secret@b.example/',
    'https://',
    'https://a.example/x?token=secret#again',
  ])('refuses %s, without telling secrets', (location) => {
    let error: unknown;
    try {
      redirectTarget(location, [start]);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'ERR_ZOO_REDIRECT', details: { from: 'https://a.example/x' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  it('refuses the eleventh in a row', () => {
    const visited = Array.from({ length: 11 }, (_, index) => new URL(`https://a.example/${String(index)}`));
    expect(redirectTarget('/next', visited.slice(0, 10)).pathname).toBe('/next');
    expect(() => redirectTarget('/next', visited)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_REDIRECT' }));
  });
});
