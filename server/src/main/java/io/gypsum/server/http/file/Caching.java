package io.gypsum.server.http.file;

import java.time.Instant;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/** For how long an answer may be kept: what is below a published version for ever, the rest not unasked. */
final class Caching {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_ALWAYS = "no-cache";

  private final BiPredicate<AssetVersion, Instant> isPublished;

  Caching(BiPredicate<AssetVersion, Instant> isPublished) {
    this.isPublished = isPublished;
  }

  /** The value of the Cache-Control header. */
  String control(ObjectInfo object) {
    AssetVersion version = versionOf(object.key());
    return version != null && isPublished(version, object.lastModified()) ? FOR_EVER : ASK_ALWAYS;
  }

  private boolean isPublished(AssetVersion version, Instant lastModified) {
    try {
      return isPublished.test(version, lastModified);
    } catch (GypsumException e) {
      // The file itself can be served; only how long it lasts is not known now.
      return false;
    }
  }

  /** The version that an object is below; null for those of projects, of assets and of the server. */
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
