package io.gypsum.server.file;

import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/** How long clients may cache an object: forever if it can never change, otherwise only with revalidation. */
final class CachePolicy {
  private static final String FOREVER = "public, max-age=31536000, immutable";
  private static final String REVALIDATE = "no-cache";

  private final BiPredicate<AssetVersion, ObjectInfo> isImmutable;

  CachePolicy(BiPredicate<AssetVersion, ObjectInfo> isImmutable) {
    this.isImmutable = isImmutable;
  }

  /** Returns whether the address of a file always refers to this object, which never changes; false if this is unknown. */
  boolean isImmutable(ServedFile file, ObjectInfo object) {
    AssetVersion version = file.isPermanent() ? versionOf(object.key()) : null;
    return version != null && isImmutable(version, object);
  }

  /** Returns the value of the Cache-Control header. */
  static String cacheControl(boolean isImmutable) {
    return isImmutable ? FOREVER : REVALIDATE;
  }

  /** Returns whether an object of a version can never change; false if that is unknown. */
  boolean isImmutable(AssetVersion version, ObjectInfo object) {
    try {
      return isImmutable.test(version, object);
    } catch (GypsumException e) {
      // The file can be served; only its cache lifetime is unknown now.
      return false;
    }
  }

  /** Returns the version that contains an object; null for documents of projects, assets and the server. */
  private static @Nullable AssetVersion versionOf(Key key) {
    String text = key.value();
    int project = text.indexOf('/');
    int asset = text.indexOf('/', project + 1);
    int version = text.indexOf('/', asset + 1);
    if (project < 0 || asset < 0 || version < 0 || text.startsWith("..")) {
      return null;
    }
    try {
      return AssetVersion.of(
          text.substring(0, project), text.substring(project + 1, asset),
          text.substring(asset + 1, version));
    } catch (GypsumException e) {
      return null;
    }
  }
}
