import { describe, expect, it } from 'vitest';
import { createMemoryBudget, type Tenant } from './memory-budget.js';

function createTenants(sizes: Readonly<Record<string, number>>) {
  const unloaded: string[] = [];
  const busy = new Set<string>();
  const tenants = Object.entries(sizes).map(([name, sizeBytes]): Tenant => ({
    sizeBytes,
    isIdle: () => !busy.has(name),
    unload: async () => void unloaded.push(name),
  }));
  return { tenants, unloaded, busy };
}

describe('a memory budget', () => {
  it('unloads what was not used for longest, as much as it must', async () => {
    const { tenants, unloaded } = createTenants({ a: 4, b: 4, c: 4, d: 4 });
    const budget = createMemoryBudget(12);
    const [a, b, c, d] = tenants;
    for (const tenant of [a, b, c, a, d]) if (tenant) await budget.use(tenant);
    expect(unloaded).toStrictEqual(['b']);
    if (b) await budget.use(b);
    expect(unloaded).toStrictEqual(['b', 'c']);
  });

  it('keeps what is in use, and what alone is too large', async () => {
    const { tenants, unloaded, busy } = createTenants({ a: 8, b: 20 });
    const budget = createMemoryBudget(10);
    busy.add('a');
    for (const tenant of tenants) await budget.use(tenant);
    expect(unloaded).toStrictEqual([]);
    busy.clear();
    for (const tenant of tenants.slice(1)) await budget.use(tenant);
    expect(unloaded).toStrictEqual(['a']);
  });

  it('says whether there is room, and forgets what was removed', async () => {
    const { tenants, unloaded } = createTenants({ a: 8, b: 8 });
    const [a, b] = tenants;
    const budget = createMemoryBudget(10);
    if (a) await budget.use(a);
    expect([budget.hasRoom(2), budget.hasRoom(3)]).toStrictEqual([true, false]);
    if (a) budget.remove(a);
    expect(budget.hasRoom(10)).toBe(true);
    if (b) await budget.use(b);
    expect(unloaded).toStrictEqual([]);
  });
});
