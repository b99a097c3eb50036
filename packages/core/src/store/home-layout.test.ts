import { isAbsolute, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultHome, homeLayout } from './home-layout.js';

describe('homeLayout', () => {
  it('keeps everything below the home folder', () => {
    const layout = homeLayout('home');
    expect(layout.root).toBe(resolve('home'));
    for (const path of Object.values(layout)) expect(relative(layout.root, String(path))).not.toMatch(/^\.\./);
  });
});

describe('defaultHome', () => {
  it('is what MODELZOO_HOME says, made absolute', () => {
    expect(defaultHome({ MODELZOO_HOME: '/srv/zoo' })).toBe(resolve('/srv/zoo'));
    expect(defaultHome({ MODELZOO_HOME: 'zoo' })).toBe(resolve('zoo'));
  });

  it("is in the platform's folder for data otherwise", () => {
    for (const env of [{}, { MODELZOO_HOME: '' }]) {
      expect(isAbsolute(defaultHome(env))).toBe(true);
      expect(defaultHome(env)).toContain('modelzoo');
    }
  });
});
