import { describe, expect, it } from 'vitest';
import { formatLsRefs, readCapabilities, readRefs } from './ls-refs.js';
import { DELIMITER, FLUSH, formatPacket } from './pkt-line.js';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

async function* streamOf(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(parts.join(''));
}

async function* oldServer(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${lines('# service=git-upload-pack')}${FLUSH}${lines(`${A} HEAD\0multi_ack`)}`);
  throw new Error('read on');
}

const lines = (...texts: readonly string[]): string => texts.map(formatPacket).join('');

describe('readCapabilities', () => {
  it.each([
    ['with the name of the service before it', `${lines('# service=git-upload-pack')}${FLUSH}`],
    ['without', ''],
  ])('reads what a server of version 2 says, %s', async (_how, head) => {
    const said = lines('version 2', 'agent=git/github-1', 'ls-refs=unborn', 'fetch=shallow', 'object-format=sha1');
    expect(await readCapabilities(streamOf(head, said, FLUSH))).toStrictEqual({
      hasLsRefs: true,
      objectFormat: 'sha1',
    });
  });

  it('notices what a server cannot do', async () => {
    const said = lines('version 2', 'fetch', 'object-format=sha256');
    expect(await readCapabilities(streamOf(said, FLUSH))).toStrictEqual({ hasLsRefs: false, objectFormat: 'sha256' });
  });

  it('reads nothing more of a server that lists all its refs, as older versions do', async () => {
    expect(await readCapabilities(oldServer())).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no end', lines('version 2', 'ls-refs')],
    ['more than anybody has to say', lines('version 2', ...Array<string>(2).fill('x'.repeat(60_000)))],
  ])('refuses %s', async (_what, text) => {
    await expect(readCapabilities(streamOf(text))).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });
});

describe('formatLsRefs', () => {
  it('asks for refs of some names, with what tags stand for', () => {
    expect(formatLsRefs(['HEAD', 'refs/heads/x'])).toBe(
      [
        '0014command=ls-refs\n',
        DELIMITER,
        '0009peel\n',
        '000csymrefs\n',
        '0014ref-prefix HEAD\n',
        '001cref-prefix refs/heads/x\n',
        FLUSH,
      ].join(''),
    );
  });
});

describe('readRefs', () => {
  it('gives every ref the commit that it stands for', async () => {
    const answer = lines(
      `${A} HEAD symref-target:refs/heads/main`,
      `${A} refs/heads/main`,
      'unborn refs/heads/none symref-target:refs/heads/none',
      `${A} refs/tags/v1 peeled:${B}`,
      `${A} refs/tags/v2 some-attribute:x peeled:${B} another`,
    );
    expect(await readRefs(streamOf(answer, FLUSH))).toStrictEqual([
      { name: 'HEAD', commitSha: A },
      { name: 'refs/heads/main', commitSha: A },
      { name: 'refs/tags/v1', commitSha: B },
      { name: 'refs/tags/v2', commitSha: B },
    ]);
    expect(await readRefs(streamOf(FLUSH))).toStrictEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a list that breaks off', lines(`${A} HEAD`)],
    ['an error', lines('ERR upload-pack: not our ref')],
    ['a name without a commit', lines('HEAD')],
    ['a commit that is too long', lines(`${A}${B} HEAD`)],
    ['a mark amid the list', `${lines(`${A} HEAD`)}${DELIMITER}${FLUSH}`],
  ])('refuses %s', async (_what, text) => {
    await expect(readRefs(streamOf(text))).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });
});
