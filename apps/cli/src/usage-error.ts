import { ZooError } from '@modelzoo/core/reader';
import type { CommanderError } from 'commander';

/** A mistake in the arguments, told as every other error is. */
export function usageError(error: CommanderError): ZooError {
  if (error.code === 'commander.help') {
    return new ZooError('ERR_ZOO_USAGE', 'No command was given.', { hint: 'zoo --help lists them.' });
  }
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/.test(first) ? '' : '.'}`;
  return new ZooError('ERR_ZOO_USAGE', message, {
    hint: [suggestion, 'zoo --help and zoo <command> --help say what there is.'].filter(Boolean).join(' '),
    cause: error,
  });
}
