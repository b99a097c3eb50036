import { createTestContext, type TestContext } from '@modelzoo/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import type { GitHubServer } from './github-server.js';
import { findToken, type GitHubToken } from './github-token.js';
import { runProgram, type GhAnswer, type RunGh } from './run-gh.js';

const contexts: TestContext[] = [];
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

function openContext(signal?: AbortSignal, offline = false): TestContext {
  const context = createTestContext({ signal, offline });
  contexts.push(context);
  return context;
}

const server: GitHubServer = {
  apiUrl: 'https://ghe.example.com/api/v3',
  webUrl: 'https://ghe.example.com',
  tokenPlaces: [
    { name: 'the options', value: undefined },
    { name: 'GHE_TOKEN', value: ' \n' },
  ],
  tokenAdvice: 'set GHE_TOKEN',
};

/** Stands in for `gh`, and remembers what it was asked. */
function createGh(answer: GhAnswer): { readonly run: RunGh; readonly asked: string[] } {
  const asked: string[] = [];
  const run: RunGh = async (args) => {
    asked.push(args.join(' '));
    return answer;
  };
  return { run, asked };
}

const never: RunGh = async () => new Promise(() => undefined);

async function find(
  answer: GhAnswer,
  context = openContext(),
  from = server,
): Promise<{ readonly token: GitHubToken | undefined; readonly asked: readonly string[] }> {
  const gh = createGh(answer);
  return { token: await findToken(from, { useGhCli: true }, context, gh.run), asked: gh.asked };
}

describe('the program gh', () => {
  it('is asked for the token of the host that has none', async () => {
    expect(await find({ kind: 'printed', text: 'gho_1' })).toStrictEqual({
      token: { name: 'gh', value: 'gho_1' },
      asked: ['auth token --hostname ghe.example.com'],
    });
  });

  it.each([
    [{ kind: 'absent' }, /^warn: The program gh, .* is not installed\. Going on without a token\.$/],
    [{ kind: 'failed' }, /^warn: The program gh has no token of ghe\.example\.com \(gh auth login --hostname/],
    [{ kind: 'printed', text: '' }, /^warn: The program gh has no token/],
  ] as const)('is missed, and not needed, when it is %j', async (answer, note) => {
    const context = openContext();
    expect((await find(answer, context)).token).toBeUndefined();
    expect(context.notes).toStrictEqual([expect.stringMatching(note)]);
  });

  it('is left alone unless it is wanted and needed', async () => {
    const gh = createGh({ kind: 'printed', text: 'gho_1' });
    expect(await findToken(server, {}, openContext(), gh.run)).toBeUndefined();
    const ours = { ...server, tokenPlaces: [{ name: 'GHE_TOKEN', value: 'ghp_2' }] };
    expect(await findToken(ours, { useGhCli: true }, openContext(), gh.run)).toMatchObject({ value: 'ghp_2' });
    const foreign = { ...server, tokenPlaces: undefined };
    expect(await findToken(foreign, { useGhCli: true }, openContext(), gh.run)).toBeUndefined();
    expect(await findToken(server, { useGhCli: true }, openContext(undefined, true), gh.run)).toBeUndefined();
    expect(gh.asked).toStrictEqual([]);
  });

  it('may print nothing that no token is', async () => {
    await expect(find({ kind: 'printed', text: 'you are\nnot logged in' })).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
    });
  });

  it('is not waited for when the user stops', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const finding = findToken(server, { useGhCli: true }, openContext(controller.signal), never);
    controller.abort(reason);
    await expect(finding).rejects.toBe(reason);
  });
});

describe('runProgram', () => {
  const { signal } = new AbortController();

  it('gives what a program prints, and no shell a look at its arguments', async () => {
    const script = 'console.log(process.argv.slice(1).join("|"))';
    const answer = await runProgram(process.execPath, ['-e', script, '--', '$HOME', '`id`;'], signal);
    expect(answer).toStrictEqual({ kind: 'printed', text: '$HOME|`id`;' });
  });

  it('tells a program that fails from one that is not there', async () => {
    expect(await runProgram(process.execPath, ['-e', 'process.exit(1)'], signal)).toStrictEqual({ kind: 'failed' });
    expect(await runProgram('no-such-program-anywhere', [], signal)).toStrictEqual({ kind: 'absent' });
  });
});
