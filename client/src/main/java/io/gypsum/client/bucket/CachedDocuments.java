package io.gypsum.client.bucket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.gypsum.client.bucket.DocumentFetcher.FetchedDocument;
import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of versions through the cache, which keeps only those of published versions, byte for byte. An
 * unfinished version, or one on probation, may be rejected and uploaded again under the same name.
 *
 * <p>A version is <em>verified</em> once this client has found that all its cached files, which may come from an earlier
 * upload, are those of the published version. From then on they are correct unless another client writes incorrect ones,
 * so their sizes are still compared. Files that belong to other clients, such as locks and incomplete downloads, are never
 * deleted, and neither are incorrect files: the next download replaces them. Thread-safe.
 */
public final class CachedDocuments {
  private final DocumentFetcher documents;
  private final CacheDirectory cache;
  /**
   * The manifest that was parsed last: parsing a long one again for each saved file would take longer than
   * downloading the files.
   */
  private final AtomicReference<@Nullable PublishedManifest> lastManifest = new AtomicReference<>();

  public CachedDocuments(DocumentFetcher documents, CacheDirectory cache) {
    this.documents = documents;
    this.cache = cache;
  }

  private record PublishedManifest(AssetVersion version, Manifest manifest) {}

  /** What this client has verified of the cached content of a published version; stored in the file {@code VERIFIED}. */
  private enum CacheState {
    /** The cached documents are those of the published version. */
    DOCUMENTS,
    /** The version is verified. */
    FILES;

    /** Returns the content of {@code VERIFIED} for the version with this summary. */
    byte[] record(byte[] summary) {
      byte[] name = (name() + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] content = Arrays.copyOf(name, name.length + summary.length);
      System.arraycopy(summary, 0, content, name.length, summary.length);
      return content;
    }
  }

  /**
   * Returns the summary of a version, for reading only: acquires no lock, and works without a writable cache.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   */
  public Summary summary(AssetVersion version) {
    Optional<Summary> cached = cachedSummary(version);
    if (cached.isPresent()) {
      return cached.get();
    }
    FetchedDocument<Summary> fetched = fetchSummary(version);
    if (fetched.document().isPublished() && !Files.exists(cache.version(version))) {
      tryToCache(cache.object(BucketLayout.summary(version)), fetched.bytes());
      tryToCache(cache.verified(version), CacheState.FILES.record(fetched.bytes()));
    }
    return fetched.document();
  }

  /**
   * Returns the manifest of a version, for reading only, as {@link #summary} does.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   */
  public Manifest manifest(AssetVersion version) {
    if (summary(version).isPublished()) {
      if (areDocumentsCurrent(version)) {
        return publishedManifest(version);
      }
      Optional<Manifest> cached =
          documents.isOffline() ? cachedManifest(version) : Optional.empty();
      if (cached.isPresent()) {
        return cached.get();
      }
    }
    return documents.fetch(BucketLayout.manifest(version), Manifest::read);
  }

  /** @param version a published version; its documents in the cache, if any, are current */
  private Manifest publishedManifest(AssetVersion version) {
    PublishedManifest known = lastManifest.get();
    if (known != null && known.version().equals(version)) {
      return known.manifest();
    }
    Manifest manifest =
        cached(BucketLayout.manifest(version), Manifest::read)
            .orElseGet(
                () -> {
                  FetchedDocument<Manifest> fetched =
                      documents.fetchWithBytes(BucketLayout.manifest(version), Manifest::read);
                  tryToCache(
                      cache.object(BucketLayout.manifest(version)), fetched.bytes());
                  return fetched.document();
                });
    lastManifest.set(new PublishedManifest(version, manifest));
    return manifest;
  }

  /** Returns whether {@code version} is verified. Sends no request. */
  public boolean isVerified(AssetVersion version) {
    return state(version) == CacheState.FILES;
  }

  /** Returns whether a file is in the cache, by its size, and its version is verified. Sends no request. */
  public boolean isVerified(FileAddress file, ManifestEntry expected) {
    return FileChecksum.hasSize(cache.file(file), expected) && isVerified(file.version());
  }

  private boolean areDocumentsCurrent(AssetVersion version) {
    return state(version) != null;
  }

  /**
   * Returns what this client has verified of a version; null if it has verified nothing, or if another client replaced the
   * cached summary by that of an earlier upload under the same name.
   */
  private @Nullable CacheState state(AssetVersion version) {
    cache.requireOwnDirectory(version);
    try {
      // Read once: a thread that saves the version may replace DOCUMENTS by FILES at any moment.
      byte[] record = Files.readAllBytes(cache.verified(version));
      byte[] summary = Files.readAllBytes(cache.object(BucketLayout.summary(version)));
      for (CacheState state : CacheState.values()) {
        if (Arrays.equals(record, state.record(summary))) {
          return state;
        }
      }
    } catch (IOException e) {
      // Missing or unreadable: nothing is known of the cached content.
    }
    return null;
  }

  /**
   * Returns the manifest of a published version, even if another client cached it; empty if it is not in the cache.
   * Sends no request.
   */
  public Optional<Manifest> cachedManifest(AssetVersion version) {
    boolean current = areDocumentsCurrent(version);
    PublishedManifest known = lastManifest.get();
    if (current && known != null && known.version().equals(version)
        && Files.exists(cache.object(BucketLayout.manifest(version)))) {
      return Optional.of(known.manifest());
    }
    Optional<Manifest> manifest =
        cachedSummary(version)
            .flatMap(summary -> cached(BucketLayout.manifest(version), Manifest::read));
    if (current) {
      manifest.ifPresent(read -> lastManifest.set(new PublishedManifest(version, read)));
    }
    return manifest;
  }

  /**
   * Prepares the directory of a version for writing: afterwards the cached documents of a published version are current. If they
   * had to be fetched, existing files are compared with the manifest; if all are correct, the version is verified. Acquires
   * and releases the version's lock.
   *
   * @param refresh whether to fetch the documents even if those in the cache are current
   */
  public Summary verify(AssetVersion version, boolean refresh) {
    return prepare(version, refresh, true);
  }

  /** Prepares the directory of a version as {@link #verify} does, but does not compare existing files. */
  public Summary prepare(AssetVersion version, boolean refresh) {
    return prepare(version, refresh, false);
  }

  private Summary prepare(AssetVersion version, boolean refresh, boolean comparesFiles) {
    if (!refresh && areDocumentsCurrent(version)) {
      Optional<Summary> cached = cachedSummary(version);
      if (cached.isPresent()) {
        return cached.get();
      }
    }
    FetchedDocument<Summary> fetched = fetchSummary(version);
    // The lock excludes other processes only; the mutex excludes the other threads of this process.
    try (
        ProcessLock lock = ProcessLock.acquire(cache.lock(version));
        FileMutex mutex = FileMutex.acquire(cache.object(BucketLayout.summary(version)))) {
      if (fetched.document().isPublished() && (refresh || !areDocumentsCurrent(version))) {
        replaceDocuments(version, fetched.bytes());
        if (comparesFiles && !isVerified(version) && areCorrect(version)) {
          markVerified(version);
        }
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("save " + version, e);
    } catch (IOException e) {
      throw LocalFileException.failed(cache.version(version), "checked", e);
    }
    return fetched.document();
  }

  private void replaceDocuments(AssetVersion version, byte[] summary) throws IOException {
    Path cachedSummary = cache.object(BucketLayout.summary(version));
    boolean verified =
        isVerified(version) && Arrays.equals(Files.readAllBytes(cachedSummary), summary);
    boolean empty = !Files.exists(cache.version(version));
    if (!verified) {
      // Before the first document is replaced: a killed process must not leave documents of two uploads that count as current.
      Files.deleteIfExists(cache.verified(version));
    }
    lastManifest.set(null);
    if (!empty) {
      FetchedDocument<Manifest> manifest =
          documents.fetchWithBytes(BucketLayout.manifest(version), Manifest::read);
      AtomicFile.write(cache.object(BucketLayout.manifest(version)), manifest.bytes());
      replaceLinks(version, manifest.document());
    }
    AtomicFile.write(cachedSummary, summary);
    mark(version, verified || empty ? CacheState.FILES : CacheState.DOCUMENTS);
  }

  /** Another client may have cached the links of an earlier upload under the same name. */
  private void replaceLinks(AssetVersion version, Manifest manifest) {
    for (String directory : manifest.linksByDirectory().keySet()) {
      Path cached = cache.object(BucketLayout.links(version, directory));
      if (Files.exists(cached)) {
        documents.findWithBytes(BucketLayout.links(version, directory), Links::read)
            .ifPresent(links -> AtomicFile.write(cached, links.bytes()));
      }
    }
  }

  /** Returns whether all files of the manifest that are in the cache have the right content. */
  private boolean areCorrect(AssetVersion version) {
    Manifest manifest = publishedManifest(version);
    for (Map.Entry<UserPath, ManifestEntry> entry : manifest.files().entrySet()) {
      Path file = cache.file(new FileAddress(version, entry.getKey()));
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !FileChecksum.matches(file, entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Marks a version as verified. The caller holds its lock, and has prepared it. */
  public void markVerified(AssetVersion version) throws IOException {
    mark(version, CacheState.FILES);
  }

  private void mark(AssetVersion version, CacheState state) throws IOException {
    byte[] summary = Files.readAllBytes(cache.object(BucketLayout.summary(version)));
    AtomicFile.write(cache.verified(version), state.record(summary));
  }

  /** Returns the manifest of a version whose summary was returned by {@link #verify} or {@link #prepare}. */
  public Manifest manifest(AssetVersion version, Summary summary) {
    return summary.isPublished()
        ? publishedManifest(version)
        : documents.fetch(BucketLayout.manifest(version), Manifest::read);
  }

  /**
   * Returns the manifest entry of one file, for reading only, as {@link #summary} does.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the version does not contain the file
   */
  public ManifestEntry manifestEntry(AssetVersion version, UserPath path) {
    return requireEntry(manifest(version), version, path);
  }

  /**
   * Returns the entry of a file in the manifest of its version.
   *
   * @throws GypsumException NOT_FOUND if the manifest does not contain the file
   */
  public static ManifestEntry requireEntry(
      Manifest manifest, AssetVersion version, UserPath path) {
    ManifestEntry entry = manifest.get(path);
    if (entry == null) {
      throw GypsumException.notFound(
          "file '" + path + "' does not exist in '" + version + "'; 'gypsum ls " + version
              + "' lists the files");
    }
    return entry;
  }

  /** Returns the links of one directory of a published version; empty if it has none. The version need not be locked. */
  public Optional<Links> links(AssetVersion version, String directory) {
    Key key = BucketLayout.links(version, directory);
    Optional<Links> cached = cached(key, Links::read);
    if (cached.isPresent()) {
      return cached;
    }
    Optional<FetchedDocument<Links>> fetched =
        documents.findWithBytes(key, Links::read);
    fetched.ifPresent(document -> tryToCache(cache.object(key), document.bytes()));
    return fetched.map(FetchedDocument::document);
  }

  private FetchedDocument<Summary> fetchSummary(AssetVersion version) {
    return documents.fetchWithBytes(BucketLayout.summary(version), Summary::read);
  }

  private Optional<Summary> cachedSummary(AssetVersion version) {
    cache.requireOwnDirectory(version);
    return cached(BucketLayout.summary(version), Summary::read).filter(Summary::isPublished);
  }

  private <T> Optional<T> cached(Key key, Function<JsonInput, T> document) {
    try {
      return Optional.of(JsonInput.read(Files.readAllBytes(cache.object(key)), document));
    } catch (IOException | MalformedJsonException e) {
      // Missing or corrupt: the caller fetches it.
      return Optional.empty();
    }
  }

  /** A cache that cannot be written must not make reading fail. */
  private void tryToCache(Path file, byte[] bytes) {
    try {
      AtomicFile.write(file, bytes);
    } catch (LocalFileException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, "cannot write to the cache; continuing without it", e);
    }
  }
}
