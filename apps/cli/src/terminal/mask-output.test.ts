import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createTextStream } from '../../test/support/run-cli.js';
import { createStreamSink } from '../formats/stream-sink.js';
import { maskOutput } from './mask-output.js';

it('keeps the values of secret variables from the terminal, and everything else', async () => {
  const stdout = createTextStream(80);
  const stderr = createTextStream();
  const host = maskOutput({
    env: { MY_TOKEN: 'secret-7f3a', LONG_TOKEN: 'secret-7f3a-and-more', SHORT_TOKEN: 'true', HOME: '/home/somebody' },
    cwd: '/',
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: new AbortController().signal,
  });
  await createStreamSink(host.stdout).write('a secret-7f3a-and-more, true\n');
  host.stderr.write('secret-7f3a /home/somebody');
  expect([stdout.text(), stderr.text()]).toStrictEqual(['a ***, true\n', '*** /home/somebody']);
  expect([host.stdout.isTTY, host.stdout.columns, host.stderr.isTTY]).toStrictEqual([true, 80, undefined]);
});
