// `npm start` shows what the product does; `npm start -- <arguments>` is `zoo <arguments>`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment, node, root, setup } from './setup.mjs';

setup();

const args = process.argv.slice(2);
const zoo = join(root, 'apps', 'cli', 'dist', 'bin.js');
const child =
  args.length === 0
    ? spawn(node, [join(root, 'scripts', 'demo.mjs'), zoo], { cwd: root, env: environment, stdio: 'inherit' })
    : // npm runs scripts in the project's root; relative paths mean the folder that the user typed them in.
      spawn(node, [zoo, ...args], { cwd: process.env.INIT_CWD ?? root, env: process.env, stdio: 'inherit' });

// The terminal sends Ctrl-C to the child as well; this process only waits for how it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === 'SIGINT' ? 130 : (code ?? 1)));
