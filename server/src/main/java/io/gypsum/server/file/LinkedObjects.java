package io.gypsum.server.file;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.document.Link;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * Finds the objects that have the bytes of links. The links of recently used directories are cached, and used only while their
 * document is unchanged. Thread-safe.
 */
final class LinkedObjects {
  /** About 60 MB. */
  static final int MAX_CACHED_LINKS = 200_000;
  /** Weight of a directory in addition to that of its links. */
  private static final int DIRECTORY_WEIGHT = 8;
  /** Documents up to this size, of about 3,500 links, are parsed within milliseconds, by the request itself. */
  private static final int MAX_INLINE_BYTES = 256 * 1024;

  private final BucketReader bucket;
  private final ComputeLane lane;
  private final Cache<Key, DirectoryLinks> cached =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_LINKS)
          .weigher((Key key, DirectoryLinks links) -> DIRECTORY_WEIGHT + links.sources().size())
          .build();

  /**
   * A link that was found.
   *
   * @param source the object that has the bytes
   * @param document the document that contains the link
   */
  record LinkTarget(Key source, ObjectInfo document) {}

  /** The links of one directory, by file name. */
  private record DirectoryLinks(ObjectInfo document, Map<String, Key> sources) {}

  /** @param lane reads large documents */
  LinkedObjects(BucketReader bucket, ComputeLane lane) {
    this.bucket = bucket;
    this.lane = lane;
  }

  /**
   * Finds a link by its path.
   *
   * @return empty if the version has no link of this path
   * @throws io.gypsum.core.GypsumException CORRUPT if the document of its directory is corrupt
   */
  Optional<LinkTarget> find(AssetVersion version, UserPath path) {
    Key key = BucketLayout.links(version, path.directory());
    Optional<ObjectInfo> found = bucket.store().head(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    DirectoryLinks links = cached.getIfPresent(key);
    if (links == null || !links.document().equals(found.get())) {
      links = read(found.get());
    }
    Key source = links.sources().get(path.fileName());
    return source == null
        ? Optional.empty()
        : Optional.of(new LinkTarget(source, links.document()));
  }

  private DirectoryLinks read(ObjectInfo document) {
    DirectoryLinks links =
        document.sizeBytes() > MAX_INLINE_BYTES
            ? lane.run(() -> parse(document))
            : parse(document);
    cached.put(document.key(), links);
    return links;
  }

  private DirectoryLinks parse(ObjectInfo document) {
    Optional<StoredDocument<Map<String, Key>>> stored =
        bucket.read(document.key(), LinkedObjects::sources);
    if (stored.isEmpty()) {
      return new DirectoryLinks(document, Map.of());
    }
    // The document may have been replaced since it was looked up.
    ObjectInfo current =
        new ObjectInfo(
            document.key(), document.sizeBytes(), stored.get().etag(),
            stored.get().lastModified());
    return new DirectoryLinks(current, stored.get().document());
  }

  private static Map<String, Key> sources(JsonInput in) {
    Map<String, Key> sources = new HashMap<>();
    in.forEachProperty(name -> sources.put(name, Link.read(in).source().key()));
    return sources;
  }
}
