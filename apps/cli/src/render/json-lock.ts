import type {
  ExportResult,
  InstalledModel,
  InstalledSource,
  InstallResult,
  LockCheck,
  LockDifference,
  LockedSourceSummary,
  LockResult,
  OutdatedSource,
} from '@modelzoo/core';

/** The document of `zoo lock`. */
export function lockJson({ file, changed, sources, differences }: LockResult): object {
  return { file, changed, sources: sources.map(sourceJson), differences: differences.map(differenceJson) };
}

/** The document of `zoo lock --check`. */
export function lockCheckJson({ file, upToDate, differences }: LockCheck): object {
  return { file, up_to_date: upToDate, differences: differences.map(differenceJson) };
}

/** The document of `zoo install` and of `zoo import`. */
export function installJson({ file, sources, models }: InstallResult): object {
  return { file, sources: sources.map(installedSourceJson), models: models.map(installedModelJson) };
}

/** The document of `zoo export`. */
export function exportJson({ file, sizeBytes, sha256, models }: ExportResult): object {
  return { file, size_bytes: sizeBytes, sha256, models };
}

/** The document of `zoo outdated`. */
export function outdatedJson(sources: readonly OutdatedSource[]): readonly object[] {
  return sources.map(({ source, locked, current, outdated, added, removed, changed }) => ({
    source,
    locked,
    current,
    outdated,
    added,
    removed,
    changed,
  }));
}

function sourceJson({ reference, key, revision, treeDigest, models }: LockedSourceSummary): object {
  return { reference, key, revision, tree_digest: treeDigest, models };
}

function differenceJson({ kind, source, model, locked, current }: LockDifference): object {
  return { kind, source: source ?? null, model: model ?? null, locked: locked ?? null, current: current ?? null };
}

function installedSourceJson({ key, revision, treeDigest, fetched }: InstalledSource): object {
  return { key, revision, tree_digest: treeDigest, fetched };
}

function installedModelJson(model: InstalledModel): object {
  return {
    name: model.name,
    source: model.source,
    path: model.path,
    present: model.present,
    files: model.files.map(({ path, sizeBytes, sha256 }) => ({ path, size_bytes: sizeBytes, sha256 })),
    downloaded_bytes: model.downloadedBytes,
    reused_bytes: model.reusedBytes,
  };
}
