import type {
  DeleteResult,
  ExportResult,
  GarbageResult,
  HomeUsage,
  InstallResult,
  LockCheck,
  LockResult,
  ModelDetails,
  ModelSummary,
  ModelVerification,
  OutdatedSource,
  RegisteredSource,
  RegisterResult,
  TrustedSource,
  UpdateResult,
} from '@modelzoo/core';
import type { ApplyRun } from './commands/apply.js';
import type { DoctorReport } from './commands/doctor.js';
import type { DownloadReport } from './commands/download.js';
import type { EmbedRun } from './commands/embed.js';
import type { InitResult } from './commands/init.js';
import type { ModelListing } from './commands/list.js';
import type { PinResult } from './commands/pin.js';
import type { RequirementsReport } from './commands/requirements.js';
import type { Validation } from './commands/validate.js';

/** What each command gives back, by its name. Renderers are written against this table. */
export interface CommandResults {
  'register-source': RegisterResult;
  'list-sources': readonly RegisteredSource[];
  'update-source': readonly UpdateResult[];
  'delete-source': DeleteResult;
  list: ModelListing;
  search: readonly ModelSummary[];
  info: ModelDetails;
  requirements: RequirementsReport;
  download: DownloadReport;
  find: string;
  apply: ApplyRun;
  embed: EmbedRun;
  delete: DeleteResult;
  pin: PinResult;
  unpin: PinResult;
  verify: readonly ModelVerification[];
  gc: GarbageResult;
  du: HomeUsage;
  init: InitResult;
  validate: Validation;
  lock: LockResult;
  'lock --check': LockCheck;
  install: InstallResult;
  outdated: readonly OutdatedSource[];
  export: ExportResult;
  import: InstallResult;
  trust: TrustedSource;
  'trust --list': readonly TrustedSource[];
  untrust: readonly TrustedSource[];
  doctor: DoctorReport;
}

export type CommandName = keyof CommandResults;
