import { ZooError } from '@modelzoo/core';

/** Why a run cannot go on. */
export function cannotContinue(path: string, reason: string): ZooError {
  return new ZooError('ERR_ZOO_USAGE', `The run that was interrupted cannot be continued: ${reason}.`, {
    hint: 'Nothing was changed. Give what was given then, or leave --resume out to begin anew.',
    details: { path },
  });
}
