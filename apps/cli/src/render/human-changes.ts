import type { DeleteResult } from '@modelzoo/core';
import type { DownloadReport } from '../commands/download.js';
import { count, formatSize } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';

/** What was downloaded, and where it is. */
export function showDownloads({ downloads }: DownloadReport, view: View): string {
  if (downloads.length === 0) return 'The source has no models to download.';
  return downloads
    .map(({ name, path, files, downloadedBytes, reusedBytes }) => {
      const parts = [
        count(files.length, 'file'),
        ...(downloadedBytes > 0 ? [`${formatSize(downloadedBytes)} downloaded`] : []),
        ...(reusedBytes > 0 ? [`${formatSize(reusedBytes)} there already`] : []),
      ];
      return `${view.style.green('✓')} ${view.style.bold(printable(name))}  ${parts.join(', ')}\n  ${view.style.dim(path)}`;
    })
    .join('\n');
}

/** What is gone, and what that freed. */
export function showDeletion(verb: string, { deleted, freedBytes }: DeleteResult, view: View): string {
  if (deleted.length === 0) return 'There was nothing to delete.';
  const lines = deleted.map((name) => `${view.style.green('✓')} ${verb} ${view.style.bold(printable(name))}`);
  return [...lines, `${formatSize(freedBytes)} freed.`].join('\n');
}
