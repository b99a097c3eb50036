import type {
  ExportResult,
  InstallResult,
  LockCheck,
  LockDifference,
  LockResult,
  OutdatedSource,
} from '@modelzoo/core';
import { count, formatSize, shortRevision } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';

/** What is locked now, and what became other than it was. */
export function showLock({ file, changed, sources, differences }: LockResult, view: View): string {
  const models = sources.reduce((sum, source) => sum + source.models.length, 0);
  const what = `${count(models, 'model')} of ${count(sources.length, 'source')}`;
  const head = changed
    ? `${view.style.green('✓')} Locked ${what} in ${printable(file)}`
    : `${view.style.dim('–')} ${printable(file)} is as it was: ${what}.`;
  return [head, ...differences.map((difference) => showDifference(difference, view))].join('\n');
}

/** Whether a lock file is what a fresh one would be. */
export function showLockCheck({ file, upToDate, differences }: LockCheck, view: View): string {
  if (upToDate) return `${view.style.green('✓')} ${printable(file)} is up to date.`;
  const lines = differences.map((difference) => showDifference(difference, view));
  return [`${view.style.red('✗')} ${printable(file)} is not what a fresh one would be:`, ...lines].join('\n');
}

/** What is installed, and where. */
export function showInstall({ sources, models }: InstallResult, view: View): string {
  const { style } = view;
  const fetched = sources.filter((source) => source.fetched);
  const installed = models.filter(({ present }) => !present);
  if (fetched.length === 0 && installed.length === 0) {
    return `${style.green('✓')} Everything is there: ${count(models.length, 'model')} of ${count(sources.length, 'source')}.`;
  }
  return [
    ...fetched.map(
      ({ key, revision }) =>
        `${style.green('✓')} ${style.bold(printable(key))} at ${printable(shortRevision(revision))}`,
    ),
    ...installed.map(({ name, path, files, downloadedBytes, reusedBytes }) => {
      const parts = [
        count(files.length, 'file'),
        ...(downloadedBytes > 0 ? [`${formatSize(downloadedBytes)} downloaded`] : []),
        ...(reusedBytes > 0 ? [`${formatSize(reusedBytes)} there already`] : []),
      ];
      return `${style.green('✓')} ${style.bold(printable(name))}  ${parts.join(', ')}\n  ${style.dim(path)}`;
    }),
    ...(installed.length < models.length ? [`${count(models.length - installed.length, 'model')} there already.`] : []),
  ].join('\n');
}

/** What was written, and its digest, for whoever carries it elsewhere. */
export function showExport({ file, sizeBytes, sha256, models }: ExportResult, { style }: View): string {
  const what = `${count(models.length, 'model')}, ${formatSize(sizeBytes)}`;
  return `${style.green('✓')} Wrote ${style.bold(printable(file))}  ${what}\n  ${style.dim(`sha256 ${sha256}`)}`;
}

/** What moved upstream. */
export function showOutdated(sources: readonly OutdatedSource[], view: View): string {
  const moved = sources.filter(({ outdated }) => outdated);
  if (moved.length === 0) return `${view.style.green('✓')} Nothing has moved since the lock file was written.`;
  const lines = moved.flatMap(({ source, locked, current, added, removed, changed }) => [
    `${view.style.bold(printable(source))} ${showRevisions(locked, current)}`,
    ...listNames('new', added),
    ...listNames('gone', removed),
    ...listNames('changed', changed),
  ]);
  return [...lines, view.style.dim('To take it in: zoo update-source, then zoo lock')].join('\n');
}

const MARKS: Readonly<Record<LockDifference['kind'], string>> = {
  'source-added': '+',
  'source-moved': '~',
  'source-removed': '-',
  'model-added': '+',
  'model-changed': '~',
  'model-removed': '-',
};

function showDifference({ kind, source, model, locked, current }: LockDifference, { style }: View): string {
  const mark = MARKS[kind];
  const colour = mark === '+' ? style.green : mark === '-' ? style.red : style.yellow;
  if (model !== undefined) return `    ${colour(mark)} ${printable(model)}`;
  const moved = kind === 'source-moved' && locked !== current ? ` ${showRevisions(locked ?? '', current ?? '')}` : '';
  return `  ${colour(mark)} ${style.bold(printable(source ?? ''))}${moved}`;
}

function showRevisions(before: string, now: string): string {
  return `${printable(shortRevision(before))} → ${printable(shortRevision(now))}`;
}

function listNames(label: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`  ${label}: ${names.map(printable).join(', ')}`];
}
