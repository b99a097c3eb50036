import { describe, expect, it } from 'vitest';
import { parseManifest } from './parse-manifest.js';

/** A manifest with one model, as text. */
function withModel(model: unknown): string {
  return JSON.stringify({ models: [model] }, null, 2);
}

describe('parseManifest', () => {
  it('reads names, models and their unknown keys, and keeps the JSON as it was', () => {
    const model = { base_name: 'org/m', version: null, tags: null, size_bytes: 1000, training_data: { a: [1] } };
    const text = JSON.stringify({ name: 'n', url: 'u', models: [model], more: true });
    const manifest = parseManifest(text);
    expect(manifest).toStrictEqual({ name: 'n', url: 'u', models: [model], diagnostics: [], raw: JSON.parse(text) });
  });

  it.each([
    ['nothing but a name', { base_name: 'm' }],
    ['null for everything', { base_name: 'm', base_filename: null, tags: null, requirements: null, manager: null }],
    ['empty texts', { base_name: 'm', license: '', url: '', requirements: { packages: '' } }],
    ['a folder', { base_name: 'm', base_filename: 'weights/' }],
    ['a marker file', { base_name: 'm', base_filename: '.marker' }],
    ['a name with dots and blanks', { base_name: 'Qwen/Qwen2.5 VL-3B_x+y' }],
    ['a name in another script', { base_name: '通义/千问-7B' }],
    ['an exponent for a size', { base_name: 'm', size_bytes: 1e3 }],
    ['packages with commas', { base_name: 'm', requirements: { packages: 'torch>=1,<2,numpy' } }],
    ['packages from a function', { base_name: 'm', requirements: { packages: { entrypoint_fcn: 'a.b' } } }],
    ['null in requirements', { base_name: 'm', requirements: { packages: null, cpu: null, gpu: { support: null } } }],
    ['a number for CUDA', { base_name: 'm', requirements: { gpu: { cuda_version: 11, recommended: true } } }],
    ['npm packages', { base_name: 'm', requirements: { npm: { '@img/sharp': '^1', sharp: '*' } } }],
    ['odd managers', { base_name: 'm', manager: { config: { urls: 7 } }, default_deployment_config_dict: {} }],
  ])('accepts %s', (_title, model) => {
    expect(parseManifest(withModel(model)).diagnostics).toStrictEqual([]);
    expect(parseManifest(withModel(model)).models).toStrictEqual([model]);
  });

  it.each([
    [7, '/models/0', 'must be an object'],
    [[], '/models/0', 'must be an object'],
    [{}, '/models/0', 'it has no base_name'],
    [{ base_name: null }, '/models/0/base_name', 'must be a text'],
    [{ base_name: '' }, '/models/0/base_name', 'is empty'],
    [{ base_name: 'a@1' }, '/models/0/base_name', 'holds an @'],
    [{ base_name: '-rf' }, '/models/0/base_name', 'begins with a dash'],
    [{ base_name: '/etc' }, '/models/0/base_name', 'absolute'],
    [{ base_name: 'a//b' }, '/models/0/base_name', 'empty part'],
    [{ base_name: 'a/../b' }, '/models/0/base_name', '. or ..'],
    [{ base_name: 'a\nb' }, '/models/0/base_name', 'control'],
    [{ base_name: 'a\u202Eb' }, '/models/0/base_name', 'invisible'],
    [{ base_name: 'a\uD800b' }, '/models/0/base_name', 'invisible'],
    [{ base_name: 'C:\\a' }, '/models/0/base_name', 'may hold letters'],
    [{ base_name: 'a::b' }, '/models/0/base_name', 'may hold letters'],
    [{ base_name: 'a/*' }, '/models/0/base_name', 'may hold letters'],
    [{ base_name: 'm.' }, '/models/0/base_name', 'may hold letters'],
    [{ base_name: '.git/m' }, '/models/0/base_name', 'may hold letters'],
    [{ base_name: 'org/nul.txt' }, '/models/0/base_name', 'device'],
    [{ base_name: '\u0430cme' }, '/models/0/base_name', 'mixes Latin'],
    [{ base_name: 'x'.repeat(201) }, '/models/0/base_name', 'longer than 200'],
    [{ base_name: 'm', version: '1@2' }, '/models/0/version', 'may hold letters'],
    [{ base_name: 'm', version: '../1' }, '/models/0/version', 'may hold letters'],
    [{ base_name: 'm', version: [] }, '/models/0/version', 'must be a text or a number'],
    [{ base_name: 'm', base_filename: 7 }, '/models/0/base_filename', 'must be a text'],
    [{ base_name: 'm', base_filename: '/' }, '/models/0/base_filename', 'absolute'],
    [{ base_name: 'm', base_filename: '\\\\srv\\x' }, '/models/0/base_filename', 'absolute'],
    [{ base_name: 'm', base_filename: 'c:x' }, '/models/0/base_filename', 'absolute'],
    [{ base_name: 'm', base_filename: '..' }, '/models/0/base_filename', 'may leave its folder'],
    [{ base_name: 'm', base_filename: 'a/../../b' }, '/models/0/base_filename', 'may leave its folder'],
    [{ base_name: 'm', base_filename: '.' }, '/models/0/base_filename', '. or ..'],
    [{ base_name: 'm', base_filename: 'a//b' }, '/models/0/base_filename', 'empty part'],
    [{ base_name: 'm', base_filename: '~/x' }, '/models/0/base_filename', 'begins with ~'],
    [{ base_name: 'm', base_filename: '${HOME}/x' }, '/models/0/base_filename', 'holds one of'],
    [{ base_name: 'm', base_filename: 'https://a/b' }, '/models/0/base_filename', 'is a URL'],
    [{ base_name: 'm', base_filename: '\uFF0E\uFF0E/x' }, '/models/0/base_filename', 'look-alike'],
    [{ base_name: 'm', base_filename: 'Manifest.json' }, '/models/0/base_filename', 'makes the source'],
    [{ base_name: 'm', base_filename: 'index.mjs' }, '/models/0/base_filename', 'makes the source'],
    [{ base_name: 'm', base_filename: 'a. /b' }, '/models/0/base_filename', 'ends in a space or a dot'],
    [{ base_name: 'm', base_filename: `${'x'.repeat(256)}/y` }, '/models/0/base_filename', 'longer than 255'],
    [{ base_name: 'm', size_bytes: -1 }, '/models/0/size_bytes', 'must not be negative'],
    [{ base_name: 'm', size_bytes: 1.5 }, '/models/0/size_bytes', 'whole number'],
    [{ base_name: 'm', size_bytes: '5' }, '/models/0/size_bytes', 'whole number'],
    [{ base_name: 'm', size_bytes: 2 ** 53 }, '/models/0/size_bytes', 'whole number'],
    [{ base_name: 'm', tags: 'a' }, '/models/0/tags', 'must be a list of texts'],
    [{ base_name: 'm', tags: ['a', {}] }, '/models/0/tags/1', 'must be a text'],
    [{ base_name: 'm', tags: Array.from({ length: 1001 }, String) }, '/models/0/tags', 'more than 1000 items'],
    [{ base_name: 'm', manager: 'http' }, '/models/0/manager', 'must be an object'],
    [{ base_name: 'm', requirements: { packages: 7 } }, '/models/0/requirements/packages', 'must be a list'],
    [{ base_name: 'm', requirements: { npm: { '../x': '1' } } }, '/models/0/requirements/npm', 'names no package'],
  ])('leaves out %j', (model, pointer, reason) => {
    const { models, diagnostics } = parseManifest(withModel(model));
    expect(models).toStrictEqual([]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'ERR_ZOO_MANIFEST_INVALID', pointer });
    expect(diagnostics[0]?.message).toContain(reason);
    expect(diagnostics[0]?.line).toBeGreaterThan(2);
  });

  it('tells where a bad value stands, and keeps the neighbours of its model', () => {
    const text =
      '{"models": [\r\n  {"base_name": "a"},\n  {"base_name": "b", "x": {"size_bytes": 0}, "size_bytes": -1}\n]}';
    const manifest = parseManifest(text, 'sub/manifest.json');
    expect(manifest.models.map(({ base_name }) => base_name)).toStrictEqual(['a']);
    expect(manifest.diagnostics).toStrictEqual([
      {
        severity: 'error',
        code: 'ERR_ZOO_MANIFEST_INVALID',
        message: 'The model "b" is left out: size_bytes must not be negative.',
        path: 'sub/manifest.json',
        pointer: '/models/1/size_bytes',
        line: 3,
        column: 60,
      },
    ]);
  });

  it.each([
    ['a', 'a'],
    ['org/Tiny', 'org/tiny'],
    ['caf\u00E9', 'cafe\u0301'],
  ])('keeps the first of two models called %s and %s, and names both', (first, second) => {
    const models = [{ base_name: '@' }, { base_name: first, version: '1' }, { base_name: second, version: '1' }];
    const manifest = parseManifest(JSON.stringify({ models }));
    expect(manifest.models).toStrictEqual([models[1]]);
    expect(manifest.diagnostics[1]).toMatchObject({ pointer: '/models/2/base_name', line: 1 });
    expect(manifest.diagnostics[1]?.message).toContain(`"${second}@1"`);
    expect(manifest.diagnostics[1]?.message).toContain('/models/1');
  });

  it('keeps several versions of one name', () => {
    const models = [null, '1.0', 'v1.0', '1.0.0'].map((version) => ({ base_name: 'm', version }));
    expect(parseManifest(JSON.stringify({ models })).models).toStrictEqual(models);
  });

  it('reads a version that is a number as it is written', () => {
    const manifest = parseManifest(
      '{"models": [{"base_name": "m", "version": 1.10}, {"base_name": "m", "version": 2}]}',
    );
    expect(manifest.models.map(({ version }) => version)).toStrictEqual(['1.10', '2']);
    expect(manifest.raw).toStrictEqual({
      models: [
        { base_name: 'm', version: 1.1 },
        { base_name: 'm', version: 2 },
      ],
    });
  });

  it('reads an empty version or path as none', () => {
    const { models } = parseManifest(withModel({ base_name: 'm', version: '', base_filename: '' }));
    expect(models).toStrictEqual([{ base_name: 'm', version: null, base_filename: null }]);
  });

  it('warns of a name that is none and reads on', () => {
    const manifest = parseManifest('{"name": 7, "models": [{"base_name": "m"}]}');
    expect(manifest).toMatchObject({ name: undefined, models: [{ base_name: 'm' }] });
    expect(manifest.diagnostics).toMatchObject([{ severity: 'warning', pointer: '/name', line: 1, column: 10 }]);
  });

  it('takes keys of the language for data', () => {
    const hostile = '{"polluted": true}';
    const manifest = parseManifest(
      `{"__proto__": ${hostile}, "constructor": {"prototype": ${hostile}}, "models": [
        {"base_name": "toString", "__proto__": ${hostile}, "toJSON": "x", "length": -1, "x": {"__proto__": ${hostile}}},
        {"base_name": "constructor", "manager": {"type": "t", "config": {"__proto__": ${hostile}}}}]}`,
    );
    expect(manifest.diagnostics).toStrictEqual([]);
    expect(Object.prototype).not.toHaveProperty('polluted');
    for (const model of manifest.models) {
      expect(Object.getPrototypeOf(model)).toBe(Object.prototype);
      expect(model).not.toHaveProperty('polluted');
      expect(model.manager?.config ?? {}).not.toHaveProperty('polluted');
    }
    expect(JSON.stringify(manifest.raw)).toContain('"__proto__":{"polluted":true}');
  });

  it('masks what a stranger wrote into names', () => {
    const manifest = parseManifest(withModel({ base_name: '\u001B[2Jx\u202E\n' }));
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(manifest.diagnostics[0]?.message).not.toMatch(/[\u001B\u202E\n]/);
  });

  it('cuts the diagnostics of a hostile manifest short', () => {
    const manifest = parseManifest(`{"models": [${'0,'.repeat(4999)}0]}`);
    expect(manifest.diagnostics).toHaveLength(1001);
    expect(manifest.diagnostics.at(-1)?.message).toContain('4000 more');
  });
});
