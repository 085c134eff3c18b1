package io.gypsum.store.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;

/**
 * Reads the JSON documents of a bucket as typed values. Each call reads the store; nothing is cached. Thread-safe.
 *
 * <p>All methods agree on the outcomes:
 *
 * <ul>
 *   <li>A document that does not exist is an empty result.
 *   <li>A document that is not JSON, or not of the expected shape, is a {@link GypsumException} of kind CORRUPT that names
 *       the key and the problem, except for {@link #tryRead}, which returns the problem.
 *   <li>Invalid parts of a document that are not essential are ignored; {@link #tryRead} returns the problem.
 *   <li>A store that fails, or a body that ends with an error, is a {@link StoreException}.
 * </ul>
 */
public final class BucketReader {
  private final ReadStore store;

  public BucketReader(ReadStore store) {
    this.store = store;
  }

  /** Returns the store that is read. */
  public ReadStore store() {
    return store;
  }

  public Optional<StoredDocument<Permissions>> permissions(ProjectName project) {
    return read(BucketLayout.permissions(project), Permissions::read);
  }

  /** @throws GypsumException NOT_FOUND when the project does not exist */
  public StoredDocument<Permissions> requirePermissions(ProjectName project) {
    return permissions(project)
        .orElseThrow(
            () -> GypsumException.notFound(
                "project '" + project
                    + "' does not exist; an administrator creates it with 'gypsum create "
                    + project + "' (POST /create/{project})"));
  }

  public Optional<StoredDocument<Quota>> quota(ProjectName project) {
    return read(BucketLayout.quota(project), Quota::read);
  }

  /** @throws GypsumException CORRUPT when the document is corrupt or does not exist, since every project has one */
  public Usage requireUsage(ProjectName project) {
    Key key = BucketLayout.usage(project);
    DocumentResult<Usage> read = tryRead(key, Usage::read);
    Usage usage = read.document();
    if (usage == null) {
      String problem = read.problem();
      throw new GypsumException(
          Kind.CORRUPT,
          "document '" + key + "' "
              + (problem == null ? "does not exist" : "is corrupt: " + problem)
              + "; an administrator recomputes it with POST /refresh/usage/{project}");
    }
    return usage;
  }

  public Optional<StoredDocument<Lock>> lock(ProjectName project) {
    return read(BucketLayout.lock(project), Lock::read);
  }

  public Optional<Latest> latest(ProjectAsset asset) {
    return read(BucketLayout.latest(asset), Latest::read).map(StoredDocument::document);
  }

  public Optional<Summary> summary(AssetVersion version) {
    return read(BucketLayout.summary(version), Summary::read).map(StoredDocument::document);
  }

  /**
   * Returns the total size of the user files below a prefix.
   *
   * @param onObject called for each object, since the listing may take longer than the lease of the caller's lock
   */
  public long userBytes(Prefix prefix, Runnable onObject) {
    try (Stream<ObjectEntry> listing = store.list(prefix)) {
      return listing.peek(object -> onObject.run())
          .filter(object -> !object.key().isInternal())
          .mapToLong(object -> object.sizeBytes().orElseThrow())
          .sum();
    }
  }

  public Optional<Manifest> manifest(AssetVersion version) {
    return read(BucketLayout.manifest(version), Manifest::read).map(StoredDocument::document);
  }

  /**
   * Reads any document with the state of its object.
   *
   * @throws GypsumException CORRUPT when {@code reader} cannot read the stored bytes
   * @throws StoreException when the store fails
   */
  public <T> Optional<StoredDocument<T>> read(Key key, Function<JsonInput, T> reader) {
    try {
      return readOrMalformed(key, reader, problem -> {});
    } catch (MalformedJsonException e) {
      throw corrupt(key, e);
    }
  }

  /**
   * Reads any document and returns a corrupt one as a result.
   *
   * @throws StoreException when the store fails
   */
  public <T> DocumentResult<T> tryRead(Key key, Function<JsonInput, T> reader) {
    List<String> ignored = new ArrayList<>();
    try {
      return readOrMalformed(key, reader, ignored::add)
          .map(
              stored -> DocumentResult
                  .present(stored.document(), ignored.isEmpty() ? null : ignored.get(0)))
          .orElseGet(DocumentResult::absent);
    } catch (MalformedJsonException e) {
      return DocumentResult.corrupt(e.problem());
    }
  }

  /**
   * Reads the bytes of a document, for a copy that must be identical; {@link #parse} reads them as a document.
   *
   * @throws GypsumException CORRUPT when the object has more than {@code maxBytes} bytes
   * @throws StoreException when the store fails
   */
  public Optional<byte[]> readBytes(Key key, int maxBytes) {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get(); InputStream body = object.body()) {
      long sizeBytes = object.info().sizeBytes();
      if (sizeBytes > maxBytes) {
        throw new GypsumException(
            Kind.CORRUPT,
            "document '" + key + "' is longer than the maximum of " + maxBytes + " bytes");
      }
      // The body has this size. Without it, each small document would be read into a large buffer.
      return Optional.of(body.readNBytes((int) sizeBytes));
    } catch (IOException | UncheckedIOException e) {
      throw readFailed(key, e);
    }
  }

  /**
   * Reads the content of {@code key}, which was read before.
   *
   * @throws GypsumException CORRUPT when {@code reader} cannot read {@code content}
   */
  public static <T> T parse(Key key, byte[] content, Function<JsonInput, T> reader) {
    try {
      return JsonInput.read(content, reader);
    } catch (MalformedJsonException e) {
      throw corrupt(key, e);
    }
  }

  /**
   * Reads the content of {@code key} as it arrives.
   *
   * @throws GypsumException CORRUPT when {@code reader} cannot read {@code content}
   * @throws UncheckedIOException when {@code content} fails
   */
  public static <T> T parse(Key key, InputStream content, Function<JsonInput, T> reader) {
    try {
      return JsonInput.read(content, reader);
    } catch (MalformedJsonException e) {
      throw corrupt(key, e);
    }
  }

  /** Returns the failure to throw when the body of {@code key} could not be read to its end. */
  public static StoreException readFailed(Key key, Exception cause) {
    return new StoreException(
        "reading '" + key + "' failed; try again", CallOutcome.NOT_DONE, true, cause);
  }

  private <T> Optional<StoredDocument<T>> readOrMalformed(
      Key key, Function<JsonInput, T> reader, Consumer<String> ignoredProblems) {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get(); InputStream body = object.body()) {
      return Optional.of(
          new StoredDocument<>(
              JsonInput.read(body, reader, ignoredProblems), object.info().etag(),
              object.info().lastModified()));
    } catch (IOException | UncheckedIOException e) {
      throw readFailed(key, e);
    }
  }

  private static GypsumException corrupt(Key key, MalformedJsonException cause) {
    return new GypsumException(
        Kind.CORRUPT, "document '" + key + "' is corrupt: " + cause.problem(), cause);
  }
}
