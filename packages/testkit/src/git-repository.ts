import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A file's content, or the text of one. */
export type GitFiles = Readonly<Record<string, string | Uint8Array>>;

/** A bare git repository in a temporary folder, which disposing of it removes. */
export interface GitRepository extends AsyncDisposable {
  /** Absolute path. */
  readonly folder: string;
  /** Name of the branch that `HEAD` stands for: `main`. */
  readonly defaultBranch: string;
  /**
   * Commits a whole tree: files that are not given are gone. Commits of equal content, message and parent are equal.
   * @returns the commit, 40 hex digits
   */
  commit(files: GitFiles, options?: GitCommitOptions): Promise<string>;
  /** Makes a branch, or moves it. `at`: any revision, as git reads it. */
  branch(name: string, at: string): Promise<void>;
  deleteBranch(name: string): Promise<void>;
  /** Makes a lightweight tag, or an annotated one with `message`. @returns what the tag's ref points at */
  tag(name: string, at: string, options?: { readonly message?: string }): Promise<string>;
  /** What a revision stands for, annotated tags peeled; `undefined` when there is none. */
  findCommit(revision: string): Promise<string | undefined>;
  /** Branches and tags, sorted. */
  listRefs(): Promise<readonly GitRefEntry[]>;
  /** Runs `git archive`: a gzipped tar of a commit, below the folder `prefix`. */
  archive(commit: string, prefix: string): ChildProcess;
  /**
   * Runs the server's side of a fetch for one request over HTTP: what it says about itself, or its answer to what is
   * written to it. `protocol`: what a client says in `Git-Protocol`, `version=2`.
   */
  uploadPack(part: 'greeting' | 'question', protocol?: string): ChildProcess;
  /** Output of a git command in the repository. */
  run(...args: readonly string[]): Promise<string>;
}

/** How {@link GitRepository.commit} commits. */
export interface GitCommitOptions {
  /** Default: the default branch. Made when it is not there. */
  readonly branch?: string;
  readonly message?: string;
}

/** A branch or tag of a {@link GitRepository}. */
export interface GitRefEntry {
  /** `refs/heads/main`, `refs/tags/v1`. */
  readonly name: string;
  /** What the ref points at: `tag` for annotated tags. */
  readonly type: 'commit' | 'tag';
  readonly sha: string;
  /** The commit in the end. */
  readonly commitSha: string;
}

const DEFAULT_BRANCH = 'main';
/** Fixed, so that equal content gives equal commits. */
const PERSON = 'A Tester <tester@example.com> 1700000000 +0000';
const execute = promisify(execFile);

/** Whether git is installed. Tests that need it skip with a reason where it is not. */
export function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Makes an empty repository. The user's own git configuration has no say in what it holds. */
export async function createGitRepository(): Promise<GitRepository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'modelzoo-git-'));
  const gitDir = `--git-dir=${folder}`;

  async function run(...args: readonly string[]): Promise<string> {
    const { stdout } = await execute('git', [gitDir, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  }

  async function findCommit(revision: string): Promise<string | undefined> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return run(...args).catch(() => undefined);
  }

  async function requireCommit(revision: string): Promise<string> {
    const commit = await findCommit(revision);
    if (commit === undefined) throw new Error(`The repository has no revision ${revision}.`);
    return commit;
  }

  await run('init', '--bare', '--quiet', '--template=', `--initial-branch=${DEFAULT_BRANCH}`);

  return {
    folder,
    defaultBranch: DEFAULT_BRANCH,
    findCommit,
    run,
    async commit(files, options = {}) {
      const { branch = DEFAULT_BRANCH, message = 'Change the models' } = options;
      const parent = await findCommit(`refs/heads/${branch}`);
      const head = [`commit refs/heads/${branch}`, `committer ${PERSON}`, data(message)];
      const lines: (string | Uint8Array)[] = [
        ...head,
        ...(parent === undefined ? [] : [`from ${parent}`]),
        'deleteall',
      ];
      for (const [file, content] of Object.entries(files)) {
        const bytes = Buffer.from(content);
        lines.push(`M 100644 inline ${quote(file)}`, `data ${bytes.length}`, bytes);
      }
      await fastImport(gitDir, lines);
      return requireCommit(`refs/heads/${branch}`);
    },
    async branch(name, at) {
      await run('update-ref', `refs/heads/${name}`, await requireCommit(at));
    },
    async deleteBranch(name) {
      await run('update-ref', '-d', `refs/heads/${name}`);
    },
    async tag(name, at, { message } = {}) {
      const commit = await requireCommit(at);
      if (message === undefined) await run('update-ref', `refs/tags/${name}`, commit);
      else await fastImport(gitDir, [`tag ${name}`, `from ${commit}`, `tagger ${PERSON}`, data(message)]);
      return run('rev-parse', `refs/tags/${name}`);
    },
    async listRefs() {
      const format = '--format=%(refname) %(objecttype) %(objectname) %(*objectname)';
      const lines = (await run('for-each-ref', format, 'refs/heads', 'refs/tags')).split('\n').filter(Boolean);
      return lines.map((line) => {
        const [name = '', type, sha = '', peeled] = line.split(' ');
        return { name, type: type === 'tag' ? 'tag' : 'commit', sha, commitSha: peeled || sha };
      });
    },
    archive(commit, prefix) {
      const args = [gitDir, 'archive', '--format=tar.gz', `--prefix=${prefix}/`, commit];
      return spawn('git', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    },
    uploadPack(part, protocol) {
      const options = part === 'greeting' ? ['--stateless-rpc', '--http-backend-info-refs'] : ['--stateless-rpc'];
      return spawn('git', ['upload-pack', '--strict', ...options, folder], {
        env: { ...process.env, GIT_PROTOCOL: protocol ?? 'version=0' },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @see https://git-scm.com/docs/git-fast-import */
async function fastImport(gitDir: string, lines: readonly (string | Uint8Array)[]): Promise<void> {
  const child = spawn('git', [gitDir, 'fast-import', '--quiet', '--force'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  for (const line of lines) {
    child.stdin.write(line);
    child.stdin.write('\n');
  }
  child.stdin.end();
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject).on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`git fast-import failed: ${complaint}`));
    });
  });
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function quote(file: string): string {
  return `"${file.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
