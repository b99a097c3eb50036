import type { Diagnostic, RegisteredSource, RegisterResult, TrustedSource, UpdateResult } from '@modelzoo/core';
import { wrapText } from '../terminal/facts.js';
import { count, formatTime, shortRevision } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import { formatTable } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** How many names are shown before the rest is only counted. */
const NAMES_SHOWN = 12;

/** What a registration brought. */
export function showRegistration({ source, manifests, models }: RegisterResult, view: View): string {
  const { style } = view;
  const lines = [
    `${style.green('✓')} Registered ${style.bold(printable(source.key))} at ${revisionOf(source)}${aliasOf(source)}`,
    ...ownDiagnostics(source, manifests).map((diagnostic) => `  ${showDiagnostic(diagnostic, view)}`),
    ...manifests.flatMap(({ path, status, models: number, diagnostics }) => [
      `  ${printable(path)}: ${status}, ${count(number, 'model')}`,
      ...diagnostics.map((diagnostic) => `    ${showDiagnostic(diagnostic, view)}`),
    ]),
    ...models.slice(0, NAMES_SHOWN).map((name) => `  ${style.bold(printable(name))}`),
    ...(models.length > NAMES_SHOWN ? [`  and ${models.length - NAMES_SHOWN} more: zoo list`] : []),
  ];
  if (source.code === 'javascript') lines.push('  It carries code, which runs only after you agree to it.');
  if (source.code === 'python') lines.push('  It carries Python code, which zoo does not run.');
  return lines.join('\n');
}

/** Those that are about the source as a whole. */
function ownDiagnostics(
  { diagnostics }: RegisteredSource,
  manifests: RegisterResult['manifests'],
): readonly Diagnostic[] {
  const paths = new Set(manifests.map(({ path }) => path));
  return diagnostics.filter(({ path }) => !paths.has(path));
}

/** A table of sources, and what is wrong with them. */
export function showSources(sources: readonly RegisteredSource[], view: View): string {
  if (sources.length === 0) return 'No source is registered. Register one: zoo register-source <owner/repo>';
  const columns = [
    { title: 'SOURCE', cut: 'middle' },
    { title: 'ALIAS' },
    { title: 'REVISION', cut: 'end' },
    { title: 'MODELS', align: 'right' },
    { title: 'UPDATED' },
    { title: 'CODE' },
  ] as const;
  const rows = sources.map((source) => [
    view.style.bold(printable(source.key)),
    printable(source.alias ?? '–'),
    revisionOf(source),
    String(source.models),
    formatTime(source.updatedAt, view.now),
    source.code === 'none' ? '–' : source.code,
  ]);
  const notes = sources.flatMap(({ key, diagnostics }) =>
    diagnostics.length === 0
      ? []
      : ['', printable(key), ...diagnostics.map((diagnostic) => `  ${showDiagnostic(diagnostic, view)}`)],
  );
  return [formatTable(columns, rows, view), ...notes].join('\n');
}

/** What moved. */
export function showUpdates(updates: readonly UpdateResult[], view: View): string {
  if (updates.length === 0) return 'No source is registered.';
  return updates.map((update) => showUpdate(update, view)).join('\n');
}

function showUpdate(update: UpdateResult, view: View): string {
  const { source, moved, previousRevision, revision, codeChanged, added, removed, changed, error } = update;
  const { style } = view;
  const key = style.bold(printable(source.key));
  if (error !== undefined) {
    const reason = wrapText(printable(error.message), 2, view);
    return `${style.red('✗')} ${key} stays as it is, at ${revisionOf(source)}.\n  ${reason}`;
  }
  if (!moved) return `${style.dim('–')} ${key} has not moved.`;
  return [
    `${style.green('✓')} ${key} ${printable(shortRevision(previousRevision))} → ${printable(shortRevision(revision))}`,
    ...listNames('new', added),
    ...listNames('gone', removed),
    ...listNames('changed', changed),
    ...(codeChanged === true
      ? [`  ${style.yellow('!')} Its code changed: you will be asked again before it runs.`]
      : []),
  ].join('\n');
}

function listNames(verb: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  ${verb}: ${names.map(printable).join(', ')}`];
}

/** What was agreed to. */
export function showTrust({ key, treeDigest }: TrustedSource, { style }: View): string {
  return `${style.green('✓')} The code of ${style.bold(printable(key))} may run, as it is now (${treeDigest.slice(0, 12)}).`;
}

/** All that was agreed to. */
export function showTrusted(trusted: readonly TrustedSource[], view: View): string {
  if (trusted.length === 0) return 'You have not agreed to any code.';
  const columns = [{ title: 'SOURCE', cut: 'middle' }, { title: 'CONTENT', cut: 'end' }, { title: 'SINCE' }] as const;
  const rows = trusted.map(({ key, treeDigest, trustedAt }) => [
    view.style.bold(printable(key)),
    treeDigest.slice(0, 12),
    formatTime(trustedAt, view.now),
  ]);
  return formatTable(columns, rows, view);
}

/** What is no longer agreed to. */
export function showUntrusted(trusted: readonly TrustedSource[], { style }: View): string {
  if (trusted.length === 0) return 'You had not agreed to any code of that source.';
  const lines = trusted.map(({ key, treeDigest }) => `${printable(key)} (${treeDigest.slice(0, 12)})`);
  return lines.map((line) => `${style.green('✓')} The code of ${line} may no longer run.`).join('\n');
}

export function showDiagnostic({ severity, message, path, line, column }: Diagnostic, { style }: View): string {
  const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
  const place = line === undefined ? path : `${path}:${line}:${column ?? 1}`;
  return `${mark} ${style.dim(printable(place))} ${printable(message)}`;
}

function revisionOf({ revision }: RegisteredSource): string {
  return printable(shortRevision(revision));
}

function aliasOf({ alias }: RegisteredSource): string {
  return alias === undefined ? '' : ` as ${printable(alias)}`;
}
