package io.gypsum.store.disk;

/** When a write survives a power failure. */
enum Durability {
  /** When its call returns. */
  SYNCED,
  /** After the next {@link DeferredSync#sync}. */
  DEFERRED
}
