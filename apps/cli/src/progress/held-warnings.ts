import type { ZooEventListener } from '@modelzoo/core';
import type { CliHost } from '../cli-host.js';
import { jsonLine } from '../render/json-text.js';
import { printable } from '../terminal/printable.js';

/**
 * Keeps warnings for programs that asked for no progress. They are told when the command ends, so that stderr has one
 * document when it fails, with the warnings in it. All else that happens is in the result.
 */
export function holdWarnings({ heldWarnings }: CliHost): ZooEventListener {
  return (event) => {
    if (event.type === 'notice' && event.level === 'warn') heldWarnings?.push(printable(event.message));
  };
}

/** Tells what was held, a line of JSON each. */
export function tellWarnings({ heldWarnings = [], stderr }: CliHost): void {
  for (const message of heldWarnings.splice(0)) stderr.write(jsonLine({ event: 'notice', level: 'warn', message }));
}
