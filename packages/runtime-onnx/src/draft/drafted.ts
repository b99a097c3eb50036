/** A piece of a config. */
export type Config = Readonly<Record<string, unknown>>;

/** `output` of a draft, and the texts that it names, to be written beside the manifest. */
export interface DraftedOutput {
  readonly output: Config;
  readonly texts: Readonly<Record<string, string>>;
}

/** What a task adds to a draft. */
export interface DraftedTask extends Partial<DraftedOutput> {
  readonly input?: Config | undefined;
  /** Names of files beside the model that the config names. */
  readonly files?: readonly string[] | undefined;
}
