import type { LocalModel } from '@modelzoo/core';
import type { OnnxLimits } from '../onnx-limits.js';
import type { OnnxSession } from '../session/onnx-session.js';

/** What a model of a task is made of. The model owns the session. */
export interface ModelParts<Config> {
  readonly session: OnnxSession;
  readonly config: Config;
  readonly modelFile: string;
  readonly files: LocalModel;
  readonly limits: OnnxLimits;
}
