/** A commit: 40 hex digits, or 64 in repositories of the newer kind. */
const COMMIT = '[0-9a-f]{40}(?:[0-9a-f]{24})?';

/** Paths, on whatever host, whose form says that what they lead to is published once. */
const IMMUTABLE_PATHS: readonly RegExp[] = [
  // A file of a release: /owner/repo/releases/download/v1/models.zip. The latest release is another one some day.
  /^\/[^/]+\/[^/]+\/releases\/download\/[^/]+\/[^/]+$/,
  // The archive of a commit, or a file in it: /owner/repo/archive/<commit>.zip, /owner/repo/tar.gz/<commit>.
  new RegExp(
    `/(?:archive|raw|tarball|zipball|zip|tar\\.gz|legacy\\.zip|legacy\\.tar\\.gz|resolve)/${COMMIT}(?:[./].*)?$`,
    'i',
  ),
  // A published version of a package: /@scope/name/-/name-1.2.3.tgz.
  /\/([^/]+)\/-\/\1-\d+\.\d+\.\d+(?:[-+][^/]*)?\.tgz$/,
];

/** Whether a URL, or the headers of its answer, promise that it leads to the same content for ever. */
export function isImmutable(url: URL, headers: Headers): boolean {
  const cacheControl = headers.get('cache-control') ?? '';
  return (
    /(?:^|[\s,])immutable(?:$|[\s,])/i.test(cacheControl) || IMMUTABLE_PATHS.some((path) => path.test(url.pathname))
  );
}
