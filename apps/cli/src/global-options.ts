/** Options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly offline: boolean;
  /** Take files that other programs on this machine have. */
  readonly adopt: boolean;
  /** Agrees to every question but the one whether code may run. */
  readonly yes: boolean;
  /** Agrees to run the code of every source that this run meets. */
  readonly trust: boolean;
  /** Tell what goes on as JSON, line by line on stderr. */
  readonly progress: boolean;
  /** Most connections for downloads. */
  readonly maxConnections: number | undefined;
  /** Bytes a second. */
  readonly limitRate: number | undefined;
  /** Bytes that the home folder may take. */
  readonly maxStoreSize: number | undefined;
  readonly home: string | undefined;
  /** Packages or paths of plugins, in the order given. */
  readonly plugin: readonly string[];
}

/** The values that commander collected, with what was not given filled in. */
export function parseGlobalOptions(values: Readonly<Record<string, unknown>>): GlobalOptions {
  return {
    json: values['json'] === true,
    quiet: values['quiet'] === true,
    verbose: values['verbose'] === true,
    offline: values['offline'] === true,
    adopt: values['adopt'] !== false,
    yes: values['yes'] === true,
    trust: values['trust'] === true,
    progress: values['progress'] === true,
    maxConnections: typeof values['maxConnections'] === 'number' ? values['maxConnections'] : undefined,
    limitRate: typeof values['limitRate'] === 'number' ? values['limitRate'] : undefined,
    maxStoreSize: typeof values['maxStoreSize'] === 'number' ? values['maxStoreSize'] : undefined,
    home: typeof values['home'] === 'string' ? values['home'] : undefined,
    plugin: Array.isArray(values['plugin']) ? values['plugin'].map(String) : [],
  };
}
