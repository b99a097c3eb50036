import * as fc from 'fast-check';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import type { ArchiveEntry } from './archive-entry.js';
import { resolveArchiveLimits, type ArchiveLimits } from './archive-limits.js';
import { createEntryCheck, type EntryDecision } from './entry-check.js';

type Claim = Omit<ArchiveEntry, 'body'>;

const MEBIBYTE = 1024 * 1024;

function file(path: string, sizeBytes = 1): Claim {
  return { path, type: 'file', sizeBytes, executable: false };
}

function link(path: string, linkTarget: string, type: 'symlink' | 'hardlink' = 'symlink'): Claim {
  return { path, type, sizeBytes: 0, executable: false, linkTarget };
}

/** Decisions about entries of one archive, or the code with which one of them was refused. */
function check(
  entries: readonly Claim[],
  { limits = {}, windows = false }: { limits?: Partial<ArchiveLimits>; windows?: boolean } = {},
): readonly EntryDecision[] | string {
  const checker = createEntryCheck(resolveArchiveLimits(limits), windows);
  try {
    return entries.map((entry) => checker.check(entry));
  } catch (error) {
    if (ZooError.is(error)) return error.code;
    throw error;
  }
}

describe('createEntryCheck', () => {
  it.each([
    ['./model.onnx', 'model.onnx'],
    ['a//b/./c', 'a/b/c'],
    ['-rf', '-rf'],
    ['~/x', '~/x'],
    ['$HOME *?', '$HOME *?'],
    ['ünïcödé/模型', 'ünïcödé/模型'],
    ['aux.c', 'aux.c'],
  ])('takes %j as %j', (path, clean) => {
    expect(check([file(path)])).toStrictEqual([{ action: 'file', path: clean, executable: false }]);
  });

  it.each([
    '../x',
    'a/../../x',
    'a/..',
    '/etc/passwd',
    '//server/share',
    'C:/x',
    'c:x',
    'a\\b',
    '..\\x',
    '\\\\server\\share',
    'a\0b',
    'a\nb',
    '\u001b[31mred',
    'gnp.\u202exe',
    'a\u200bb',
    'a\ufffdb',
    'a\ud800b',
    './',
  ])('refuses the path %j', (path) => {
    expect(check([file(path)])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
  });

  it('refuses an entry without a name', () => {
    expect(check([file('')])).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it.each([
    ['CON'],
    ['nul.txt'],
    ['a/com1'],
    ['LPT¹.log'],
    ['what?'],
    ['ab:stream'],
    ['trailing.'],
    ['trailing '],
    ['a /b'],
  ])('refuses %j where Windows gives it another meaning, and there only', (path) => {
    expect(check([file(path)], { windows: true })).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
    expect(check([file(path)])).toHaveLength(1);
  });

  it.each([
    ['README', 'readme'],
    ['straße', 'STRASSE'],
    ['\u212a', 'k'],
    ['caf\u00e9', 'cafe\u0301'],
    ['a', 'a.'],
    ['Dir/x', 'dir/y'],
  ])('refuses %j beside %j, which some systems take for one', (first, second) => {
    expect(check([file(first), file(second)])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
  });

  it('refuses a file twice, in the place of a folder, and above other files', () => {
    expect(check([file('a'), file('a')])).toBe('ERR_ZOO_ARCHIVE_INVALID');
    expect(check([file('a/b'), file('a')])).toBe('ERR_ZOO_ARCHIVE_INVALID');
    expect(check([file('a'), file('a/b')])).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it('takes a folder twice', () => {
    const folder: Claim = { path: 'a/', type: 'folder', sizeBytes: 0, executable: false };
    expect(check([folder, file('a/b'), folder])).toHaveLength(3);
  });

  it('leaves out a link that stays inside, and says so', () => {
    expect(check([link('docs/latest', '../v1')])).toStrictEqual([
      { action: 'skip', notice: 'The link "docs/latest" was left out.' },
    ]);
  });

  it.each(
    [
      link('a', '..'),
      link('a/b', '../../x'),
      link('a', '/etc/passwd'),
      link('a', 'C:\\x'),
      link('a', 'b\\..\\..\\x'),
      link('a', ''),
      link('a', 'x\u001b[31m'),
      link('a', '../x', 'hardlink'),
      link('a', 'a', 'hardlink'),
    ].map((entry) => [entry.type, entry.linkTarget, entry] as const),
  )('refuses the archive for a %s to %j', (_type, _target, entry) => {
    expect(check([entry])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
  });

  it('refuses a file, and a hard link, that would go through a link', () => {
    expect(check([link('a', 'b'), file('a/x')])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
    expect(check([link('a', 'b'), file('A/x')])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
    expect(check([link('a', 'b'), link('c', 'a/x', 'hardlink')])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
  });

  it('refuses devices', () => {
    expect(check([{ path: 'tty', type: 'special', sizeBytes: 0, executable: false }])).toBe('ERR_ZOO_ARCHIVE_UNSAFE');
  });

  it('counts entries, implied folders among them', () => {
    expect(check([file('a/b/c')], { limits: { maxEntries: 3 } })).toHaveLength(1);
    expect(check([file('a/b/c')], { limits: { maxEntries: 2 } })).toBe('ERR_ZOO_ARCHIVE_LIMIT');
  });

  it('limits claimed sizes, depth and lengths', () => {
    expect(check([file('a', 11)], { limits: { maxBytes: 10 } })).toBe('ERR_ZOO_ARCHIVE_LIMIT');
    expect(check([file('a/b/c')], { limits: { maxDepth: 2 } })).toBe('ERR_ZOO_ARCHIVE_LIMIT');
    expect(check([file('é'.repeat(6))], { limits: { maxNameBytes: 11 } })).toBe('ERR_ZOO_ARCHIVE_LIMIT');
    expect(check([file('ab/cd/ef')], { limits: { maxPathBytes: 7 } })).toBe('ERR_ZOO_ARCHIVE_LIMIT');
  });

  it('counts the bytes that come out, and what they were made of', () => {
    const bytes = createEntryCheck(resolveArchiveLimits({ maxBytes: 10 }), false);
    bytes.addOutput(10);
    expect(() => bytes.addOutput(1)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_ARCHIVE_LIMIT' }));

    const ratio = createEntryCheck(resolveArchiveLimits({ maxRatio: 100 }), false);
    ratio.addInput(1 * MEBIBYTE);
    ratio.addOutput(100 * MEBIBYTE);
    expect(() => ratio.addOutput(1)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_ARCHIVE_LIMIT' }));
    const small = createEntryCheck(resolveArchiveLimits({ maxRatio: 100 }), false);
    expect(() => small.addOutput(64 * MEBIBYTE)).not.toThrow();
  });

  it('never lets a path through that is not below the root', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'A', 'é', 'e\u0301', ' ', 'x.', 'con', '~', '\\', 'C:', '\0');
    const paths = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(paths, fc.string({ unit: 'binary' })), { maxLength: 5 }),
        fc.boolean(),
        (all, windows) => {
          const decisions = check(
            all.map((path) => file(path)),
            { windows },
          );
          if (typeof decisions === 'string') return;
          const seen = decisions.flatMap((decision) => (decision.action === 'file' ? [decision.path] : []));
          for (const path of seen) {
            expect(posix.resolve('/root', path)).toBe(`/root/${path}`);
            expect(path).not.toMatch(/\\|(?:^|\/)\.{0,2}(?:\/|$)/);
          }
          expect(new Set(seen.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(seen.length);
        },
      ),
    );
  });
});
