import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

/** What a run of the installed program gave. */
export interface ZooRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was printed on stdout with `--json`. */
  json(): unknown;
  /** The error that was printed on stderr with `--json`. */
  error(): { readonly code: string; readonly message: string; readonly hint: string | null };
}

/** How to run the installed program. */
export interface ZooRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** The installed program with a home folder of its own, in an empty folder. */
export interface InstalledZoo {
  /** Absolute path of the folder that it runs in. */
  readonly cwd: string;
  readonly home: string;
  run(args: readonly string[], options?: ZooRunOptions): Promise<ZooRun>;
}

/** Variables that a program needs to start and to reach the registry from this machine. No credentials. */
const KEPT =
  /^(?:PATH|HOME|USERPROFILE|(?:LOCAL)?APPDATA|SYSTEMROOT|TE?MP|TMPDIR|npm_config_.*|HTTPS?_PROXY|NODE_EXTRA_CA_CERTS)$/i;
/** Servers of a test are never behind a proxy. */
const LOOPBACK = { NO_PROXY: '127.0.0.1,localhost' };

/** A fresh zoo for one test, gone afterwards. */
export async function createInstalledZoo(): Promise<InstalledZoo> {
  const folder = await mkdtemp(join(tmpdir(), 'zoo-e2e-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const home = join(folder, 'home');
  return { cwd: folder, home, run: (args, options) => runInstalled(args, { folder, home, ...options }) };
}

function runInstalled(
  args: readonly string[],
  options: ZooRunOptions & { readonly folder: string; readonly home: string },
): Promise<ZooRun> {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
  const child = spawn(process.execPath, [inject('zooBin'), ...args], {
    cwd: options.folder,
    env: { ...Object.fromEntries<string | undefined>(kept), ...LOOPBACK, MODELZOO_HOME: options.home, ...options.env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(options.stdin ?? '');
  options.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => {
      resolve({
        exitCode,
        stdout,
        stderr,
        json: () => JSON.parse(stdout) as unknown,
        error: () => (JSON.parse(stderr) as { readonly error: ReturnType<ZooRun['error']> }).error,
      });
    });
  });
}
