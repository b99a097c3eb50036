import { posix } from 'node:path';
import type { ArchiveEntry } from './archive-entry.js';
import { archiveOverLimit, invalidArchive, quoteName, unsafeArchive } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';
import { parseEntryPath } from './entry-path.js';
import { foldName, hasUnprintable, isAbsolutePath } from './safe-path.js';

/** What is to be done about an entry that is allowed. `path` is clean: relative, with forward slashes. */
export type EntryDecision =
  | { readonly action: 'file'; readonly path: string; readonly executable: boolean }
  | { readonly action: 'folder'; readonly path: string }
  | { readonly action: 'skip'; readonly notice: string | undefined };

/** All rules about what may come out of one archive. It remembers what it allowed, and does no input or output. */
export interface EntryCheck {
  /** @throws ZooError `ERR_ZOO_ARCHIVE_UNSAFE`, `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_LIMIT` */
  check(entry: Omit<ArchiveEntry, 'body'>): EntryDecision;
  /** Counts bytes of the archive itself that were read. */
  addInput(sizeBytes: number): void;
  /** Counts bytes that came out. @throws ZooError `ERR_ZOO_ARCHIVE_LIMIT` */
  addOutput(sizeBytes: number): void;
}

/** An honest small archive of zeros has any ratio; only beyond this does one tell a bomb. */
const RATIO_FREE_BYTES = 64 * 1024 * 1024;

type Kind = 'file' | 'folder' | 'link';

/** @param windows Whether names that only Windows minds are refused. Default: whether this is Windows. */
export function createEntryCheck(limits: ArchiveLimits, windows: boolean = process.platform === 'win32'): EntryCheck {
  const nodes = new Map<string, { readonly path: string; readonly kind: Kind }>();
  let entries = 0;
  let inputBytes = 0;
  let outputBytes = 0;

  function countEntry(): void {
    entries += 1;
    if (entries <= limits.maxEntries) return;
    throw archiveOverLimit(
      `The archive holds more than ${limits.maxEntries} entries.`,
      'maxEntries',
      limits.maxEntries,
    );
  }

  /** Takes a place in the tree, and the folders on the way to it. */
  function claim(names: readonly string[], kind: Kind): string {
    let path = '';
    let key = '';
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      path = index === 0 ? name : `${path}/${name}`;
      key = `${key}/${foldName(name)}`;
      const node = nodes.get(key);
      if (node === undefined) {
        if (!isLast) countEntry();
        nodes.set(key, { path, kind: isLast ? kind : 'folder' });
        continue;
      }
      if (node.path !== path) {
        throw unsafeArchive(path, `some systems cannot tell from ${quoteName(node.path)}`);
      }
      if (node.kind === 'link' && !isLast)
        throw unsafeArchive(names.join('/'), `lies below the link ${quoteName(path)}`);
      if (node.kind !== 'folder' || (isLast && kind !== 'folder')) {
        throw invalidArchive(`The archive holds ${quoteName(path)} twice.`, { entry: path });
      }
    }
    return path;
  }

  /** Links are never made. One that leads outside tells that the archive means harm, or means another machine. */
  function checkLinkTarget(path: string, type: 'symlink' | 'hardlink', target: string): void {
    const isOdd = target === '' || hasUnprintable(target) || Buffer.byteLength(target) > limits.maxPathBytes;
    if (isOdd) throw unsafeArchive(path, 'is a link to what can be no file');
    const problem = `is a link that leads out of the archive, to ${quoteName(target)}`;
    if (target.includes('\\') || isAbsolutePath(target)) throw unsafeArchive(path, problem);
    const resolved = posix.normalize(type === 'symlink' ? posix.join(posix.dirname(path), target) : target);
    if (resolved === '..' || resolved.startsWith('../')) throw unsafeArchive(path, problem);
    // A symlink on the way could lead a hard link anywhere.
    if (type === 'hardlink' && leadsThroughLink(resolved)) throw unsafeArchive(path, problem);
  }

  function leadsThroughLink(path: string): boolean {
    let key = '';
    return path.split('/').some((name) => {
      key = `${key}/${foldName(name)}`;
      return nodes.get(key)?.kind === 'link';
    });
  }

  function checkSize(sizeBytes: number | undefined): void {
    if (sizeBytes !== undefined && outputBytes + sizeBytes > limits.maxBytes) throw tooLarge(limits);
  }

  return {
    check(entry) {
      countEntry();
      const names = parseEntryPath(entry.path, limits, windows);
      switch (entry.type) {
        case 'folder':
          if (names.length === 0) return { action: 'skip', notice: undefined };
          return { action: 'folder', path: claim(names, 'folder') };
        case 'file':
          if (names.length === 0) throw unsafeArchive(entry.path, 'is a file in the place of the root');
          checkSize(entry.sizeBytes);
          return { action: 'file', path: claim(names, 'file'), executable: entry.executable };
        case 'symlink':
        case 'hardlink': {
          const path = claim(names, 'link');
          checkLinkTarget(path, entry.type, entry.linkTarget ?? '');
          return { action: 'skip', notice: `The link ${quoteName(path)} was left out.` };
        }
        case 'special':
          throw unsafeArchive(entry.path, 'is neither a file nor a folder');
      }
    },
    addInput(sizeBytes) {
      inputBytes += sizeBytes;
    },
    addOutput(sizeBytes) {
      outputBytes += sizeBytes;
      if (outputBytes > limits.maxBytes) throw tooLarge(limits);
      if (outputBytes <= RATIO_FREE_BYTES || outputBytes <= inputBytes * limits.maxRatio) return;
      throw archiveOverLimit(
        `The archive becomes more than ${limits.maxRatio} times its own size.`,
        'maxRatio',
        limits.maxRatio,
      );
    },
  };
}

function tooLarge({ maxBytes }: ArchiveLimits): Error {
  return archiveOverLimit(`The archive holds more than ${maxBytes} bytes.`, 'maxBytes', maxBytes);
}
