import { run, type CommandLine } from './command-line.js';
import { age } from './option-values.js';

/** Exit code when something in the store is broken. */
const BROKEN = 6;

/** Commands about what is on the disk. */
export function addStoreCommands(line: CommandLine): void {
  const { program } = line;
  program
    .command('verify')
    .description('read downloaded models again, and exit with 6 if one is not as it was downloaded; touches no network')
    .argument('[models...]', 'names; none: every downloaded model')
    .option('--repair', 'mend what is broken: from another copy, else by fetching only that again')
    .option('--full', 'read also what was read before and has not changed since')
    .option('--source <source>', 'only those of one source')
    .action(async (models: readonly string[], flags: VerifyFlags) => {
      const { verifyModels } = await import('../commands/verify.js');
      const { repair = false, full = false, source } = flags;
      await run(
        line,
        'verify',
        (context) => verifyModels({ models, repair, full, source }, context),
        (verified) => (verified.every(({ ok }) => ok) ? 0 : BROKEN),
      );
    });

  program
    .command('gc')
    .description('delete files that no model needs, and downloads that nobody goes on with')
    .option('--dry-run', 'only print what would go')
    .option('--older-than <age>', 'only what nobody has touched for so long (12h, 30d; default for downloads: 7d)', age)
    .action(async ({ dryRun = false, olderThan: olderThanMs }: GarbageFlags) => {
      const { collectGarbage } = await import('../commands/gc.js');
      await run(line, 'gc', (context) => collectGarbage({ dryRun, olderThanMs }, context));
    });

  program
    .command('du')
    .description('what takes the space')
    .action(async () => {
      const { measureUsage } = await import('../commands/du.js');
      await run(line, 'du', measureUsage);
    });
}

interface VerifyFlags {
  readonly repair?: boolean;
  readonly full?: boolean;
  readonly source?: string;
}

interface GarbageFlags {
  readonly dryRun?: boolean;
  readonly olderThan?: number;
}
