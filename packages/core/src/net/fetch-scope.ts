import type { ZooEventListener } from '../events/zoo-event.js';
import type { GuardedRequestInit } from '../plugins/plugin-context.js';
import type { AddressKind } from './address-kind.js';

/** For whom requests are made, and how far they may go. */
export interface FetchScope {
  readonly signal: AbortSignal;
  /** Web origins that may see credentials. The user configured them, so they may be private. */
  readonly credentialOrigins: readonly string[];
  /** Whether other private addresses may be asked, too. */
  readonly allowPrivate: boolean;
  /** Hears, for every hop of every request, what kind of address answered. */
  readonly onAddress?: ((kind: AddressKind) => void) | undefined;
  /** What bodies are, unless a request says so itself. Default `answer`. */
  readonly expects?: GuardedRequestInit['expects'] | undefined;
  /** Key of the source or name of the model. */
  readonly subject: string;
  readonly emit: ZooEventListener;
}
