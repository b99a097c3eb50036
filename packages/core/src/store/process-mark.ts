import { createHash, randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

const RELEASED = 'free';

/** Tells one running process from all others that ever were, as far as the platform lets us. */
export interface ProcessMark {
  readonly pid: number;
  /** When it began, in the system's own count; 0 where that cannot be found out. */
  readonly startedAt: number;
  /** Where the number means something: machine, boot and container. */
  readonly scope: string;
}

/** A name for something that belongs to this process alone: from it {@link isOrphan} tells when the process has ended. */
export async function nameOwned(): Promise<string> {
  const { pid, startedAt, scope } = await markProcess();
  return `${pid}.${startedAt}.${scope}.${randomUUID()}`;
}

/** A name for something that its owner let go of. */
export function nameReleased(): string {
  return `${RELEASED}.${randomUUID()}`;
}

/** Whether what has such a name belongs to nobody any more, for sure. Of a process of another machine nobody knows. */
export async function isOrphan(name: string): Promise<boolean> {
  if (name.startsWith(`${RELEASED}.`)) return true;
  const mark = parseOwned(name);
  return mark !== undefined && isGone(mark);
}

/** Whether what has such a name belongs to a process of this machine, which runs. */
export async function isOwned(name: string): Promise<boolean> {
  const mark = parseOwned(name);
  return mark !== undefined && mark.scope === (await processScope()) && !(await isGone(mark));
}

function parseOwned(name: string): ProcessMark | undefined {
  const [, pid, startedAt, scope] = /^(\d{1,10})\.(\d{1,20})\.([0-9a-f]{16})\./.exec(name) ?? [];
  return scope === undefined ? undefined : { pid: Number(pid), startedAt: Number(startedAt), scope };
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
