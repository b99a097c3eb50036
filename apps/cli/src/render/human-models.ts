import type { ModelSummary } from '@modelzoo/core';
import type { ModelListing } from '../commands/list.js';
import { count, formatSize } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import { formatTable, type Column } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** The models of `zoo list`, or only their names, one a line. */
export function showListing({ models, namesOnly, filtered }: ModelListing, view: View): string {
  if (namesOnly) return models.map(({ name }) => printable(name)).join('\n');
  if (models.length > 0) return showModels(models, view);
  return filtered
    ? 'No model fits these conditions.'
    : 'There are no models yet. Register a source: zoo register-source <owner/repo>';
}

/** A table of models. The source gets a column when there are several. */
export function showModels(models: readonly ModelSummary[], view: View): string {
  const hasSources = new Set(models.map(({ source }) => source)).size > 1;
  const columns: readonly Column[] = [
    { title: '' },
    { title: 'NAME', cut: 'middle' },
    { title: 'SIZE', align: 'right' },
    { title: 'LICENSE', cut: 'end' },
    { title: 'TAGS', cut: 'end' },
    ...(hasSources ? [{ title: 'SOURCE', cut: 'start' } as const] : []),
  ];
  const rows = models.map((model) => [
    model.downloaded ? view.style.green('✓') : view.style.dim('–'),
    view.style.bold(printable(model.name)),
    formatSize(model.sizeBytes),
    printable(model.spdxLicense ?? model.license ?? '–'),
    printable(model.tags.join(', ')),
    ...(hasSources ? [view.style.dim(printable(model.source))] : []),
  ]);
  const downloaded = models.filter((model) => model.downloaded).length;
  const total = `${count(models.length, 'model')}, ${downloaded} downloaded`;
  return `${formatTable(columns, rows, view)}\n${view.style.dim(total)}`;
}
