package io.gypsum.metadata.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Reads the objects and listings from which indexes are built, one at a time. Thread-safe. */
final class IndexSource {
  private final BucketReader reader;
  private final BucketNames names;
  private final List<IndexClass> classes;

  IndexSource(ReadStore store, List<IndexClass> classes) {
    this.reader = new BucketReader(store);
    this.names = new BucketNames(store);
    this.classes = List.copyOf(classes);
  }

  /** Thrown if an object is missing or corrupt, or the store fails to read it. */
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

  /**
   * A metadata document in a manifest.
   *
   * @param key the object with its content, which is in another version if the document is a link
   * @param sizeBytes its size according to the manifest
   */
  record Reference(
      AssetVersion version, UserPath path, IndexClass indexClass, Key key, long sizeBytes) {}

  /** @param documents the documents of all classes, including links */
  record PublishedVersion(Summary summary, List<Reference> documents) {}

  /**
   * Returns the keys of all change log entries since a time, oldest first. New entries may precede entries that were seen
   * earlier: a server that recovers an interrupted operation logs it at the time of the operation.
   *
   * @throws GypsumException if the store fails
   */
  List<Key> changesSince(Instant from) {
    try (Stream<ObjectEntry> entries =
        reader.store()
            .list(BucketLayout.LOGS, BucketLayout.LOGS.value() + Timestamps.format(from))) {
      return entries.map(ObjectEntry::key).toList();
    }
  }

  /** Reads a change log entry; empty if it was deleted because of its age. */
  Optional<ChangeLogEntry> change(Key key) throws UnreadableException {
    return read(key, ChangeLogEntry::read);
  }

  List<ProjectName> projects() throws UnreadableException {
    return listed("", names::projects);
  }

  List<ProjectAsset> assets(ProjectName project) throws UnreadableException {
    return listed(BucketLayout.below(project).value(), () -> names.assets(project));
  }

  List<AssetVersion> versions(ProjectAsset asset) throws UnreadableException {
    return listed(BucketLayout.below(asset).value(), () -> names.versions(asset));
  }

  /** Returns the latest version of an asset; null if it has none. */
  @Nullable
  VersionName latest(ProjectAsset asset) throws UnreadableException {
    return read(BucketLayout.latest(asset), Latest::read).map(Latest::version).orElse(null);
  }

  /** Reads a version; empty if it does not exist, is unfinished or is on probation. */
  Optional<PublishedVersion> version(AssetVersion version) throws UnreadableException {
    Summary summary = read(BucketLayout.summary(version), Summary::read).orElse(null);
    if (summary == null || summary.uploadFinish() == null || summary.isOnProbation()) {
      return Optional.empty();
    }
    Key manifest = BucketLayout.manifest(version);
    List<Reference> documents =
        read(manifest, in -> references(version, in)).orElseThrow(() -> missing(manifest));
    return Optional.of(new PublishedVersion(summary, documents));
  }

  MetadataDocument document(Reference reference) throws UnreadableException {
    Key key = reference.key();
    String tooLarge = DocumentFormat.sizeProblem(reference.sizeBytes());
    if (tooLarge != null) {
      throw new UnreadableException(key.value(), tooLarge, null);
    }
    byte[] text;
    try {
      text = reader.readBytes(key, DocumentFormat.MAX_BYTES).orElseThrow(() -> missing(key));
    } catch (GypsumException e) {
      throw failed(key, e);
    }
    try {
      return MetadataDocument.parse(text);
    } catch (MetadataDocument.MalformedException e) {
      throw new UnreadableException(key.value(), e.reason(), e);
    }
  }

  private <T> Optional<T> read(Key key, Function<JsonInput, T> parser)
      throws UnreadableException {
    DocumentResult<T> result;
    try {
      result = reader.tryRead(key, parser);
    } catch (GypsumException e) {
      throw failed(key, e);
    }
    if (result.document() == null && result.problem() != null) {
      throw new UnreadableException(key.value(), result.problem(), null);
    }
    return Optional.ofNullable(result.document());
  }

  /** Reads the documents of the classes from a manifest. Other files are skipped, since there may be very many. */
  private List<Reference> references(AssetVersion version, JsonInput in) {
    List<Reference> references = new ArrayList<>();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      IndexClass indexClass = classOf(name);
      if (indexClass == null) {
        in.skip();
      } else {
        UserPath path = new UserPath(name);
        ManifestEntry entry = ManifestEntry.read(in);
        if (entry != null) {
          Link link = entry.link();
          Key key = link == null ? BucketLayout.file(version, path) : link.source().key();
          references.add(new Reference(version, path, indexClass, key, entry.sizeBytes()));
        }
      }
    }
    return references;
  }

  private @Nullable IndexClass classOf(String path) {
    for (IndexClass indexClass : classes) {
      String name = indexClass.baseName();
      if (path.endsWith(name)
          && (path.length() == name.length()
              || path.charAt(path.length() - name.length() - 1) == '/')) {
        return indexClass;
      }
    }
    return null;
  }

  private static <T> List<T> listed(String prefix, Supplier<List<T>> list)
      throws UnreadableException {
    try {
      return list.get();
    } catch (GypsumException e) {
      throw new UnreadableException(prefix, "could not be listed: " + e.reason(), e);
    }
  }

  private static UnreadableException missing(Key key) {
    return new UnreadableException(
        key.value(), "does not exist, although its version does", null);
  }

  private static UnreadableException failed(Key key, GypsumException e) {
    return new UnreadableException(key.value(), "could not be read: " + e.reason(), e);
  }
}
