// `npm test`: everything that has to be true before a commit lands. Ends with one line: N passed, N failed, N skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root, setup } from './setup.mjs';

setup();

const report = join(root, 'node_modules', '.setup', 'tests.json');
mkdirSync(join(report, '..'), { recursive: true });
rmSync(report, { force: true });

const checks = [
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'unused code and dependencies', command: 'knip', args: [] },
  {
    name: 'packages',
    command: 'turbo',
    args: ['run', 'check:package', '--output-logs=errors-only', '--log-order=grouped'],
  },
  {
    name: 'tests',
    command: 'vitest',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  },
];

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command, args } of checks) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  // The tests are counted one by one; every other check counts as one.
  if (name === 'tests') count(status);
  else if (status === 0) total.passed += 1;
  else total.failed += 1;
}

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

function count(status) {
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // No report means that the runner itself broke.
    total.failed += 1;
    return;
  }
  total.passed += results.numPassedTests;
  total.skipped += results.numPendingTests + (results.numTodoTests ?? 0);
  // A file that does not load fails without a failed test in it.
  total.failed += Math.max(results.numFailedTests, status === 0 ? 0 : 1);
}
