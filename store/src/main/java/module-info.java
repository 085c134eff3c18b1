/** The store interface, its memory and disk backends, and wrappers around any store. */
module io.gypsum.store {
  requires static org.jspecify;
  requires transitive io.gypsum.core;

  exports io.gypsum.store;
  exports io.gypsum.store.backup;
  exports io.gypsum.store.bucket;
  exports io.gypsum.store.disk;
  exports io.gypsum.store.lock;
  exports io.gypsum.store.memory;
  exports io.gypsum.store.verify;
}
