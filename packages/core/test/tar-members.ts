import { readFile, writeFile } from 'node:fs/promises';
import { extract, pack } from 'tar-stream';

/** A file in a tar. */
export interface Member {
  readonly name: string;
  readonly content: Buffer;
}

/** Reads all of a tar. */
export async function readMembers(file: string): Promise<Member[]> {
  const entries = extract();
  entries.end(await readFile(file));
  const members: Member[] = [];
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    members.push({ name: entry.header.name, content: Buffer.concat(chunks) });
  }
  return members;
}

/** Writes a tar of these files, in this order. */
export async function writeMembers(file: string, members: readonly Member[]): Promise<void> {
  const tar = pack();
  for (const { name, content } of members) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  await writeFile(file, Buffer.concat(chunks));
}
