import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Tells one running process from all others that ever were, as far as the platform lets us. */
export interface ProcessMark {
  readonly pid: number;
  /** When it began, in the system's own count; 0 where that cannot be found out. */
  readonly startedAt: number;
  /** Where the number means something: machine, boot and container. */
  readonly scope: string;
}

/** The mark of this process. */
export async function markProcess(): Promise<ProcessMark> {
  return { pid: process.pid, startedAt: (await startOf(process.pid)) ?? 0, scope: await processScope() };
}

/**
 * Whether a process has surely ended. `false` when it runs, and also when it cannot be known: it may belong to another
 * machine or container that shares the folder.
 */
export async function isGone(mark: ProcessMark): Promise<boolean> {
  if (mark.scope !== (await processScope())) return false;
  if (!isRunning(mark.pid)) return true;
  // The number may have gone to another process since.
  const startedAt = await startOf(mark.pid);
  return startedAt !== undefined && mark.startedAt !== 0 && startedAt !== mark.startedAt;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function processScope(): Promise<string> {
  const parts = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return createHash('sha256')
    .update([hostname(), ...parts].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** The 22nd field of `/proc/<pid>/stat`, counted after the name, which may hold anything. */
async function startOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const field = text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  return field === undefined ? undefined : Number(field);
}
