import type { ModelRequirements, Requirement } from '@modelzoo/core';
import type { RequirementsReport } from '../commands/requirements.js';
import { printable } from '../terminal/printable.js';
import { formatTable } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** What a model needs, and whether it is there. */
export function showRequirements({ model, requirements, met, installed }: RequirementsReport, view: View): string {
  const rows = requirementRows(requirements, view);
  const name = printable(model);
  if (rows === '') return `${name} declares no requirements.`;
  const verdict = met
    ? `${view.style.green('✓')} Nothing that can be checked is missing.`
    : `${view.style.red('✗')} Something is missing. To install it: zoo requirements ${name} --install`;
  const news = installed.length === 0 ? [] : [`Installed ${installed.join(', ')}.`];
  return [rows, ...news, verdict].join('\n');
}

/** The requirements as a table; nothing when there are none. */
export function requirementRows({ packages, cpu, gpu }: ModelRequirements, view: View): string {
  const rows = packages.map((requirement) => [
    markOf(requirement, view),
    printable(requirement.text),
    requirement.ecosystem,
    requirement.applies === 'always' ? '' : `with ${requirement.applies.toUpperCase()}`,
    stateOf(requirement),
  ]);
  const columns = [
    { title: '' },
    { title: 'PACKAGE', cut: 'end' },
    { title: 'FROM' },
    { title: 'WHEN' },
    { title: '' },
  ] as const;
  const hardware = [
    ...(cpu === false ? ['Does not run without a GPU.'] : []),
    ...(gpu.support === true && (gpu.cudaVersion ?? gpu.cudnnVersion) !== undefined
      ? [`With a GPU: CUDA ${printable(gpu.cudaVersion ?? 'any')}, cuDNN ${printable(gpu.cudnnVersion ?? 'any')}.`]
      : []),
  ];
  return [...(rows.length === 0 ? [] : [formatTable(columns, rows, view)]), ...hardware].join('\n');
}

function markOf({ status }: Requirement, { style }: View): string {
  if (status === 'met') return style.green('✓');
  return status === 'unchecked' ? style.dim('–') : style.red('✗');
}

function stateOf({ status, installed }: Requirement): string {
  switch (status) {
    case 'met':
      return installed === undefined ? 'there' : `${printable(installed)} is there`;
    case 'missing':
      return 'missing';
    case 'wrong-version':
      return `${printable(installed ?? 'another version')} does not do`;
    case 'unchecked':
      return 'not checked';
  }
}
