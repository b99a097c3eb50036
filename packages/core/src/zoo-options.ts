import type { ArchiveLimits } from './archive/archive-limits.js';
import type { ZooEventListener } from './events/zoo-event.js';
import type { UrlRewrites } from './net/url-rewrites.js';
import type { ZooPlugin } from './plugins/zoo-plugin.js';
import type { ConsentRequest } from './sources/source-types.js';

/** What `createZoo` takes. */
export interface ZooOptions {
  /** Which sources, downloads and models this zoo understands. No plugin is there by itself. */
  readonly plugins: readonly ZooPlugin[];
  /** Absolute path of the home folder. Default: `MODELZOO_HOME`, else the platform's folder for data. */
  readonly home?: string | undefined;
  /**
   * Absolute paths of home folders below this one, which are read and never written: what they have is found, listed, loaded
   * and linked as if it were here. What is here comes first. Default: those that `MODELZOO_LAYERS` names, as `PATH` does.
   */
  readonly layers?: readonly string[] | undefined;
  /**
   * Whether files that other programs on this machine keep by their sha256 are taken from there, verified, and not
   * downloaded: plugins say where. Default `true`.
   */
  readonly adopt?: boolean | undefined;
  /** Absolute folder that relative references start from. Default: the process's. */
  readonly cwd?: string | undefined;
  /** Environment variables. Default: the process's. Plugins see only those that they declare. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Make no request at all. Default: whether `MODELZOO_OFFLINE` is set to anything but `0`. */
  readonly offline?: boolean | undefined;
  /** Agree to run the code of every source that this zoo meets, and remember it. Default `false`. */
  readonly trust?: boolean | undefined;
  /** Asks the user whether code of a source may run. Default: nobody is asked, and it may not. */
  readonly onConsent?: ((request: ConsentRequest) => boolean | Promise<boolean>) | undefined;
  /** Hears the events of every operation. */
  readonly onEvent?: ZooEventListener | undefined;
  /**
   * Modules (`import.meta.url`) whose packages hooks of sources may import, after those of {@link cwd}: an app that
   * bundles a runtime passes its own.
   */
  readonly packageRoots?: readonly string[] | undefined;
  /**
   * Web addresses that stand in for others, by prefix: `{ 'https://github.com/': 'https://mirror.example.com/github/' }`.
   * The longest prefix wins. Keys, receipts and messages keep the address that was meant. A mirror may be private, and
   * gets no credentials of the other origin unless its rewrite says `sendCredentials`.
   */
  readonly rewrites?: UrlRewrites | undefined;
  /**
   * Authorities whose certificates are trusted beside those that Node trusts: PEM, or absolute paths of files of it. Read
   * at the first request.
   */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /**
   * Keep to this lock file (relative to {@link cwd}): names stand for what it names and nothing else, files are checked
   * against it, and nobody is asked what a reference stands for. What is registered in the home folder does not matter.
   */
  readonly lockFile?: string | undefined;
  /**
   * Most connections that all downloads of weights have together. It begins with one; there come more as long as that
   * makes the whole quicker. Default 8.
   */
  readonly maxConnections?: number | undefined;
  /** Bytes a second that everything together may bring in over the network. Default: no limit. */
  readonly limitRateBytesPerSecond?: number | undefined;
  /**
   * What the home folder may take on the disk, in bytes. Before a download would make it larger, models are deleted: those
   * first that nobody has used for the longest time, and none that is pinned, loaded or being downloaded, in this process or
   * another. Default: no limit.
   */
  readonly maxStoreBytes?: number | undefined;
  /** Limits for the archives of sources. */
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined;
}
