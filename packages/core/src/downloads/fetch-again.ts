import { ZooError } from '../errors/zoo-error.js';
import type { FilePlan } from '../plugins/model-manager.js';
import type { Operation } from '../zoo-services.js';

/**
 * Fetches a file, and once more from the start when its bytes are not those that were promised: not from the mirror that
 * sent them, if there are others. Two tries tell a transfer that damages the bytes from a promise that is wrong.
 *
 * @param fetch Gives every address that answers to `answers`; the last one counts.
 * @throws ZooError `ERR_ZOO_METADATA_WRONG` when the same bytes came twice, `ERR_ZOO_DIGEST_MISMATCH` when others came,
 *   and what `fetch` throws
 */
export async function fetchAgain<T>(
  plan: FilePlan,
  { emit, signal }: Pick<Operation, 'emit' | 'signal'>,
  fetch: (plan: FilePlan, answers: (url: string) => void) => Promise<T>,
): Promise<T> {
  let answered: string = plan.urls[0];
  const answers = (url: string): void => {
    answered = url;
  };
  try {
    return await fetch(plan, answers);
  } catch (error) {
    if (!ZooError.is(error, 'ERR_ZOO_DIGEST_MISMATCH')) throw error;
    signal.throwIfAborted();
    const [next, ...others] = plan.urls.filter((url) => url !== answered);
    emit({ type: 'notice', level: 'warn', message: `${error.message} It is fetched once more, from the start.` });
    try {
      return await fetch(next === undefined ? plan : { ...plan, urls: [next, ...others] }, answers);
    } catch (again) {
      if (!ZooError.is(again, 'ERR_ZOO_DIGEST_MISMATCH')) throw again;
      throw digestOf(error) === digestOf(again) ? wrongPromise(again) : damaged(error, again);
    }
  }
}

function digestOf({ details }: ZooError): unknown {
  return details['actualSha256'] ?? details['actualIntegrity'];
}

/** Of bytes that are surely those that the source has, and not those that it promises. */
export function wrongPromise(
  error: ZooError,
  message = `${String(error.details['file'])} came twice with the same bytes, and they are not those that its source describes.`,
): ZooError {
  const { expectedSha256: promised, actualSha256: actual } = error.details;
  const accept =
    promised === undefined
      ? ''
      : ` If you know that the file is right as it is: --accept-digest ${String(promised)}=${String(actual)}.`;
  return new ZooError('ERR_ZOO_METADATA_WRONG', message, {
    hint: `Nothing was installed. The source is wrong about the file, or the file was replaced: tell its author.${accept}`,
    details: error.details,
    cause: error,
  });
}

function damaged(first: ZooError, second: ZooError): ZooError {
  return new ZooError(
    'ERR_ZOO_DIGEST_MISMATCH',
    `${String(second.details['file'])} came with other bytes each time, and never those that its source describes.`,
    {
      hint: 'Nothing was installed. Something on the way damages it: the server, a proxy or the line. Try again, perhaps from another network.',
      details: { ...second.details, actual: [String(digestOf(first)), String(digestOf(second))] },
      cause: second,
    },
  );
}
