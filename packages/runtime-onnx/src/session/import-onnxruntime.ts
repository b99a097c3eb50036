import type * as runtime from 'onnxruntime-node';
import { importDependency, type Dependency } from '../import-dependency.js';

/** The runtime, as its package exports it. */
export type OnnxRuntime = typeof runtime;

export const onnxruntimeDependency: Dependency = { package: 'onnxruntime-node', range: '^1.30.0' };

/**
 * Imports onnxruntime with its telemetry off.
 * @throws ZooError as {@link importDependency}
 */
export async function importOnnxRuntime(): Promise<OnnxRuntime> {
  // From 1.29 on the native library keeps a device id in the user's cache folder and sends telemetry. It reads this
  // variable of the process while it loads, and offers no other way to say no. That is why the environment is touched
  // here, and nowhere else.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  return importDependency(onnxruntimeDependency, () => import('onnxruntime-node'));
}
