import type sharp from 'sharp';
import { importDependency, type Dependency } from '../import-dependency.js';

export const sharpDependency: Dependency = { package: 'sharp', range: '^0.35.5' };

/** @throws ZooError as {@link importDependency} */
export async function importSharp(): Promise<typeof sharp> {
  return (await importDependency(sharpDependency, () => import('sharp'))).default;
}
