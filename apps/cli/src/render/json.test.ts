import { describe, expect, it } from 'vitest';
import { sampleDetails, sampleModel, sampleSource } from '../../test/support/samples.js';
import { jsonDocuments } from './json.js';

const DIAGNOSTIC = {
  severity: 'error',
  code: 'ERR_ZOO_MANIFEST_INVALID',
  message: 'No name.',
  path: 'manifest.json',
  pointer: '/models/0',
  line: 3,
  column: 5,
} as const;

describe('the documents of --json', () => {
  it('tells of a registration what scripts read', () => {
    const document = jsonDocuments['register-source']({
      source: sampleSource({ alias: 'clip' }),
      manifests: [{ path: 'manifest.json', name: undefined, status: 'added', models: 1, diagnostics: [DIAGNOSTIC] }],
      models: ['voxel51/clip@1.2'],
    });
    expect(document).toStrictEqual({
      source: {
        key: 'github:voxel51/openai-clip',
        provider: 'github',
        revision: '5f3759df5f3759df5f3759df5f3759df5f3759df',
        tree_digest: 'ab'.repeat(32),
        alias: 'clip',
        code: 'none',
        diagnostics: [],
      },
      manifests: [{ path: 'manifest.json', name: null, status: 'added', models: 1, diagnostics: [DIAGNOSTIC] }],
      models: ['voxel51/clip@1.2'],
    });
  });

  it('tells of sources how many models they have and what is wrong', () => {
    expect(jsonDocuments['list-sources']([sampleSource({ diagnostics: [DIAGNOSTIC] })])).toMatchObject([
      {
        key: 'github:voxel51/openai-clip',
        provider: 'github',
        revision: expect.any(String) as unknown,
        alias: null,
        models: 2,
        diagnostics: [DIAGNOSTIC],
      },
    ]);
  });

  it('tells of models in a listing every key, with null where nothing is known', () => {
    const model = sampleModel({ version: undefined, license: undefined, spdxLicense: undefined, sizeBytes: undefined });
    expect(jsonDocuments.list({ models: [model], namesOnly: false, filtered: false })).toStrictEqual([
      {
        name: 'voxel51/clip@1.2',
        base_name: 'voxel51/clip',
        version: null,
        source: 'github:voxel51/openai-clip',
        tags: ['image', 'embeddings'],
        license: null,
        spdx_license: null,
        size_bytes: null,
        downloaded: false,
        path: null,
      },
    ]);
  });

  it('gives only names when only names are wanted', () => {
    const listing = { models: [sampleModel()], namesOnly: true, filtered: false };
    expect(jsonDocuments.list(listing)).toStrictEqual(['voxel51/clip@1.2']);
  });

  it('tells all about one model', () => {
    expect(jsonDocuments.info(sampleDetails())).toMatchObject({
      name: 'voxel51/clip@1.2',
      description: 'Pictures and words\nin one space.\n\nSecond paragraph.',
      author: 'Somebody',
      manager: { type: 'http' },
      default_deployment_config_dict: { type: 'onnx' },
      requirements: { packages: [], cpu: true, gpu: { support: null } },
      files: [{ path: 'clip.onnx', size_bytes: 605_000_000, sha256: 'cd'.repeat(32) }],
      entry: { unknown_key: 1 },
    });
  });

  it('gives one download as an object, and several as a list', () => {
    const download = {
      name: 'm',
      source: 's',
      path: '/home/models/m',
      files: [{ path: 'm.onnx', sizeBytes: 3, sha256: 'ef'.repeat(32) }],
      downloadedBytes: 3,
      reusedBytes: 0,
    };
    const document = {
      name: 'm',
      source: 's',
      path: '/home/models/m',
      files: [{ path: 'm.onnx', size_bytes: 3, sha256: 'ef'.repeat(32) }],
      downloaded_bytes: 3,
      reused_bytes: 0,
    };
    expect(jsonDocuments.download({ downloads: [download], asList: false })).toStrictEqual(document);
    expect(jsonDocuments.download({ downloads: [download], asList: true })).toStrictEqual([document]);
    expect(jsonDocuments.download({ downloads: [], asList: true })).toStrictEqual([]);
  });

  it('tells what was deleted and what that freed', () => {
    const result = { deleted: ['m@1'], freedBytes: 12 };
    expect(jsonDocuments.delete(result)).toStrictEqual({ deleted: ['m@1'], freed_bytes: 12 });
    expect(jsonDocuments['delete-source'](result)).toStrictEqual({ deleted: ['m@1'], freed_bytes: 12 });
  });

  it('tells what moved', () => {
    const update = {
      source: sampleSource(),
      moved: true,
      previousRevision: 'a',
      revision: 'b',
      codeChanged: undefined,
      added: ['new'],
      removed: [],
      changed: [],
      error: undefined,
    };
    expect(jsonDocuments['update-source']([update])).toMatchObject([
      { key: 'github:voxel51/openai-clip', moved: true, previous_revision: 'a', revision: 'b', code_changed: null },
    ]);
  });
});
