import { resolve } from 'node:path';
import type { Zoo } from '../zoo.js';
import type { ZooServices } from '../zoo-services.js';

const LOCK_FILE = 'zoo.lock';

/** The methods of a zoo that are about its lock file. Their code is loaded when it is needed: most programs lock nothing. */
export function createLockMethods(
  services: ZooServices,
  cwd: string,
): Pick<Zoo, 'writeLock' | 'checkLock' | 'listOutdated' | 'installLock' | 'exportModels' | 'importModels'> {
  const pathOf = (file = LOCK_FILE): string => resolve(cwd, file);
  return {
    async writeLock(file, options = {}) {
      const { writeLock } = await import('./write-lock.js');
      return writeLock(services, pathOf(file), options);
    },
    async checkLock(file, options = {}) {
      const { checkLock } = await import('./check-lock.js');
      return checkLock(services, pathOf(file), options);
    },
    async listOutdated(file, options = {}) {
      const { listOutdated } = await import('./list-outdated.js');
      return listOutdated(services, pathOf(file), options);
    },
    async installLock(file, options = {}) {
      const { installLock } = await import('./install-lock.js');
      return installLock(services, pathOf(file), options);
    },
    async exportModels(names, file, options = {}) {
      const { exportModels } = await import('./export-models.js');
      return exportModels(services, names, resolve(cwd, file), pathOf(), options);
    },
    async importModels(file, options = {}) {
      const { importModels } = await import('./import-models.js');
      return importModels(services, resolve(cwd, file), pathOf(), options);
    },
  };
}
