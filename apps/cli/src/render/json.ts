import type {
  DeleteResult,
  DownloadResult,
  ModelDetails,
  ModelFile,
  ModelRequirements,
  ModelSummary,
  RegisteredSource,
  Requirement,
  TrustedSource,
  UpdateResult,
} from '@modelzoo/core';
import type { CommandResults } from '../command-results.js';
import { initJson, validationJson } from './json-author.js';
import { garbageJson, usageJson, verificationsJson } from './json-store.js';
import { diagnosticJson } from './diagnostic-json.js';
import { errorJson } from './error-json.js';
import { exportJson, installJson, lockCheckJson, lockJson, outdatedJson } from './json-lock.js';

/** Results that come whole. Those of `apply` and `embed` are lines, printed as they come. */
export type DocumentName = Exclude<keyof CommandResults, 'apply' | 'embed'>;

type Documents = { readonly [Name in DocumentName]: (result: CommandResults[Name]) => unknown };

/** The document that each command prints with `--json`. Scripts rely on these keys: more may come, none may go. */
export const jsonDocuments: Documents = {
  'register-source': ({ source, manifests, models }) => ({
    source: { ...sourceJson(source), diagnostics: source.diagnostics.map(diagnosticJson) },
    manifests: manifests.map(({ diagnostics, path, name, status, models: count }) => ({
      path,
      name: name ?? null,
      status,
      models: count,
      diagnostics: diagnostics.map(diagnosticJson),
    })),
    models,
  }),
  'list-sources': (sources) =>
    sources.map((source) => ({
      ...sourceJson(source),
      models: source.models,
      diagnostics: source.diagnostics.map(diagnosticJson),
      registered_at: source.registeredAt,
      updated_at: source.updatedAt,
    })),
  'update-source': (updates) => updates.map(updateJson),
  'delete-source': deletionJson,
  list: ({ models, namesOnly }) => (namesOnly ? models.map(({ name }) => name) : models.map(summaryJson)),
  search: (models) => models.map(summaryJson),
  info: detailsJson,
  requirements: ({ model, requirements, met, installed }) => ({
    name: model,
    met,
    installed,
    ...requirementsJson(requirements),
  }),
  download: ({ downloads, asList }) => {
    const documents = downloads.map(downloadJson);
    return asList ? documents : documents[0];
  },
  find: (path) => ({ path }),
  delete: deletionJson,
  pin: (result) => result,
  unpin: (result) => result,
  verify: verificationsJson,
  gc: garbageJson,
  du: usageJson,
  init: initJson,
  validate: validationJson,
  lock: lockJson,
  'lock --check': lockCheckJson,
  install: installJson,
  outdated: outdatedJson,
  export: exportJson,
  import: installJson,
  trust: trustJson,
  'trust --list': (trusted) => trusted.map(trustJson),
  untrust: (trusted) => trusted.map(trustJson),
  doctor: (report) => report,
};

function sourceJson({ key, provider, revision, treeDigest, alias, code }: RegisteredSource): object {
  return { key, provider, revision, tree_digest: treeDigest, alias: alias ?? null, code };
}

function updateJson(update: UpdateResult): object {
  const { source, moved, previousRevision, revision, codeChanged, added, removed, changed, error } = update;
  return {
    key: source.key,
    alias: source.alias ?? null,
    moved,
    previous_revision: previousRevision,
    revision,
    tree_digest: source.treeDigest,
    code_changed: codeChanged ?? null,
    added,
    removed,
    changed,
    error: error === undefined ? null : errorJson(error),
  };
}

function summaryJson(model: ModelSummary): object {
  return {
    name: model.name,
    base_name: model.baseName,
    version: model.version ?? null,
    source: model.source,
    tags: model.tags,
    license: model.license ?? null,
    spdx_license: model.spdxLicense ?? null,
    size_bytes: model.sizeBytes ?? null,
    downloaded: model.downloaded,
    path: model.path ?? null,
  };
}

function detailsJson(model: ModelDetails): object {
  return {
    ...summaryJson(model),
    description: model.description ?? null,
    author: model.author ?? null,
    manager: model.manager ?? null,
    default_deployment_config_dict: model.deployment ?? null,
    requirements: requirementsJson(model.requirements),
    files: model.files.map(fileJson),
    manifest: model.manifestPath,
    entry: model.entry,
  };
}

function requirementsJson({ packages, cpu, gpu }: ModelRequirements): object {
  return {
    packages: packages.map(requirementJson),
    cpu: cpu ?? null,
    gpu: {
      support: gpu.support ?? null,
      cuda_version: gpu.cudaVersion ?? null,
      cudnn_version: gpu.cudnnVersion ?? null,
    },
  };
}

function requirementJson({ text, ecosystem, names, range, applies, status, installed }: Requirement): object {
  return { text, ecosystem, names, range: range ?? null, applies, status, installed: installed ?? null };
}

function fileJson({ path, sizeBytes, sha256 }: ModelFile): object {
  return { path, size_bytes: sizeBytes, sha256 };
}

function downloadJson({ name, source, path, files, downloadedBytes, reusedBytes }: DownloadResult): object {
  return {
    name,
    source,
    path,
    files: files.map(fileJson),
    downloaded_bytes: downloadedBytes,
    reused_bytes: reusedBytes,
  };
}

function deletionJson({ deleted, freedBytes }: DeleteResult): object {
  return { deleted, freed_bytes: freedBytes };
}

function trustJson({ key, treeDigest, trustedAt }: TrustedSource): object {
  return { key, tree_digest: treeDigest, trusted_at: trustedAt };
}
