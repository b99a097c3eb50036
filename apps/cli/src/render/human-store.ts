import type { FileVerification, GarbageKind, GarbageResult, HomeUsage, ModelVerification } from '@modelzoo/core';
import type { PinResult } from '../commands/pin.js';
import { formatFacts, wrapText } from '../terminal/facts.js';
import { count, formatSize, shortRevision } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import { formatTable, type Column } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** How each model is, and what to do about those that are not whole. */
export function showVerifications(models: readonly ModelVerification[], view: View): string {
  if (models.length === 0) return 'No model is downloaded.';
  const broken = models.filter(({ ok }) => !ok);
  const total = `${count(models.length, 'model')} checked, ${broken.length === 0 ? 'all whole' : `${broken.length} broken`}.`;
  const canRepair = broken.some(({ error }) => error === undefined);
  return [
    ...models.map((model) => showVerification(model, view)),
    view.style.dim(total),
    ...(canRepair ? ['Mend what is broken with: zoo verify --repair'] : []),
  ].join('\n');
}

function showVerification({ name, ok, fault, files, repaired, error }: ModelVerification, view: View): string {
  const { style } = view;
  const title = style.bold(printable(name));
  if (ok) return `${style.green('✓')} ${title}  ${count(files.length, 'file')}, ${repaired ? 'mended' : 'whole'}`;
  const faults = files.filter((file) => !file.ok).map((file) => `  ${printable(file.path)}: ${describeFault(file)}`);
  return [
    `${style.red('✗')} ${title}`,
    ...(fault === 'receipt' ? ['  Its receipt cannot be read, so that nobody knows what belongs to it.'] : []),
    ...faults,
    ...(error === undefined ? [] : [`  ${wrapText(printable(error.message), 2, view)}`]),
    ...(error?.hint === undefined ? [] : [`  ${style.dim(wrapText(printable(error.hint), 2, view))}`]),
  ].join('\n');
}

const FAULTS: Readonly<Record<NonNullable<FileVerification['fault']>, string>> = {
  missing: 'is gone',
  'not-a-file': 'is a folder, a link or a device by now',
  'wrong-size': 'has another size',
  'wrong-bytes': 'has other bytes',
  unreadable: 'cannot be read',
  'shared-copy': 'is whole, but the copy is not from which other models would get it',
};

function describeFault({ fault, actual }: FileVerification): string {
  const text = fault === undefined ? 'is whole' : FAULTS[fault];
  return actual === undefined ? text : `${text} (sha256 ${shortRevision(actual)}…)`;
}

const KINDS: Readonly<Record<GarbageKind, string>> = {
  blob: 'file',
  partial: 'download',
  snapshot: 'source',
  temporary: 'temporary',
  previous: 'old model',
  model: 'model',
};

/** Whether a model is kept. */
export function showPin({ name, pinned }: PinResult, { style }: View): string {
  const fate = pinned ? 'is kept, whatever needs space' : 'may go when space is needed';
  return `${style.green('✓')} ${style.bold(printable(name))} ${fate}.`;
}

/** What went, or would go. */
export function showGarbage({ deleted, freedBytes, dryRun }: GarbageResult, view: View): string {
  if (deleted.length === 0) return 'There is nothing to delete.';
  const columns: readonly Column[] = [
    { title: 'KIND' },
    { title: 'SIZE', align: 'right' },
    { title: 'PATH', cut: 'middle' },
  ];
  const rows = deleted.map(({ kind, path, sizeBytes }) => [KINDS[kind], formatSize(sizeBytes), printable(path)]);
  const total = `${formatSize(freedBytes)} ${dryRun ? 'would be freed. Nothing was deleted' : 'freed'}.`;
  return `${formatTable(columns, rows, view)}\n${total}`;
}

/** What takes the space, the largest first. */
export function showUsage(usage: HomeUsage, view: View): string {
  const { home, totalBytes, models, sources, blobs, partials, otherBytes, layers } = usage;
  const columns: readonly Column[] = [
    { title: 'SIZE', align: 'right' },
    { title: 'ITS OWN', align: 'right' },
    { title: 'MODEL', cut: 'middle' },
    { title: 'SOURCE', cut: 'start' },
  ];
  const rows = models.map(({ name, source, sizeBytes, uniqueBytes }) => [
    formatSize(sizeBytes),
    formatSize(uniqueBytes),
    view.style.bold(printable(name)),
    view.style.dim(printable(source)),
  ]);
  const sourceBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const unused = blobs.unusedBytes > 0 ? `, ${formatSize(blobs.unusedBytes)} of it unused: zoo gc` : '';
  const facts = formatFacts(
    [
      ['Files of models', `${formatSize(blobs.sizeBytes)} in ${count(blobs.count, 'file')}${unused}`],
      ['Sources', `${formatSize(sourceBytes)} in ${count(sources.length, 'snapshot')}`],
      [
        'Unfinished',
        partials.count === 0 ? 'none' : `${formatSize(partials.sizeBytes)} in ${count(partials.count, 'download')}`,
      ],
      ['Other', formatSize(otherBytes)],
      ['Total', `${formatSize(totalBytes)} in ${home}`],
      ...layers.map(
        (layer) =>
          ['Layer', `${formatSize(layer.totalBytes)}, ${count(layer.models, 'model')} in ${layer.path}`] as const,
      ),
    ],
    view,
  );
  return models.length === 0 ? facts : `${formatTable(columns, rows, view)}\n\n${facts}`;
}
