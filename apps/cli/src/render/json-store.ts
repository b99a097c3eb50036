import type { FileVerification, GarbageResult, HomeUsage, ModelVerification } from '@modelzoo/core';
import { errorJson } from './error-json.js';

/** `verify` with `--json`. */
export function verificationsJson(models: readonly ModelVerification[]): object {
  return models.map(({ name, source, folder, ok, fault, files, repaired, error }) => ({
    name,
    source: source ?? null,
    path: folder,
    ok,
    fault: fault ?? null,
    repaired,
    error: error === undefined ? null : errorJson(error),
    files: files.map(fileJson),
  }));
}

function fileJson({ path, ok, expected, actual, fault }: FileVerification): object {
  return { path, ok, expected, actual: actual ?? null, fault: fault ?? null };
}

/** `gc` with `--json`. */
export function garbageJson({ deleted, freedBytes, dryRun }: GarbageResult): object {
  return {
    deleted: deleted.map(({ path }) => path),
    freed_bytes: freedBytes,
    dry_run: dryRun,
    items: deleted.map(({ kind, path, sizeBytes }) => ({ kind, path, size_bytes: sizeBytes })),
  };
}

/** `du` with `--json`. */
export function usageJson({
  home,
  totalBytes,
  models,
  sources,
  blobs,
  partials,
  otherBytes,
  layers,
}: HomeUsage): object {
  return {
    home,
    total_bytes: totalBytes,
    models: models.map(({ name, source, sizeBytes, uniqueBytes, sharedBytes }) => ({
      name,
      source,
      size_bytes: sizeBytes,
      unique_bytes: uniqueBytes,
      shared_bytes: sharedBytes,
    })),
    sources: sources.map(({ keys, treeDigest, sizeBytes }) => ({
      keys,
      tree_digest: treeDigest,
      size_bytes: sizeBytes,
    })),
    blobs: { count: blobs.count, size_bytes: blobs.sizeBytes, unused_bytes: blobs.unusedBytes },
    partials: { count: partials.count, size_bytes: partials.sizeBytes },
    other_bytes: otherBytes,
    layers: layers.map((layer) => ({ path: layer.path, models: layer.models, total_bytes: layer.totalBytes })),
  };
}
