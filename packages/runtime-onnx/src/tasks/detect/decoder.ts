import type { Candidate, Scene } from './candidate.js';
import type { PictureTensor } from './picture-tensor.js';

/** Outputs that a decoder reads for one purpose. */
export interface OutputRole {
  /** Key of `output.names`. */
  readonly role: string;
  readonly count: number;
  /** As the config names them; `undefined`: told by their order. */
  readonly names: readonly string[] | undefined;
}

/** Turns what a graph says about one picture into things. */
export interface Decoder {
  /** In the order in which {@link decode} gets them. */
  readonly roles: readonly OutputRole[];
  /** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` for outputs of another shape */
  decode(tensors: readonly PictureTensor[], scene: Scene): Candidate[];
}
