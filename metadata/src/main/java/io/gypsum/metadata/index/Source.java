package io.gypsum.metadata.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketNames;
import org.jspecify.annotations.Nullable;

/** Reads single things that the index is made of. Thread-safe. */
final class Source {
  /** Longest document that is indexed: some of them are in memory at once. */
  static final int MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

  private final ReadStore store;
  private final BucketNames names;
  private final List<IndexClass> classes;

  Source(ReadStore store, List<IndexClass> classes) {
    this.store = store;
    this.names = new BucketNames(store);
    this.classes = List.copyOf(classes);
  }

  /** Something in the store cannot be read as what it should be. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String reason;

    UnreadableException(String key, String reason, @Nullable Throwable cause) {
      super(reason, cause);
      this.key = key;
      this.reason = reason;
    }

    IndexProblem problem() {
      return new IndexProblem(key, reason, getCause() instanceof StoreException);
    }
  }

  /** @param sizeBytes as the manifest says */
  record Reference(
      AssetVersion version, UserPath path, IndexClass kind, Key source, long sizeBytes) {}

  /** @param documents those of the classes, links included */
  record PublishedVersion(String user, Instant finished, List<Reference> documents) {}

  List<ProjectName> projects() throws UnreadableException {
    return listed("", names::projects);
  }

  List<ProjectAsset> assets(ProjectName project) throws UnreadableException {
    return listed(BucketLayout.below(project).value(), () -> names.assets(project));
  }

  List<AssetVersion> versions(ProjectAsset asset) throws UnreadableException {
    return listed(BucketLayout.below(asset).value(), () -> names.versions(asset));
  }

  /** Null when the asset has no latest version. */
  @Nullable
  VersionName latest(ProjectAsset asset) throws UnreadableException {
    return read(BucketLayout.latest(asset), Latest::read).map(Latest::version).orElse(null);
  }

  /** Empty when there is no such version, or it is unfinished or on probation. */
  Optional<PublishedVersion> version(AssetVersion version) throws UnreadableException {
    Summary summary = read(BucketLayout.summary(version), Summary::read).orElse(null);
    Instant finished = summary == null ? null : summary.uploadFinish();
    if (summary == null || finished == null || summary.isOnProbation()) {
      return Optional.empty();
    }
    Key manifest = BucketLayout.manifest(version);
    List<Reference> documents =
        read(manifest, in -> references(version, in)).orElseThrow(() -> missing(manifest));
    return Optional.of(new PublishedVersion(summary.uploadUserId(), finished, documents));
  }

  MetadataDocument document(Reference reference) throws UnreadableException {
    Key key = reference.source();
    if (reference.sizeBytes() > MAX_DOCUMENT_BYTES) {
      throw tooLong(key);
    }
    byte[] text;
    try (StoredObject object = get(key).orElseThrow(() -> missing(key))) {
      text = object.body().readNBytes(MAX_DOCUMENT_BYTES + 1);
    } catch (IOException | UncheckedIOException e) {
      throw failed(key, e);
    }
    if (text.length > MAX_DOCUMENT_BYTES) {
      throw tooLong(key);
    }
    try {
      return MetadataDocument.parse(text);
    } catch (MetadataDocument.MalformedException e) {
      throw new UnreadableException(key.value(), e.reason(), e);
    }
  }

  /** A JSON document of the bucket; empty when there is none. */
  <T> Optional<T> read(Key key, Function<JsonInput, T> document) throws UnreadableException {
    Optional<StoredObject> found = get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(JsonInput.read(object.body(), document));
    } catch (MalformedJsonException e) {
      throw new UnreadableException(key.value(), e.problem(), e);
    } catch (UncheckedIOException e) {
      throw failed(key, e);
    }
  }

  private Optional<StoredObject> get(Key key) throws UnreadableException {
    try {
      return store.get(key, ByteRange.ALL);
    } catch (GypsumException e) {
      throw failed(key, e);
    }
  }

  /** Those of a manifest whose base name is one of a class; the others, which may be very many, are not kept. */
  private List<Reference> references(AssetVersion version, JsonInput in) {
    List<Reference> references = new ArrayList<>();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      IndexClass kind = classOf(name);
      if (kind == null) {
        in.skip();
      } else {
        UserPath path = new UserPath(name);
        ManifestEntry entry = ManifestEntry.read(in);
        Link link = entry.link();
        Key source = link == null ? BucketLayout.file(version, path) : link.source().key();
        references.add(new Reference(version, path, kind, source, entry.sizeBytes()));
      }
    }
    return references;
  }

  private @Nullable IndexClass classOf(String path) {
    for (IndexClass kind : classes) {
      String name = kind.baseName();
      if (path.endsWith(name)
          && (path.length() == name.length()
              || path.charAt(path.length() - name.length() - 1) == '/')) {
        return kind;
      }
    }
    return null;
  }

  private static <T> List<T> listed(String place, Supplier<List<T>> names)
      throws UnreadableException {
    try {
      return names.get();
    } catch (GypsumException e) {
      throw new UnreadableException(place, "could not be listed: " + e.reason(), e);
    }
  }

  private static UnreadableException missing(Key key) {
    return new UnreadableException(key.value(), "is not there, though its version is", null);
  }

  private static UnreadableException tooLong(Key key) {
    return new UnreadableException(
        key.value(), "is longer than the " + MAX_DOCUMENT_BYTES + " bytes that are indexed", null);
  }

  private static UnreadableException failed(Key key, Exception e) {
    String reason = e instanceof GypsumException failure ? failure.reason() : e.getMessage();
    return new UnreadableException(key.value(), "could not be read: " + reason, e);
  }
}
