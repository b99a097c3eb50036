import type { LocalModel, ModelInput, ModelLoader } from '@modelzoo/core';

/** What `describeModelLoader` needs to know of a loader. */
export interface ModelLoaderConformance {
  create(): ModelLoader;
  /** A model that the loader can load. */
  model(): LocalModel | Promise<LocalModel>;
  /** `default_deployment_config_dict.config` of it, as an author would write it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Files of another kind, that the loader must not claim. */
  foreign(): LocalModel | Promise<LocalModel>;
  /** Files with the right name and the wrong content. */
  broken(): LocalModel | Promise<LocalModel>;
  /** Inputs that give different predictions. Three or more, to show the order. */
  inputs(): readonly ModelInput[] | Promise<readonly ModelInput[]>;
  /** An input that the model cannot take. */
  badInput(): ModelInput | Promise<ModelInput>;
  /**
   * What its author would answer to the questions about the model that have neither choices nor a default, by key; for
   * loaders that describe files (`doDraft`).
   */
  readonly answers?: Readonly<Record<string, string>> | undefined;
  /** Titles of laws that do not apply, each with the reason. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}
