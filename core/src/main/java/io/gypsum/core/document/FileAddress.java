package io.gypsum.core.document;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;

/** One file of one version, such as the target of a link. */
public record FileAddress(AssetVersion version, UserPath path) {
  public Key key() {
    return BucketLayout.file(version, path);
  }

  @Override
  public String toString() {
    return version + "/" + path;
  }
}
