import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpManagerConfigSchema, looksLikeHttpConfig } from './http-manager-config.js';
import { planFiles } from './plan-files.js';

const SHA256 = 'ab'.repeat(32);
const CORPUS = resolve(import.meta.dirname, '../../../../shared/corpus/manifests');

function plan(config: unknown): unknown {
  return planFiles({ model: { base_name: 'org/model' }, config: httpManagerConfigSchema.parse(config) });
}

function messageOf(config: unknown): string {
  const result = httpManagerConfigSchema.safeParse(config);
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') ?? '';
}

describe('planFiles', () => {
  it('takes one URL for the whole model', () => {
    const url = 'https://example.com/a.onnx?x=1';
    expect(plan({ url, sha256: SHA256.toUpperCase(), size_bytes: 12, other: 'kept' })).toMatchObject([
      { path: undefined, urls: [url], sha256: SHA256, sizeBytes: 12, extract: undefined },
    ]);
  });

  it('takes mirrors in order, each once', () => {
    const [a, b] = ['https://a.example/x', 'https://b.example/x'];
    expect(plan({ urls: [a, b, a] })).toMatchObject([{ urls: [a, b] }]);
    expect(plan({ url: b, urls: [a, b] })).toMatchObject([{ urls: [b, a] }]);
  });

  it('gives several files their paths, or the names they have where they come from', () => {
    const files = [
      { url: 'https://a.example/x/model.onnx?download=1', path: 'main.onnx', size_bytes: 1 },
      { url: 'https://a.example/x/labels.txt' },
      { url: 'weights/extra.bin' },
    ];
    expect(plan({ files })).toMatchObject([
      { path: 'main.onnx', sizeBytes: 1 },
      { path: 'labels.txt' },
      { path: 'extra.bin', urls: ['weights/extra.bin'] },
    ]);
    expect(plan({ files: files.slice(1, 2) })).toMatchObject([{ path: undefined }]);
  });

  it('refuses two files at one path', () => {
    const files = [{ url: 'https://a.example/1/x' }, { url: 'https://a.example/2/x' }];
    expect(() => plan({ files })).toThrow(expect.objectContaining({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' }));
  });

  it('knows archives, in our words and in those of FiftyOne', () => {
    const url = 'https://a.example/x.tgz';
    expect(plan({ url, extract_archive: true, delete_archive: true })).toMatchObject([{ extract: {} }]);
    expect(plan({ url, extract: true })).toMatchObject([{ extract: {} }]);
    expect(plan({ url, extract: ['a/model.onnx'] })).toMatchObject([
      { extract: { members: [{ from: 'a/model.onnx', path: undefined }] } },
    ]);
    const extract = ['a.onnx', { from: 'b.txt', path: 'labels.txt', sha256: SHA256, size_bytes: 3 }];
    expect(plan({ files: [{ url, extract }] })).toMatchObject([
      {
        extract: {
          members: [
            { from: 'a.onnx', path: 'a.onnx' },
            { from: 'b.txt', path: 'labels.txt', sha256: SHA256, sizeBytes: 3 },
          ],
        },
      },
    ]);
  });

  it('asks Google Drive last, since it counts downloads and refuses some', () => {
    const drive = 'https://drive.google.com/uc?export=download&id=a-B_1';
    expect(plan({ google_drive_id: 'a-B_1' })).toMatchObject([{ path: undefined, urls: [drive] }]);
    expect(plan({ google_drive_id: 'a-B_1', url: 'https://a.example/x' })).toMatchObject([
      { urls: ['https://a.example/x', drive] },
    ]);
    expect(plan({ files: [{ google_drive_id: 'a-B_1', path: 'x.bin' }] })).toMatchObject([
      { path: 'x.bin', urls: [drive] },
    ]);
  });

  it.skipIf(!existsSync(CORPUS))('reads every config of the real manifests (where the corpus is at hand)', () => {
    let configs = 0;
    for (const file of globSync(`${CORPUS}/**/*.json`)) {
      const { models } = JSON.parse(readFileSync(file, 'utf8')) as {
        models: { manager?: { config?: object } | null }[];
      };
      for (const { manager } of models) {
        if (manager?.config == null) continue;
        configs += 1;
        const config = httpManagerConfigSchema.parse(manager.config);
        expect(planFiles({ model: { base_name: 'x' }, config })).toHaveLength(1);
      }
    }
    expect(configs).toBeGreaterThan(100);
  });
});

describe('the config schema', () => {
  it.each<[unknown, string]>([
    [{}, '"url", "urls", "files" or "google_drive_id" is missing'],
    [{ google_drive_id: 'a/b' }, 'a Google Drive id has letters'],
    [{ url: 'ftp://a/x' }, 'url: "ftp://a/x" has the scheme "ftp"; http and https can be fetched'],
    [{ url: 'https://a b/x' }, 'url: "https://a b/x" is not a URL'],
    [{ url: 'a\u0000b' }, 'has control characters'],
    [{ urls: ['https://a/x', '/x'] }, 'urls.1: "/x" is neither a URL nor a path relative to the source'],
    [{ url: 'https://a/x', sha256: 'f00' }, 'sha256: a sha256 has 64 hex digits'],
    [{ files: [{ url: 'https://a/x' }, {}] }, 'files.1: "url", "urls" or "google_drive_id" is missing'],
    [{ files: [{ url: 'https://a/x' }], url: 'https://a/x' }, 'files: "files" stands beside "url"; give one of them'],
  ])('says of %j where it is wrong', (config, message) => {
    expect(messageOf(config)).toContain(message);
  });
});

describe('looksLikeHttpConfig', () => {
  it.each<[Record<string, unknown>, boolean]>([
    [{ url: 'https://a/x' }, true],
    [{ urls: ['https://a/x'] }, true],
    [{ files: [{ url: 'x' }, { urls: [] }] }, true],
    [{ files: [{ from: 'a', path: 'b' }], package: 'p' }, false],
    [{ files: [] }, false],
    [{ files: ['a'] }, false],
    [{ google_drive_id: 'x' }, true],
    [{ url: 5 }, false],
    [{}, false],
  ])('of %j is %s', (config, expected) => {
    expect(looksLikeHttpConfig(config)).toBe(expected);
  });
});
