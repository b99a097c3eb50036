/** An archive that must not be extracted. */
export interface HostileArchive {
  /** What it is, unique, to name a test with: `tar: a path that leads out, ../x`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Code with which `extractArchive` of `@modelzoo/core` refuses it under its default limits. */
  readonly expectedCode:
    | 'ERR_ZOO_ARCHIVE_INVALID'
    | 'ERR_ZOO_ARCHIVE_LIMIT'
    | 'ERR_ZOO_ARCHIVE_UNSAFE'
    | 'ERR_ZOO_ARCHIVE_UNSUPPORTED';
}
