/** Something that takes memory, and can be had again when it was let go. */
export interface Tenant {
  readonly sizeBytes: number;
  /** Whether nothing needs it right now. */
  isIdle(): boolean;
  unload(): Promise<void>;
}

/** Memory that loaded graphs share: those that were not used for longest make room for others. */
export interface MemoryBudget {
  /**
   * Marks a tenant as used right now, and unloads idle ones while all together are too large. What is in use stays,
   * though it be more than the budget.
   */
  use(tenant: Tenant): Promise<void>;
  /** Whether as much more fits, without unloading anything. */
  hasRoom(sizeBytes: number): boolean;
  remove(tenant: Tenant): void;
}

export function createMemoryBudget(limitBytes: number): MemoryBudget {
  // A Set keeps the order in which they were added: the first was not used for longest.
  const tenants = new Set<Tenant>();
  const total = (): number => [...tenants].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    async use(tenant) {
      tenants.delete(tenant);
      tenants.add(tenant);
      for (const other of tenants) {
        if (total() <= limitBytes) return;
        if (other === tenant || !other.isIdle()) continue;
        tenants.delete(other);
        await other.unload();
      }
    },
    hasRoom: (sizeBytes) => total() + sizeBytes <= limitBytes,
    remove(tenant) {
      tenants.delete(tenant);
    },
  };
}
