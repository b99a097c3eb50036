import { expect, it } from 'vitest';
import { errorCodes } from '@modelzoo/core';

const intro = `# Errors

Every failure is a \`ZooError\` with a \`code\` for programs, a \`message\` and a \`hint\` for people, \`details\` with facts, and
the \`cause\` underneath. A code never changes its meaning. Plugins of other people use \`ERR_ZOO_X_…\`, which exits with 1.
An aborted operation rejects with the reason of its signal (an \`AbortError\`); the command line then exits with 130.

This page is generated from \`packages/core/src/errors/error-codes.ts\` by a test: \`pnpm unit test/errors-page.test.ts -u\`.

| code | exit | try again? | meaning |
| --- | --- | --- | --- |
`;

it('is the table of codes', async () => {
  const rows = Object.entries(errorCodes).map(
    ([code, { exitCode, retryable, meaning }]) =>
      `| \`${code}\` | ${exitCode} | ${retryable ? 'yes' : 'no'} | ${meaning} |`,
  );
  await expect(`${intro}${rows.join('\n')}\n`).toMatchFileSnapshot('../docs/errors.md');
});
