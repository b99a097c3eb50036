import type { ZooEventListener } from '@modelzoo/core';
import type { OutputStream } from '../cli-host.js';
import { jsonLine } from '../render/json-text.js';
import { printable } from '../terminal/printable.js';

/** Warnings for programs that asked for no progress, each a line of JSON as there. All else is in the result. */
export function createWarningLines(stream: OutputStream): ZooEventListener {
  return (event) => {
    if (event.type !== 'notice' || event.level !== 'warn') return;
    stream.write(jsonLine({ event: 'notice', level: event.level, message: printable(event.message) }));
  };
}
