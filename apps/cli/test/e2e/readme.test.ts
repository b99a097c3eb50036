import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { colourSource } from '../support/colour-source.js';
import { writeSource } from '../support/source-forms.js';
import { createInstalledZoo } from './support/installed-zoo.js';

it('the session of the README works from its first line to its last', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, session = ''] = /^```sh\n(zoo .*?)^```$/ms.exec(readme) ?? [];
  const commands = session.trim().split('\n');
  expect(commands.length).toBeGreaterThan(8);

  const zoo = await createInstalledZoo();
  await writeSource(join(zoo.cwd, 'my-models'), await colourSource());
  await mkdir(join(zoo.cwd, 'photos'));
  const picture = sharp({ create: { width: 6, height: 4, channels: 3, background: '#00f' } });
  await picture.png().toFile(join(zoo.cwd, 'photos', 'sky.png'));
  for (const command of commands) {
    const result = await zoo.run(command.split(' ').slice(1));
    expect(result, `${command}\n${result.stderr}`).toMatchObject({ exitCode: 0 });
  }
  expect(await readdir(join(zoo.cwd, 'drawn'))).toStrictEqual(['sky.png']);
});
