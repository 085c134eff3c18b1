package io.gypsum.server;

import java.nio.file.Path;

/** Where the bucket is. */
public sealed interface StoreAddress {
  /**
   * A directory of this machine, {@code file:DIR}.
   *
   * @param directory absolute; may not exist yet
   */
  record Disk(Path directory) implements StoreAddress {
    @Override
    public String toString() {
      return "file:" + directory;
    }
  }
}
