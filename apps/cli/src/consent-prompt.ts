import type { ConsentRequest } from '@modelzoo/core';
import type { CliHost } from './cli-host.js';
import { askYes } from './terminal/ask.js';
import { printable } from './terminal/printable.js';
import type { View } from './terminal/view.js';

/** How many files of each kind are named. */
const FILES_SHOWN = 20;

/** Shows what would run, for the question whether it may. */
export function describeConsent(request: ConsentRequest, { style }: View): string {
  const { source, treeDigest, sourceDir, codeFiles, changedFiles, hook } = request;
  const isFirst = changedFiles === undefined;
  const lines = [
    `${style.yellow('!')} ${style.bold(printable(source.key))} wants to run code of its own (${printable(hook)}) on this machine.`,
    isFirst
      ? '  You have not agreed to code of this source before.'
      : '  You agreed to an earlier content of it. What changed since:',
    ...(isFirst ? [] : listFiles(changedFiles, style.yellow('changed'))),
    `  ${style.dim('content')}  sha256 ${treeDigest}`,
    `  ${style.dim('folder')}   ${sourceDir}`,
    `  ${style.dim('code')}`,
    ...listFiles(codeFiles, ' '),
  ];
  return lines.join('\n');
}

/** Asks on the terminal whether code may run. */
export function createConsentPrompt(
  host: CliHost,
  view: View,
  beforeAsking: () => void,
): (request: ConsentRequest) => Promise<boolean> {
  return async (request) => {
    beforeAsking();
    host.stderr.write(`${describeConsent(request, view)}\n`);
    return askYes('Run it? Your answer is remembered for exactly this content.', host);
  };
}

function listFiles(files: readonly string[], mark: string): readonly string[] {
  const shown = files.slice(0, FILES_SHOWN).map((file) => `    ${mark} ${printable(file)}`);
  return files.length > FILES_SHOWN ? [...shown, `      and ${files.length - FILES_SHOWN} more`] : shown;
}
