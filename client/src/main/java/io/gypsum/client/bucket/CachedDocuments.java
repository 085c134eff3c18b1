package io.gypsum.client.bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

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
 * <p>A published {@code ..summary} in the cache means that the version is <em>verified</em>: all its files in the cache are
 * correct and need no further check. So all existing files are checked before the summary is written. Thread-safe.
 */
public final class CachedDocuments {
  private final DocumentFetcher documents;
  private final CacheDirectory cache;
  /** Parsing a long manifest again for each saved file would take longer than downloading the files. */
  private final AtomicReference<@Nullable PublishedManifest> lastManifest = new AtomicReference<>();

  public CachedDocuments(DocumentFetcher documents, CacheDirectory cache) {
    this.documents = documents;
    this.cache = cache;
  }

  private record PublishedManifest(AssetVersion version, Manifest manifest) {}

  /**
   * Returns the summary of a version, for reading only: takes no lock, and works without a writable cache.
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
      tryToCache(BucketLayout.summary(version), fetched.bytes());
    }
    return fetched.document();
  }

  /**
   * Returns the manifest of a version, for reading only, as {@link #summary} does.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   */
  public Manifest manifest(AssetVersion version) {
    return summary(version).isPublished() && isVerified(version)
        ? publishedManifest(version)
        : documents.fetch(BucketLayout.manifest(version), Manifest::read);
  }

  /** @param version published and {@linkplain #isVerified verified} */
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
                  tryToCache(BucketLayout.manifest(version), fetched.bytes());
                  return fetched.document();
                });
    lastManifest.set(new PublishedManifest(version, manifest));
    return manifest;
  }

  /** Returns whether all files of {@code version} in the cache are known to be correct. Sends no request. */
  public boolean isVerified(AssetVersion version) {
    return cachedSummary(version).isPresent();
  }

  /**
   * Prepares the directory of a version for writing: afterwards a published version is verified, and its incorrect files
   * are deleted. Acquires and releases the version's lock.
   *
   * @param refresh whether to fetch the summary even if it is in the cache
   */
  public Summary verify(AssetVersion version, boolean refresh) {
    Optional<Summary> cached = cachedSummary(version);
    if (cached.isPresent() && !refresh) {
      return cached.get();
    }
    FetchedDocument<Summary> fetched = fetchSummary(version);
    // The lock excludes other processes only; the mutex excludes the other threads of this process.
    try (
        ProcessLock lock = ProcessLock.acquire(cache.lock(version));
        FileMutex mutex = FileMutex.acquire(cache.object(BucketLayout.summary(version)))) {
      if (refresh) {
        discardIfReplaced(version, fetched.bytes());
      }
      if (fetched.document().isPublished() && !isVerified(version)) {
        checkFiles(version, fetched.bytes());
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("save " + version, e);
    } catch (IOException e) {
      throw LocalFileException.failed(cache.version(version), "checked", e);
    }
    return fetched.document();
  }

  /** Returns the manifest of a version whose summary was returned by {@link #verify}. */
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
      throw GypsumException.notFound("file '" + path + "' does not exist in '" + version + "'");
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
    fetched.ifPresent(document -> AtomicFile.write(cache.object(key), document.bytes()));
    return fetched.map(FetchedDocument::document);
  }

  private FetchedDocument<Summary> fetchSummary(AssetVersion version) {
    return documents.fetchWithBytes(BucketLayout.summary(version), Summary::read);
  }

  private Optional<Summary> cachedSummary(AssetVersion version) {
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
  private void tryToCache(Key key, byte[] bytes) {
    try {
      AtomicFile.write(cache.object(key), bytes);
    } catch (LocalFileException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, "cannot write to the cache; continuing without it", e);
    }
  }

  /** The cached documents may belong to an earlier upload under the same name, whose version was removed since. */
  private void discardIfReplaced(AssetVersion version, byte[] summary) throws IOException {
    lastManifest.set(null);
    Files.deleteIfExists(cache.object(BucketLayout.manifest(version)));
    Path cached = cache.object(BucketLayout.summary(version));
    if (Files.exists(cached) && !Arrays.equals(Files.readAllBytes(cached), summary)) {
      Files.delete(cached);
    }
  }

  private void checkFiles(AssetVersion version, byte[] summary) throws IOException {
    Path directory = cache.version(version);
    if (Files.exists(directory)) {
      FetchedDocument<Manifest> manifest =
          documents.fetchWithBytes(BucketLayout.manifest(version), Manifest::read);
      for (Path file : filesBelow(directory)) {
        if (!isCorrect(directory, file, manifest.document())) {
          Files.delete(file);
        }
      }
      AtomicFile.write(cache.object(BucketLayout.manifest(version)), manifest.bytes());
    }
    AtomicFile.write(cache.object(BucketLayout.summary(version)), summary);
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      return below.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  /** Returns false for internal documents: they may belong to an earlier upload. */
  private static boolean isCorrect(Path directory, Path file, Manifest manifest) {
    String name = directory.relativize(file).toString().replace('\\', '/');
    if (name.startsWith("..") || name.contains("/..")) {
      return false;
    }
    ManifestEntry entry = manifest.get(new UserPath(name));
    return entry != null && FileChecksum.matches(file, entry);
  }
}
