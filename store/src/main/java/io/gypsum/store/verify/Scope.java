package io.gypsum.store.verify;

import io.gypsum.store.ReadStore;

/** What every check needs. */
record Scope(ReadStore store, Findings findings, boolean deep) {
  Places places() {
    return new Places(store, findings);
  }
}
