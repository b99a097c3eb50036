import type { Dependency } from '../import-dependency.js';

export const onnxruntimeDependency: Dependency = { package: 'onnxruntime-node', range: '^1.30.0' };

/**
 * Switches the runtime's telemetry off, before it is imported anywhere in this process or below it. From 1.29 on the native
 * library keeps a device id in the user's cache folder and sends telemetry. It reads this variable of the process while it
 * loads, and offers no other way to say no. That is why the environment is touched here, and nowhere else.
 */
export function disableTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
