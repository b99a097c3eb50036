import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractArchive, type SourceContent } from '@modelzoo/core';

/**
 * The files of a source's content as `path sha256`, sorted. Archives are extracted as core does it, without their top
 * folder: hosts pack the same tree anew, and name its top folder as they like.
 */
export async function treeOf(content: SourceContent): Promise<readonly string[]> {
  if (content.kind === 'archive') {
    const folder = await mkdtemp(join(tmpdir(), 'modelzoo-testkit-'));
    try {
      const { files } = await extractArchive(content.stream, join(folder, 'tree'), { stripTopFolder: true });
      return files.map(({ path, sha256 }) => `${path} ${sha256}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const lines: string[] = [];
  for await (const file of content.files) {
    const hash = createHash('sha256');
    for await (const bytes of file.open()) hash.update(bytes);
    lines.push(`${file.path} ${hash.digest('hex')}`);
  }
  return lines.toSorted();
}

/** Reads content to its end, for nothing. */
export async function drain(content: SourceContent): Promise<void> {
  if (content.kind === 'archive') {
    for await (const _bytes of content.stream);
    return;
  }
  for await (const file of content.files) for await (const _bytes of file.open());
}
