import type { InitResult } from '../commands/init.js';
import type { ModelValidation, Validation } from '../commands/validate.js';
import { rowError } from '../formats/json-lines-writer.js';
import { plainPrediction } from '../formats/plain-prediction.js';
import { diagnosticJson } from './diagnostic-json.js';
import { errorJson } from './error-json.js';

export function initJson({ folder, model, facts, files, config }: InitResult): object {
  return {
    folder,
    name: model,
    files: files.map(({ path, sizeBytes, sha256 }) => ({ path, size_bytes: sizeBytes, sha256 })),
    config,
    facts,
  };
}

export function validationJson({ source, ok, manifests, diagnostics, models }: Validation): object {
  return {
    source,
    ok,
    manifests: manifests.map(({ path, name, models: count, diagnostics: own }) => ({
      path,
      name: name ?? null,
      models: count,
      diagnostics: own.map(diagnosticJson),
    })),
    diagnostics: diagnostics.map(diagnosticJson),
    models: models.map(modelJson),
  };
}

function modelJson({ name, advice, files, mediaType, rows, error }: ModelValidation): object {
  return {
    name,
    ok: error === undefined && rows.every((row) => row.error === undefined),
    media_type: mediaType ?? null,
    files: files.map(({ path, sizeBytes, sha256 }) => ({ path, size_bytes: sizeBytes, sha256 })),
    advice,
    results: rows.map((row) =>
      row.error === undefined
        ? { filepath: row.filepath, predictions: plainPrediction(row.prediction) }
        : { filepath: row.filepath, error: rowError(row.error) },
    ),
    error: error === undefined ? null : errorJson(error),
  };
}
