package io.gypsum.client.nio;

import java.util.List;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/** A directory or a file of the {@link ServerTree}. */
sealed interface TreeNode {
  /** Returns the version that this node is or belongs to; null for a directory above versions. */
  @Nullable
  AssetVersion version();

  /** @param children the names of the entries, sorted */
  record Directory(@Nullable AssetVersion version, List<String> children) implements TreeNode {}

  record File(FileAddress address, ManifestEntry entry) implements TreeNode {
    @Override
    public AssetVersion version() {
      return address.version();
    }
  }
}
