import type { ModelDetails } from '@modelzoo/core';
import { formatSize } from '../terminal/human-units.js';
import { formatFacts, wrapText } from '../terminal/facts.js';
import { printable, printableParagraphs } from '../terminal/printable.js';
import { formatTable } from '../terminal/table.js';
import type { View } from '../terminal/view.js';
import { parameterTable } from './human-parameters.js';
import { requirementRows } from './human-requirements.js';

/** Everything about one model, as a page. */
export function showDetails(model: ModelDetails, view: View): string {
  const { style } = view;
  const description = model.description === undefined ? '' : printableParagraphs(model.description);
  const facts = formatFacts(
    [
      ['Downloaded', model.downloaded ? `${style.green('✓')} ${model.path ?? ''}` : '– no'],
      ['Size', model.sizeBytes === undefined ? undefined : formatSize(model.sizeBytes)],
      ['License', optional(model.license)],
      ['Author', optional(model.author)],
      ['Tags', optional(model.tags.join(', '))],
      ['Source', printable(model.source)],
      ['Manifest', printable(model.manifestPath)],
      ['Fetched by', optional(model.manager?.type ?? undefined) ?? 'code of the source'],
      ['Loaded by', optional(model.deployment?.type ?? undefined) ?? 'code of the source'],
    ],
    view,
  );
  const requirements = requirementRows(model.requirements, view);
  const parameters = parameterTable(model.entry['parameters'], view);
  return [
    style.bold(printable(model.name)),
    ...(description === '' ? [] : [wrapText(description, 0, view)]),
    facts,
    ...(requirements === '' ? [] : [`${style.bold('Needs')}\n${requirements}`]),
    ...(parameters === '' ? [] : [`${style.bold('Takes, with --param <name>=<value>')}\n${parameters}`]),
    ...(model.files.length === 0 ? [] : [`${style.bold('Files')}\n${fileTable(model, view)}`]),
  ].join('\n\n');
}

function fileTable({ files }: ModelDetails, view: View): string {
  const columns = [
    { title: 'PATH', cut: 'middle' },
    { title: 'SIZE', align: 'right' },
    { title: 'SHA256', cut: 'end' },
  ] as const;
  const rows = files.map(({ path, sizeBytes, sha256 }) => [printable(path), formatSize(sizeBytes), sha256]);
  return formatTable(columns, rows, view);
}

function optional(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : printable(text);
}
