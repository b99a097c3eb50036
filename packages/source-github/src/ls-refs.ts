import { ZooError } from '@modelzoo/core';
import { DELIMITER, FLUSH, formatPacket, packetText, readPackets } from './pkt-line.js';

/** A ref that a git server has. */
export interface AdvertisedRef {
  /** `HEAD`, `refs/heads/main`, `refs/tags/v1`. */
  readonly name: string;
  /** What it stands for in the end, 40 hex digits: the commit of an annotated tag, not the tag. */
  readonly commitSha: string;
}

/** What a server of protocol version 2 says that it can do. */
export interface GitCapabilities {
  readonly hasLsRefs: boolean;
  /** `sha1`, which a question is about unless it says otherwise, or a hash whose commits are longer. */
  readonly objectFormat: string;
}

const ADVERTISEMENT_MAX_BYTES = 64 * 1024;
const REFS_MAX_BYTES = 16 * 1024 * 1024;
const SHA1 = 'sha1';
const REF_LINE = /^([\da-f]{40}) (\S+)((?: \S+)*)$/;
const PEELED = / peeled:([\da-f]{40})(?: |$)/;

/**
 * Reads what a server says about itself.
 *
 * @returns `undefined` when it speaks an older version of the protocol
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID` when it speaks none
 */
export async function readCapabilities(stream: AsyncIterable<Uint8Array>): Promise<GitCapabilities | undefined> {
  let isV2 = false;
  let hasLsRefs = false;
  let objectFormat = SHA1;
  for await (const packet of readPackets(stream, ADVERTISEMENT_MAX_BYTES)) {
    const text = packetText(packet);
    if (text === undefined) {
      if (isV2) return { hasLsRefs, objectFormat };
    } else if (!isV2) {
      if (text.startsWith('# service=')) continue;
      if (text !== 'version 2') return undefined;
      isV2 = true;
    } else if (/^ls-refs(?:=|$)/.test(text)) hasLsRefs = true;
    else if (text.startsWith('object-format=')) objectFormat = text.slice('object-format='.length);
  }
  throw invalid('says nothing about itself');
}

/** The question which refs begin with any of the prefixes. */
export function formatLsRefs(prefixes: readonly string[]): string {
  const lines = ['peel', 'symrefs', ...prefixes.map((prefix) => `ref-prefix ${prefix}`)].map(formatPacket);
  return `${formatPacket('command=ls-refs')}${DELIMITER}${lines.join('')}${FLUSH}`;
}

/**
 * Reads the answer to {@link formatLsRefs}. Refs that stand for nothing yet are left out.
 *
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID` when it is none, says of an error, or breaks off
 * @see https://git-scm.com/docs/protocol-v2#_ls_refs
 */
export async function readRefs(stream: AsyncIterable<Uint8Array>): Promise<readonly AdvertisedRef[]> {
  const refs: AdvertisedRef[] = [];
  for await (const packet of readPackets(stream, REFS_MAX_BYTES)) {
    if (packet.kind === 'flush') return refs;
    const text = packetText(packet) ?? '';
    if (text.startsWith('unborn ')) continue;
    const [, sha, name, attributes = ''] = REF_LINE.exec(text) ?? [];
    if (sha === undefined || name === undefined) throw invalid('lists something that is no ref');
    refs.push({ name, commitSha: PEELED.exec(attributes)?.[1] ?? sha });
  }
  throw invalid('breaks off');
}

function invalid(what: string): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `The git server ${what}.`, {
    hint: 'Check that the address of the server is right. Nothing was changed.',
  });
}
