import type { ModelFilter, ModelSummary } from './model-types.js';

/** Whether a model passes every condition of a filter but `source`, which is applied before models are read. */
export function matchesFilter(summary: ModelSummary, { tags = [], license, downloaded }: ModelFilter): boolean {
  const own = new Set(summary.tags.map((tag) => tag.toLowerCase()));
  if (!tags.every((tag) => own.has(tag.toLowerCase()))) return false;
  if (downloaded !== undefined && summary.downloaded !== downloaded) return false;
  if (license === undefined) return true;
  const wanted = new Set((typeof license === 'string' ? [license] : license).map((text) => text.toLowerCase()));
  return [summary.license, summary.spdxLicense].some((text) => text !== undefined && wanted.has(text.toLowerCase()));
}
