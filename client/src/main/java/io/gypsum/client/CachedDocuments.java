package io.gypsum.client;

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

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
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
 * Reads the documents of versions through the cache. Only those of published versions are kept, byte for byte: what is
 * unfinished or on probation may be rejected and come again under the same name.
 *
 * <p>A published {@code ..summary} in the cache vouches for everything beside it: files that are there need not be looked
 * into. So before it is put there, whatever lies there already is checked.
 */
final class CachedDocuments {
  private final Documents documents;
  private final CacheDirectory cache;
  /** The one read last: parsing a long one for each file that is saved would take longer than fetching the files. */
  private final AtomicReference<@Nullable Known> last = new AtomicReference<>();

  CachedDocuments(Documents documents, CacheDirectory cache) {
    this.documents = documents;
    this.cache = cache;
  }

  /** A manifest that never changes. */
  private record Known(AssetVersion version, Manifest manifest) {}

  /** For who only wants to read it: waits for nobody, and does without the cache where that cannot be written. */
  Summary summary(AssetVersion version) {
    Optional<Summary> kept = keptSummary(version);
    if (kept.isPresent()) {
      return kept.get();
    }
    Documents.Fetched<Summary> fetched = fetchSummary(version);
    if (fetched.document().isPublished() && !Files.exists(cache.version(version))) {
      tryToKeep(BucketLayout.summary(version), fetched.bytes());
    }
    return fetched.document();
  }

  /** For who only wants to read it. */
  Manifest manifest(AssetVersion version) {
    return summary(version).isPublished() && isVouchedFor(version)
        ? publishedManifest(version)
        : documents.fetch(BucketLayout.manifest(version), Manifest::read);
  }

  /** @param version is published and {@linkplain #isVouchedFor vouched for} */
  private Manifest publishedManifest(AssetVersion version) {
    Known known = last.get();
    if (known != null && known.version().equals(version)) {
      return known.manifest();
    }
    Manifest manifest =
        kept(BucketLayout.manifest(version), Manifest::read)
            .orElseGet(
                () -> {
                  Documents.Fetched<Manifest> fetched =
                      documents.fetchWithBytes(BucketLayout.manifest(version), Manifest::read);
                  tryToKeep(BucketLayout.manifest(version), fetched.bytes());
                  return fetched.document();
                });
    last.set(new Known(version, manifest));
    return manifest;
  }

  /** Whether the files of {@code version} that are in the cache are surely its own. Asks no server. */
  boolean isVouchedFor(AssetVersion version) {
    return keptSummary(version).isPresent();
  }

  /**
   * For who will write below {@code version}: after this, if it is published, what is there is right. Takes and gives back
   * the version's lock.
   *
   * @param anew whether to ask the server even if the answer is in the cache
   */
  Summary adopt(AssetVersion version, boolean anew) {
    Optional<Summary> kept = keptSummary(version);
    if (kept.isPresent() && !anew) {
      return kept.get();
    }
    Documents.Fetched<Summary> fetched = fetchSummary(version);
    // The lock is shared by the threads of this process; the mutex makes them look one after the other.
    try (
        ProcessLock lock = ProcessLock.acquire(cache.lock(version));
        FileMutex mutex = FileMutex.acquire(cache.object(BucketLayout.summary(version)))) {
      if (anew) {
        forget(version, fetched.bytes());
      }
      if (fetched.document().isPublished() && !isVouchedFor(version)) {
        vouch(version, fetched.bytes());
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("save " + version, e);
    } catch (IOException e) {
      throw LocalFileException.failed(cache.version(version), "checked", e);
    }
    return fetched.document();
  }

  /** The manifest that goes with {@code summary}, which {@link #adopt} gave. */
  Manifest manifest(AssetVersion version, Summary summary) {
    return summary.isPublished()
        ? publishedManifest(version)
        : documents.fetch(BucketLayout.manifest(version), Manifest::read);
  }

  /** The links of one directory of a published version; empty when it has none. The version's lock is not needed. */
  Optional<Links> links(AssetVersion version, String directory) {
    Key key = BucketLayout.links(version, directory);
    Optional<Links> kept = kept(key, Links::read);
    if (kept.isPresent()) {
      return kept;
    }
    Optional<Documents.Fetched<Links>> fetched =
        documents.fetchWithBytesIfThere(key, Links::read);
    fetched.ifPresent(document -> AtomicFile.write(cache.object(key), document.bytes()));
    return fetched.map(Documents.Fetched::document);
  }

  private Documents.Fetched<Summary> fetchSummary(AssetVersion version) {
    return documents.fetchWithBytes(BucketLayout.summary(version), Summary::read);
  }

  private Optional<Summary> keptSummary(AssetVersion version) {
    return kept(BucketLayout.summary(version), Summary::read).filter(Summary::isPublished);
  }

  private <T> Optional<T> kept(Key key, Function<JsonInput, T> document) {
    try {
      return Optional.of(JsonInput.read(Files.readAllBytes(cache.object(key)), document));
    } catch (IOException | MalformedJsonException e) {
      // Not there or of no use: the server has it.
      return Optional.empty();
    }
  }

  /** A cache that cannot be written makes reading slower, not impossible. */
  private void tryToKeep(Key key, byte[] bytes) {
    try {
      AtomicFile.write(cache.object(key), bytes);
    } catch (LocalFileException e) {
      System.getLogger("io.gypsum.client").log(System.Logger.Level.DEBUG, "not cached", e);
    }
  }

  /** What is in the cache may be of another upload under the same name: then nothing vouches for it any more. */
  private void forget(AssetVersion version, byte[] summary) throws IOException {
    last.set(null);
    Files.deleteIfExists(cache.object(BucketLayout.manifest(version)));
    Path kept = cache.object(BucketLayout.summary(version));
    if (Files.exists(kept) && !Arrays.equals(Files.readAllBytes(kept), summary)) {
      Files.delete(kept);
    }
  }

  private void vouch(AssetVersion version, byte[] summary) throws IOException {
    Path directory = cache.version(version);
    if (Files.exists(directory)) {
      Documents.Fetched<Manifest> manifest =
          documents.fetchWithBytes(BucketLayout.manifest(version), Manifest::read);
      for (Path file : filesBelow(directory)) {
        if (!isRight(directory, file, manifest.document())) {
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

  /** Internal documents are never taken for right: they may be those of an earlier upload. */
  private static boolean isRight(Path directory, Path file, Manifest manifest) {
    String name = directory.relativize(file).toString().replace('\\', '/');
    if (name.startsWith("..") || name.contains("/..")) {
      return false;
    }
    ManifestEntry entry = manifest.get(new UserPath(name));
    return entry != null && LocalContent.isOf(file, entry);
  }
}
