/** What the command line and retrying code need to know about a code. */
export interface ErrorCodeFacts {
  /** Exit code of `zoo`: see `docs/errors.md`. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** One sentence for `docs/errors.md`. */
  readonly meaning: string;
}

/**
 * Every code that modelzoo throws. A code never changes its meaning and is never used again for another.
 * Plugins of other people use `ERR_ZOO_X_…`, which exits with 1.
 */
export const errorCodes = {
  ERR_ZOO_USAGE: { exitCode: 2, retryable: false, meaning: 'The command line or an option of the API makes no sense.' },
  ERR_ZOO_CONFIG_INVALID: {
    exitCode: 2,
    retryable: false,
    meaning: 'A configuration that the user wrote does not fit its schema.',
  },
  ERR_ZOO_REFERENCE_INVALID: {
    exitCode: 2,
    retryable: false,
    meaning: 'No installed provider understands the reference of a source.',
  },
  ERR_ZOO_REFERENCE_AMBIGUOUS: {
    exitCode: 2,
    retryable: false,
    meaning: 'Several providers claim the reference of a source.',
  },
  ERR_ZOO_NAME_INVALID: { exitCode: 2, retryable: false, meaning: 'A model name or an alias is not written as one.' },
  ERR_ZOO_NAME_AMBIGUOUS: {
    exitCode: 2,
    retryable: false,
    meaning: 'A model name stands for models of several sources.',
  },
  ERR_ZOO_ALIAS_TAKEN: { exitCode: 2, retryable: false, meaning: 'Another source already has that alias.' },

  ERR_ZOO_SOURCE_NOT_FOUND: {
    exitCode: 3,
    retryable: false,
    meaning: 'The provider has no such source, or the credentials do not show it.',
  },
  ERR_ZOO_REVISION_NOT_FOUND: {
    exitCode: 3,
    retryable: false,
    meaning: 'The source is there, but not that branch, tag, commit or version.',
  },
  ERR_ZOO_SOURCE_EMPTY: { exitCode: 3, retryable: false, meaning: 'The source is there, and nothing is in it yet.' },
  ERR_ZOO_SOURCE_BLOCKED: {
    exitCode: 3,
    retryable: false,
    meaning: 'The host shows the source to nobody, for legal reasons.',
  },
  ERR_ZOO_SOURCE_NOT_REGISTERED: {
    exitCode: 3,
    retryable: false,
    meaning: 'No source with that reference or alias is registered.',
  },
  ERR_ZOO_MODEL_NOT_FOUND: {
    exitCode: 3,
    retryable: false,
    meaning: 'No registered source has a model of that name and version.',
  },
  ERR_ZOO_MODEL_NOT_DOWNLOADED: {
    exitCode: 3,
    retryable: false,
    meaning: 'The model is known, but not on this machine.',
  },
  ERR_ZOO_FILE_NOT_FOUND: {
    exitCode: 3,
    retryable: false,
    meaning: 'A file that a manifest or the user named is not there.',
  },

  ERR_ZOO_NETWORK: { exitCode: 4, retryable: true, meaning: 'A host could not be reached, or the connection broke.' },
  ERR_ZOO_TIMEOUT: {
    exitCode: 4,
    retryable: true,
    meaning: 'A host did not answer, or stopped sending, for too long.',
  },
  ERR_ZOO_CERTIFICATE_INVALID: {
    exitCode: 4,
    retryable: false,
    meaning: 'The certificate of a host cannot be trusted.',
  },
  ERR_ZOO_RATE_LIMITED: { exitCode: 4, retryable: true, meaning: 'A host refuses more requests for a while.' },
  ERR_ZOO_SERVER: { exitCode: 4, retryable: true, meaning: 'A host answered that it failed (5xx).' },
  ERR_ZOO_RESPONSE_INVALID: {
    exitCode: 4,
    retryable: false,
    meaning: 'A host answered something that its protocol does not allow.',
  },
  ERR_ZOO_REDIRECT: {
    exitCode: 4,
    retryable: false,
    meaning: 'A redirect was refused: too many, a loop, or from https to http.',
  },
  ERR_ZOO_UNAUTHORIZED: { exitCode: 4, retryable: false, meaning: 'A host refused the credentials, or wants some.' },
  ERR_ZOO_FORBIDDEN: {
    exitCode: 4,
    retryable: false,
    meaning: 'A host knows the credentials, and they lack the permission for this.',
  },
  ERR_ZOO_SSO_REQUIRED: {
    exitCode: 4,
    retryable: false,
    meaning: 'The credentials have to be authorised for the single sign-on of an organisation first.',
  },
  ERR_ZOO_OFFLINE: {
    exitCode: 4,
    retryable: false,
    meaning: 'The operation needs the network, and the zoo is offline.',
  },

  ERR_ZOO_MANIFEST_MISSING: {
    exitCode: 5,
    retryable: false,
    meaning: 'The source holds no manifest.json that declares models.',
  },
  ERR_ZOO_MANIFEST_INVALID: {
    exitCode: 5,
    retryable: false,
    meaning: 'A manifest, or one model in it, is not as the format says.',
  },
  ERR_ZOO_MANIFEST_FOREIGN: {
    exitCode: 5,
    retryable: false,
    meaning: 'The manifest.json belongs to something else: it has no list of models.',
  },
  ERR_ZOO_ARCHIVE_UNSUPPORTED: {
    exitCode: 5,
    retryable: false,
    meaning: 'The bytes are no archive of a kind that can be read.',
  },
  ERR_ZOO_ARCHIVE_INVALID: { exitCode: 5, retryable: false, meaning: 'The archive is damaged or contradicts itself.' },
  ERR_ZOO_ARCHIVE_UNSAFE: {
    exitCode: 5,
    retryable: false,
    meaning: 'The archive holds an entry that must never touch the disk.',
  },
  ERR_ZOO_ARCHIVE_LIMIT: {
    exitCode: 5,
    retryable: false,
    meaning: 'The archive or source is larger, deeper or more numerous than the limits allow.',
  },
  ERR_ZOO_DEPLOYMENT_INVALID: {
    exitCode: 5,
    retryable: false,
    meaning: 'How the manifest says to fetch or load a model does not fit the plugin.',
  },
  ERR_ZOO_MODEL_INVALID: {
    exitCode: 5,
    retryable: false,
    meaning: 'The files of a model cannot be read by the runtime.',
  },
  ERR_ZOO_LOCK_INVALID: {
    exitCode: 5,
    retryable: false,
    meaning: 'A lock file cannot be read: it is damaged, was merged wrongly, or is of a newer version.',
  },

  ERR_ZOO_DIGEST_MISMATCH: {
    exitCode: 6,
    retryable: false,
    meaning: 'Bytes are not the ones that their digest promises.',
  },
  ERR_ZOO_METADATA_WRONG: {
    exitCode: 6,
    retryable: false,
    meaning: 'The same bytes came twice, and the digest that a source promises is another: the source is wrong.',
  },
  ERR_ZOO_SIZE_MISMATCH: { exitCode: 6, retryable: true, meaning: 'A file ended too early or went on too long.' },
  ERR_ZOO_LOCK_MISMATCH: {
    exitCode: 6,
    retryable: false,
    meaning: 'A source or a file is not what the lock file says it is.',
  },
  ERR_ZOO_STORE_CORRUPT: {
    exitCode: 6,
    retryable: false,
    meaning: 'A file in the home folder was damaged or removed.',
  },

  ERR_ZOO_CONSENT_REQUIRED: {
    exitCode: 7,
    retryable: false,
    meaning: 'Code of a source would have to run, and nobody agreed to that content.',
  },
  ERR_ZOO_ADDRESS_FORBIDDEN: {
    exitCode: 7,
    retryable: false,
    meaning: 'A public source pointed at a private address.',
  },
  ERR_ZOO_NOT_LOCKED: {
    exitCode: 7,
    retryable: false,
    meaning: 'Only what the lock file names may be used, and this is not in it.',
  },
  ERR_ZOO_CONFIRMATION_REQUIRED: {
    exitCode: 7,
    retryable: false,
    meaning: 'The step needs a yes, and nobody can be asked.',
  },

  ERR_ZOO_PLUGIN_INVALID: {
    exitCode: 1,
    retryable: false,
    meaning: 'A plugin cannot be loaded or does not keep its contract.',
  },
  ERR_ZOO_PLUGIN_MISSING: {
    exitCode: 1,
    retryable: false,
    meaning: 'No installed plugin can fetch or load this kind of model.',
  },
  ERR_ZOO_DEPENDENCY_MISSING: {
    exitCode: 1,
    retryable: false,
    meaning: 'An npm package that is needed is not installed.',
  },
  ERR_ZOO_REQUIREMENT_UNMET: {
    exitCode: 1,
    retryable: false,
    meaning: 'This machine lacks something that the model declares it needs.',
  },
  ERR_ZOO_CAPABILITY_MISSING: {
    exitCode: 1,
    retryable: false,
    meaning: 'The model or plugin cannot do what was asked of it.',
  },
  ERR_ZOO_HOOK_MISSING: {
    exitCode: 1,
    retryable: false,
    meaning: 'The model declares no way to be fetched or loaded, and its source has no code for it.',
  },
  ERR_ZOO_HOOK_PYTHON: {
    exitCode: 1,
    retryable: false,
    meaning: 'The source carries Python code only, which modelzoo does not run.',
  },
  ERR_ZOO_HOOK_FAILED: {
    exitCode: 1,
    retryable: false,
    meaning: 'Code of the source failed, or gave back something else than agreed.',
  },
  ERR_ZOO_LOAD_FAILED: { exitCode: 1, retryable: false, meaning: 'A model could not be loaded.' },
  ERR_ZOO_INPUT_INVALID: { exitCode: 1, retryable: false, meaning: 'An input cannot be read as what the model takes.' },
  ERR_ZOO_PREDICT_FAILED: { exitCode: 1, retryable: false, meaning: 'A model failed on an input.' },
  ERR_ZOO_NO_SPACE: { exitCode: 1, retryable: false, meaning: 'The disk is full.' },
  ERR_ZOO_STORE_IO: { exitCode: 1, retryable: false, meaning: 'The home folder cannot be read or written.' },
  ERR_ZOO_OUTPUT_FAILED: {
    exitCode: 1,
    retryable: false,
    meaning: 'A file that the user asked for cannot be written.',
  },
  ERR_ZOO_INTERNAL: { exitCode: 1, retryable: false, meaning: 'A mistake of modelzoo itself.' },
} as const satisfies Record<`ERR_ZOO_${string}`, ErrorCodeFacts>;

/** Core's closed set, and an open space for plugins of other people. */
export type ZooErrorCode = keyof typeof errorCodes | `ERR_ZOO_X_${string}`;
