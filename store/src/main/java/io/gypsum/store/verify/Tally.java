package io.gypsum.store.verify;

import io.gypsum.core.document.Usage;

/** What one project comes to. Not thread-safe. */
final class Tally {
  private Usage usage = new Usage(0);
  private boolean known = true;
  private long versions;
  private long files;

  void version(long files, long ownBytes) {
    versions++;
    this.files += files;
    usage = usage.plus(ownBytes);
  }

  /** A version of which nobody can tell how much it holds. */
  void unknownVersion() {
    versions++;
    known = false;
  }

  boolean isUsageKnown() {
    return known;
  }

  Usage usage() {
    return usage;
  }

  long versions() {
    return versions;
  }

  long files() {
    return files;
  }
}
