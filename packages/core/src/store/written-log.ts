import { ftruncateSync, writeSync } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What was handed to the system, and is not on the disk for sure: true for as long as the machine runs. A killed process
 * has lost next to nothing by it, and nobody waits for the disk. After a restart only the journal counts.
 */
export interface WrittenLog {
  /** Adds a line. Never fails: without it a kill costs more. */
  note(journal: unknown): void;
  /** Forgets all lines. */
  clear(): void;
  close(): Promise<void>;
}

const WRITTEN_FILE = 'written.jsonl';

export function openWrittenLog(folder: string): WrittenLog {
  let handle: FileHandle | undefined;
  let boot: string | undefined;
  let opening: Promise<void> | undefined;

  async function begin(): Promise<void> {
    boot = await readBoot();
    if (boot !== undefined) handle = await open(join(folder, WRITTEN_FILE), 'a', 0o600);
  }
  function quietly(change: (log: FileHandle) => void): void {
    try {
      if (handle !== undefined) change(handle);
    } catch {
      // The journal has it, or will.
    }
  }

  return {
    note(journal) {
      // Small files never get here, and have no log.
      opening ??= begin().catch(() => undefined);
      quietly(({ fd }) => writeSync(fd, `${JSON.stringify({ boot, journal })}\n`));
    },
    clear() {
      quietly(({ fd }) => ftruncateSync(fd));
    },
    async close() {
      await opening;
      await handle?.close().catch(() => undefined);
      handle = undefined;
      opening = undefined;
    },
  };
}

/** The newest line that was written since the machine was started, as it was noted; `undefined` when there is none. */
export async function readWritten(folder: string): Promise<unknown> {
  try {
    const lines = (await readFile(join(folder, WRITTEN_FILE), 'utf8')).split('\n');
    // What follows the last line break was cut off.
    const { boot, journal } = JSON.parse(lines.at(-2) ?? '') as { readonly boot?: unknown; readonly journal?: unknown };
    return boot !== undefined && boot === (await readBoot()) ? journal : undefined;
  } catch {
    return undefined;
  }
}

/** Tells one run of the machine from all others; `undefined` where the platform does not say. */
async function readBoot(): Promise<string | undefined> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return boot.trim() || undefined;
}
