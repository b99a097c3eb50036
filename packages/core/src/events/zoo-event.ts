/** The steps that an operation goes through, in the order of `docs/architecture.md`. */
export type ZooPhase = 'resolve' | 'open' | 'extract' | 'read' | 'plan' | 'fetch' | 'verify' | 'publish' | 'load';

/**
 * What a long operation tells while it runs. New kinds may come; ignore those you do not know. Texts are fit to be shown and
 * logged: credentials are `***` in them, control characters `\u{…}`.
 */
export type ZooEvent =
  /** A step begins. `subject` is the source's key or the model's name. */
  | { readonly type: 'phase'; readonly phase: ZooPhase; readonly subject: string }
  /** Bytes of one file. `doneBytes` counts those that were there before, too, and never goes backwards. */
  | {
      readonly type: 'progress';
      readonly subject: string;
      readonly file: string;
      readonly doneBytes: number;
      readonly totalBytes: number | undefined;
      /**
       * The same of all files of the download together, how many these are, and how many of them are there. Of thousands of
       * small files only some are told, and this counts them all.
       */
      readonly all?: {
        readonly doneBytes: number;
        /** `undefined` until the sizes of all files are known. */
        readonly totalBytes: number | undefined;
        readonly files: number;
        readonly doneFiles: number;
      };
    }
  /** A request is going to be made again. */
  | {
      readonly type: 'retry';
      readonly subject: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** Something the user should know that is no error. */
  | { readonly type: 'notice'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string };

/** Receives the events of an operation. Must not throw; is called synchronously. */
export type ZooEventListener = (event: ZooEvent) => void;
