import type { ModelDetails, ModelSummary, RegisteredSource } from '@modelzoo/core';
import { createStyle } from '../../src/terminal/style.js';
import type { View } from '../../src/terminal/view.js';

/** As on a pipe: no colours, nothing shortened. */
export const PLAIN_VIEW: View = {
  style: createStyle(false),
  width: undefined,
  now: new Date('2026-03-10T12:00:00Z'),
};

/** A registered source, with what a test wants different. */
export function sampleSource(changes: Partial<RegisteredSource> = {}): RegisteredSource {
  return {
    key: 'github:voxel51/openai-clip',
    provider: 'github',
    alias: undefined,
    revision: '5f3759df5f3759df5f3759df5f3759df5f3759df',
    treeDigest: 'ab'.repeat(32),
    registeredAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-10T11:00:00Z',
    models: 2,
    manifests: [],
    diagnostics: [],
    code: 'none',
    ...changes,
  };
}

/** A model of a listing, with what a test wants different. */
export function sampleModel(changes: Partial<ModelSummary> = {}): ModelSummary {
  return {
    name: 'voxel51/clip@1.2',
    baseName: 'voxel51/clip',
    version: '1.2',
    source: 'github:voxel51/openai-clip',
    tags: ['image', 'embeddings'],
    license: 'Apache 2.0',
    spdxLicense: 'Apache-2.0',
    sizeBytes: 605_000_000,
    downloaded: false,
    path: undefined,
    ...changes,
  };
}

/** All about a model, with what a test wants different. */
export function sampleDetails(changes: Partial<ModelDetails> = {}): ModelDetails {
  return {
    ...sampleModel(),
    description: 'Pictures and words\nin one space.\n\nSecond paragraph.',
    author: 'Somebody',
    manager: { type: 'http', config: { url: 'https://example.com/clip.onnx' } },
    deployment: { type: 'onnx', config: { task: 'image-embedding' } },
    requirements: {
      packages: [],
      cpu: true,
      gpu: { support: undefined, cudaVersion: undefined, cudnnVersion: undefined },
    },
    files: [{ path: 'clip.onnx', sizeBytes: 605_000_000, sha256: 'cd'.repeat(32) }],
    entry: { base_name: 'voxel51/clip', unknown_key: 1 },
    manifestPath: 'manifest.json',
    ...changes,
  };
}
