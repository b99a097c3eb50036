import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LOOK_MS = 20;

/** Runs a program to its end. Gives its wall time in milliseconds and its peak memory in MiB; fails if it does. */
export function runMeasured(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let peakKiB = 0;
    let said = '';
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
    child.stderr.on('data', (text) => (said += text));
    const look = () => {
      try {
        // The system itself keeps the peak; only the last look counts.
        peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peakKiB);
      } catch {
        // It has ended, or there is no such file on this system.
      }
    };
    const timer = setInterval(look, LOOK_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const ms = performance.now() - start;
      if (code === 0) resolve({ ms, peakMiB: peakKiB / 1024 });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${said.slice(-2000)}`));
    });
  });
}
