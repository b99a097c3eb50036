import type { CommandResults } from '../command-results.js';
import type { View } from '../terminal/view.js';
import { showInit, showValidation } from './human-author.js';
import { showDeletion, showDownloads } from './human-changes.js';
import { showDetails } from './human-details.js';
import { showDoctor } from './human-doctor.js';
import { showExport, showInstall, showLock, showLockCheck, showOutdated } from './human-lock.js';
import { showListing, showModels } from './human-models.js';
import { showRequirements } from './human-requirements.js';
import { showGarbage, showPin, showUsage, showVerifications } from './human-store.js';
import { showRegistration, showSources, showTrust, showTrusted, showUntrusted, showUpdates } from './human-sources.js';
import type { DocumentName } from './json.js';

type Texts = { readonly [Name in DocumentName]: (result: CommandResults[Name], view: View) => string };

/** What each command prints for people: lines without an end, or nothing. */
export const humanTexts: Texts = {
  'register-source': showRegistration,
  'list-sources': showSources,
  'update-source': showUpdates,
  'delete-source': (result, view) => showDeletion('Removed', result, view),
  list: showListing,
  search: (models, view) =>
    models.length === 0 ? 'No model has these words in its name, tags or description.' : showModels(models, view),
  info: showDetails,
  requirements: showRequirements,
  download: showDownloads,
  // Printed as it is: scripts give it to other programs.
  find: (path) => path,
  delete: (result, view) => showDeletion('Deleted', result, view),
  pin: showPin,
  unpin: showPin,
  verify: showVerifications,
  gc: showGarbage,
  du: showUsage,
  init: showInit,
  validate: showValidation,
  lock: showLock,
  'lock --check': showLockCheck,
  install: showInstall,
  outdated: showOutdated,
  export: showExport,
  import: showInstall,
  trust: showTrust,
  'trust --list': showTrusted,
  untrust: showUntrusted,
  doctor: showDoctor,
};
