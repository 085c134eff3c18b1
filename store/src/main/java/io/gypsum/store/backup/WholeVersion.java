package io.gypsum.store.backup;

import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;

/** A version of which the target has all but, maybe, the summary. */
final class WholeVersion {
  private final AssetVersion version;
  private final byte[] summary;
  private final List<Key> extras;

  /**
   * @param summary what its summary must be; nobody may change it
   * @param extras keys that the target has below the version, and that are not of it
   */
  WholeVersion(AssetVersion version, byte[] summary, List<Key> extras) {
    this.version = version;
    this.summary = summary;
    this.extras = List.copyOf(extras);
  }

  AssetVersion version() {
    return version;
  }

  byte[] summary() {
    return summary;
  }

  List<Key> extras() {
    return extras;
  }
}
