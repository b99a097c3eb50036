export type { OperationOptions } from './events/operation-options.js';
export type {
  ApplyInputs,
  ApplyOptions,
  ApplyResult,
  ApplyRun,
  ApplySummary,
  DeleteResult,
  DeploymentDraft,
  DownloadOptions,
  DownloadResult,
  LoadOptions,
  ModelDetails,
  ModelFile,
  ModelFilter,
  ModelRequirements,
  ModelSummary,
  NameOptions,
  Requirement,
  RequirementErrorLevel,
} from './models/model-types.js';
export type {
  ConsentRequest,
  Diagnostic,
  ManifestReport,
  RegisteredSource,
  RegisterOptions,
  RegisterResult,
  TrustedSource,
  UpdateOptions,
  UpdateResult,
} from './sources/source-types.js';
export type {
  ExportResult,
  InstalledModel,
  InstalledSource,
  ImportOptions,
  InstallOptions,
  InstallResult,
  LockCheck,
  LockDifference,
  LockedSourceSummary,
  LockOptions,
  LockResult,
  OutdatedSource,
} from './lock/lock-types.js';
export type {
  FileVerification,
  GarbageItem,
  GarbageKind,
  GarbageOptions,
  GarbageResult,
  HomeUsage,
  LayerUsage,
  ModelUsage,
  ModelVerification,
  SourceUsage,
  UsageCount,
  VerifyOptions,
} from './maintenance/maintenance-types.js';
export type { FileFault } from './store/file-checker.js';
export type { Zoo } from './zoo.js';
export type { ContentCache, ContentCacheFolder, ContentCachePlace } from './plugins/content-cache.js';

export type { ZooPlugin } from './plugins/zoo-plugin.js';
export type {
  GuardedFetch,
  GuardedRequestInit,
  PluginAccess,
  PluginContext,
  PluginLog,
} from './plugins/plugin-context.js';
export type {
  DeferredFile,
  PinnedSource,
  ReferenceHost,
  SourceContent,
  SourceContext,
  SourceFile,
  SourceLocator,
  SourceProvider,
} from './plugins/source-provider.js';
export type {
  ArchiveMember,
  ByteRange,
  ExtractPlan,
  FilePlan,
  FileSink,
  ModelManager,
  PlanRequest,
  SinkContent,
} from './plugins/model-manager.js';
export type {
  ConfigDraft,
  DraftQuestion,
  DraftRequest,
  LoaderDevice,
  LoadRequest,
  LocalModel,
  MissingPackage,
  ModelLoader,
  ProbeResult,
} from './plugins/model-loader.js';
export type { HookContext, SourceHooks } from './hooks/source-hooks.js';

export type { MediaType, Model, ModelInput, PredictOptions, Prediction } from './model/model.js';
export type {
  BoundingBox,
  Classification,
  Classifications,
  Detection,
  Detections,
  Heatmap,
  Keypoint,
  Keypoints,
  Label,
  Point,
  Polyline,
  Polylines,
  Regression,
  Segmentation,
  TemporalDetection,
  TemporalDetections,
  Tensor,
  TensorData,
  TensorMap,
  TensorType,
} from './model/labels.js';

export { parseManifest, type ParsedManifest } from './manifest/parse-manifest.js';
export type { Manifest, ModelEntry, PluginChoice } from './manifest/manifest-schema.js';
export { formatModelName, parseModelName, type ModelName } from './manifest/model-name.js';
export { compareVersions, isPrerelease, latestVersion, type LatestVersionOptions } from './manifest/model-version.js';
export { normalizeLicense } from './manifest/spdx-license.js';

export { ZooError, errorFacts, isAbortError, type ErrorDetail, type ZooErrorOptions } from './errors/zoo-error.js';
export { errorCodes, type ErrorCodeFacts, type ZooErrorCode } from './errors/error-codes.js';
export { escapeUnprintable, redact, redactCredentials } from './errors/redact.js';
export type { ZooEvent, ZooEventListener, ZooPhase } from './events/zoo-event.js';
export { expandInput, isWebAddress, type ExpandOptions } from './apply/expand-input.js';
export { createZoo } from './create-zoo.js';
export { probeFileSystem, type FileSystemFacts } from './store/probe-file-system.js';
export type { ZooOptions } from './zoo-options.js';
export { checkPlugin } from './plugins/check-plugin.js';

export { parseRetryAfter } from './net/parse-retry-after.js';
export { withRetries, type RetryOptions } from './net/retry.js';
export { resumeStream, type StreamPart } from './net/resume-stream.js';
export { statusError, type StatusErrorOptions } from './net/status-error.js';
export { responseBytes } from './net/response-bytes.js';
// For tests and tools: plugins get their network through their context.
export { createNetwork, type Network, type NetworkOptions } from './net/guarded-fetch.js';
export type { ConnectionBudget, ConnectionLease, SpareConnections } from './net/connection-budget.js';
export type { FetchScope } from './net/fetch-scope.js';
export type { UrlRewrite, UrlRewrites } from './net/url-rewrites.js';
export type { AddressKind } from './net/address-kind.js';
export type { ResolveHost } from './net/address-lookup.js';

export { extractArchive, type ExtractArchiveOptions, type ExtractedTree } from './archive/extract-archive.js';
export type { ArchiveInput } from './archive/open-archive.js';
export type { TreeFile } from './archive/archive-entry.js';
export type { ArchiveKind } from './archive/archive-kind.js';
export type { ArchiveLimits } from './archive/archive-limits.js';
export { defaultHome } from './store/home-layout.js';
