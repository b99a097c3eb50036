import { ZooError } from '../errors/zoo-error.js';
import type { FilePlan } from '../plugins/model-manager.js';

/** What the user takes in place of what a source promises: digests in hex, by the promised one. */
export type AcceptedDigests = Readonly<Record<string, string>>;

/**
 * Plans that promise what the user accepts. What the source said of the size goes with its digest.
 *
 * @throws ZooError `ERR_ZOO_USAGE` for what is no digest, and for one that no plan promises
 */
export function acceptDigests(plans: readonly FilePlan[], accepted: AcceptedDigests): FilePlan[] {
  const unused = new Map(Object.entries(accepted).map(([promised, actual]) => [toDigest(promised), toDigest(actual)]));
  const known = new Map(unused);

  function replace<T extends Pick<FilePlan, 'sha256' | 'sizeBytes'>>(plan: T): T {
    const promised = plan.sha256?.toLowerCase() ?? '';
    const sha256 = known.get(promised);
    unused.delete(promised);
    return sha256 === undefined ? plan : { ...plan, sha256, sizeBytes: undefined };
  }

  const replaced = plans.map((plan) => {
    const members = plan.extract?.members?.map((member) => replace(member));
    return { ...replace(plan), ...(members !== undefined && { extract: { ...plan.extract, members } }) };
  });
  const [promised] = unused.keys();
  if (promised !== undefined) {
    throw new ZooError('ERR_ZOO_USAGE', `No file of the model is promised to have the digest ${promised}.`, {
      hint: 'Accept a digest in place of the one that the error named. Nothing was downloaded.',
      details: { sha256: promised },
    });
  }
  return replaced;
}

/** The digest that the source promised, of one that was accepted in its place. */
export function promisedInstead(accepted: AcceptedDigests, sha256: string): string | undefined {
  return Object.entries(accepted)
    .find(([, actual]) => actual.toLowerCase() === sha256)?.[0]
    .toLowerCase();
}

function toDigest(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new ZooError('ERR_ZOO_USAGE', `"${text.slice(0, 100)}" is no sha256: it has 64 hex digits.`);
}
