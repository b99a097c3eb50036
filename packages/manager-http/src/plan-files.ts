import { ZooError, type FilePlan, type PlanRequest } from '@modelzoo/core';
import { googleDriveUrl } from './google-drive.js';
import type { HttpFileConfig, HttpManagerConfig } from './http-manager-config.js';

/**
 * The files that a config names. Pure: nothing is asked of anybody.
 *
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when two files would land at one path
 */
export function planFiles({ model, config }: PlanRequest<HttpManagerConfig>): FilePlan[] {
  const { files } = config;
  if (files != null) {
    const isOnly = files.length === 1;
    const plans = files.map((file) => planFile(file, file.path ?? (isOnly ? undefined : lastSegment(file))));
    const paths = new Set<string>();
    for (const { path, extract } of plans) {
      if (path === undefined || extract !== undefined) continue;
      if (paths.has(path)) {
        throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `Two files of ${model.base_name} are called ${path}.`, {
          hint: 'Nothing was downloaded. Tell the author of the source to give each of them a "path".',
          details: { model: model.base_name, path },
        });
      }
      paths.add(path);
    }
    return plans;
  }
  return [planFile({ ...config, extract: config.extract ?? config.extract_archive }, undefined)];
}

function planFile(file: HttpFileConfig, path: string | undefined): FilePlan {
  const [url, ...mirrors] = [...new Set(placesOf(file))];
  if (url === undefined) throw new TypeError('the schema lets no file without a URL pass');
  return {
    path,
    urls: [url, ...mirrors],
    sizeBytes: file.size_bytes ?? undefined,
    sha256: file.sha256 ?? undefined,
    extract: planExtract(file.extract),
  };
}

/** Where the file is, each place once. Google Drive, which counts downloads and refuses some, comes last. */
function placesOf({ url, urls, google_drive_id: id }: HttpFileConfig): string[] {
  return [url ?? [], urls ?? [], id == null ? [] : googleDriveUrl(id)].flat();
}

function planExtract(extract: HttpFileConfig['extract']): FilePlan['extract'] {
  if (extract == null || extract === false) return undefined;
  if (extract === true) return {};
  const members = extract.map((member) => ({
    from: member.from,
    // An only member is the model; of several each is called as it was.
    path: member.path ?? (extract.length === 1 ? undefined : member.from),
    sha256: member.sha256 ?? undefined,
    sizeBytes: member.size_bytes ?? undefined,
  }));
  return { members };
}

/** What a file is called when its author did not say: as it is called where it comes from. */
function lastSegment({ url, urls }: Pick<HttpFileConfig, 'url' | 'urls'>): string | undefined {
  const [path = ''] = (url ?? urls?.[0] ?? '').split(/[?#]/);
  return path.split('/').findLast((segment) => segment !== '');
}
