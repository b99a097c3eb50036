import { statusError, ZooError, type DeferredFile } from '@modelzoo/core';
import type { GitHubAccess } from './github-access.js';

const KEPT = 'Nothing was installed; what came before is kept.';
/** GitHub's for a used-up allowance was 509 once, and is 403 now. */
const BANDWIDTH_EXCEEDED = 509;
const NOT_IMPLEMENTED = 501;

/**
 * What a refusal of the whole batch means.
 *
 * @param said - What GitHub says about it; may be empty.
 */
export function batchError(response: Response, access: GitHubAccess, said: string): ZooError {
  const { repository, server, token } = access;
  const { status } = response;
  const details = { status, repository, tokenUsed: token !== undefined, said: said === '' ? undefined : said };
  const general = statusError(response, `the Git LFS files of ${repository}`);
  if (status === 401) {
    return token === undefined
      ? new ZooError(
          'ERR_ZOO_UNAUTHORIZED',
          `GitHub gives the Git LFS files of ${repository} to nobody without a token.`,
          {
            hint: `To read a private repository, ${server.tokenAdvice}. ${KEPT}`,
            details,
          },
        )
      : new ZooError('ERR_ZOO_UNAUTHORIZED', `GitHub does not accept the token in ${token.name} for Git LFS files.`, {
          hint: `It may be mistyped, expired or revoked, or not allowed to read ${repository}. ${KEPT}`,
          details,
        });
  }
  if (status === BANDWIDTH_EXCEEDED || (status === 403 && general.code !== 'ERR_ZOO_RATE_LIMITED')) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `GitHub refuses the Git LFS files of ${repository}${quote(said)}.`, {
      hint: `Their owner's allowance for Git LFS may be used up${token === undefined ? '' : `, or the token in ${token.name} may not read them`}. ${KEPT}`,
      details,
    });
  }
  if (status === 404 || status === 410) {
    const advice =
      token === undefined
        ? `For a private repository, ${server.tokenAdvice}.`
        : `Check that the token in ${token.name} may read it.`;
    return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `GitHub shows no Git LFS files of ${repository}${quote(said)}.`, {
      hint: `The repository may be gone, hidden, or without Git LFS. ${advice} ${KEPT}`,
      details,
    });
  }
  if (status === NOT_IMPLEMENTED) {
    return new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The server of ${repository} has no Git LFS.`, {
      hint: `Its administrator can turn it on. ${KEPT}`,
      details,
    });
  }
  return new ZooError(general.code, general.message, {
    hint: general.hint,
    details: { ...general.details, ...details },
  });
}

/** What a refusal of one object of a batch means. */
export function objectError(
  { code, message: said }: { readonly code: number; readonly message: string },
  { repository, token }: GitHubAccess,
  { path, sha256 }: DeferredFile,
): ZooError {
  const details = { status: code, repository, file: path, sha256, tokenUsed: token !== undefined, said };
  const file = `${path} of ${repository}`;
  if (code === 404 || code === 410) {
    const where = code === 410 ? 'removed' : 'does not have';
    const message = `The Git LFS store ${code === 410 ? `has ${where}` : where} ${file}.`;
    return new ZooError('ERR_ZOO_FILE_NOT_FOUND', message, {
      hint: `Its author has to push it (git lfs push --all). Stores elsewhere, as a .lfsconfig names them, are not asked. ${KEPT}`,
      details,
    });
  }
  if (code === 401 || code === 403) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `The Git LFS store refuses ${file}${quote(said)}.`, {
      hint: `The owner's allowance may be used up, or a token with other rights be needed. ${KEPT}`,
      details,
    });
  }
  if (code === 429) {
    return new ZooError('ERR_ZOO_RATE_LIMITED', `The Git LFS store has had too many requests for ${file}.`, {
      hint: `Try again later. ${KEPT}`,
      details,
    });
  }
  if (code >= 500) {
    return new ZooError('ERR_ZOO_SERVER', `The Git LFS store failed to find ${file}${quote(said)}.`, {
      hint: `Try again later. ${KEPT}`,
      details,
    });
  }
  return new ZooError(
    'ERR_ZOO_RESPONSE_INVALID',
    `The Git LFS store does not take the request for ${file}${quote(said)}.`,
    {
      hint: `The pointer in the repository may be wrong: tell the author of the source. ${KEPT}`,
      details,
    },
  );
}

/** What a server says, to end a sentence with. */
function quote(said: string): string {
  return said === '' ? '' : ` (${said.replace(/\.$/, '')})`;
}
