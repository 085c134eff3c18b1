package io.gypsum.client.nio;

import java.util.List;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/** What a path names. */
sealed interface Node {
  /** The version that it is, or is in; null above versions. */
  @Nullable
  AssetVersion version();

  /** @param children their names, in order */
  record Directory(@Nullable AssetVersion version, List<String> children) implements Node {}

  record File(FileAddress address, ManifestEntry entry) implements Node {
    @Override
    public AssetVersion version() {
      return address.version();
    }
  }
}
