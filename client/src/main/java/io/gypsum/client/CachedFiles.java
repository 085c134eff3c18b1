package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.LinkedFile;
import io.gypsum.client.http.Failures;
import io.gypsum.client.transfer.Fetch;
import io.gypsum.client.transfer.FileFetch;
import io.gypsum.core.document.ManifestEntry;

/** Makes single files of the cache; the caller holds the lock of their version. */
final class CachedFiles {
  private final CacheDirectory cache;
  private final FileFetch fetch;
  private final TransferListener listener;

  CachedFiles(CacheDirectory cache, FileFetch fetch, TransferListener listener) {
    this.cache = cache;
    this.fetch = fetch;
    this.listener = listener;
  }

  /**
   * When a file that is there is good enough.
   *
   * @param trusted whether it is if it is there at all; otherwise it is looked into
   * @param overwrite never
   */
  record How(boolean trusted, boolean overwrite) {
    boolean isDone(Path file, ManifestEntry expected) {
      return !overwrite && (trusted ? Files.exists(file) : LocalContent.isOf(file, expected));
    }
  }

  /** Whether it had to be fetched. */
  boolean fetch(Contents.Own file, How how) {
    Path place = cache.file(file.address());
    return make(
        file.address().toString(), place, file.entry(), how,
        () -> {
          fetch.fetch(
              new Fetch(
                  file.address(), file.address().key(), file.entry(), place, true,
                  listener::moves));
          listener.finishes(file.address().toString());
        });
  }

  /** Whether it had to be made. Its source is there. */
  boolean link(Contents.Linked file, How how) {
    Path place = cache.file(file.address());
    return make(
        file.address().toString(), place, file.entry(), how,
        () -> {
          LinkedFile.make(cache.file(file.source()), place);
          listener.finishes(file.address().toString());
        });
  }

  private static boolean make(
      String name, Path place, ManifestEntry expected, How how, Runnable making) {
    try (FileMutex mutex = FileMutex.acquire(place)) {
      if (how.isDone(place, expected)) {
        return false;
      }
      making.run();
      return true;
    } catch (InterruptedException e) {
      throw Failures.interrupted("save " + name, e);
    }
  }
}
