package io.gypsum.client.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.transfer.PlainDownloader;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.retry.CallKind;

/**
 * Downloads metadata databases into the cache and keeps them up to date (client.md, section 2). Thread-safe.
 *
 * <p>A writer holds the lock of the database. It renames the database into place before it writes the {@code .modified}
 * file, so that a process killed between the two causes at most one more download.
 */
public final class DatabaseDownloader {
  static final Duration CHECK_INTERVAL = Duration.ofHours(1);

  /** A time in Unix milliseconds has 13 digits. */
  private static final int MAX_MODIFIED_BYTES = 100;

  private final HttpTransport http;
  private final DirectoryUrl index;
  private final CacheDirectory cache;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final PlainDownloader downloader;

  /** @param warnings receives a message if a cached database is used that may be out of date */
  public DatabaseDownloader(
      HttpTransport http, DirectoryUrl index, CacheDirectory cache, Clock clock,
      Consumer<String> warnings) {
    this.http = http;
    this.index = index;
    this.cache = cache;
    this.clock = clock;
    this.warnings = warnings;
    this.downloader = new PlainDownloader(http);
  }

  /** A database in the cache, with the files beside it (client.md, section 3). */
  private record CachedDatabase(DatabaseName name, Path file) {
    /** Contains the modification time of the downloaded database; its own time is that of the last check. */
    Path modified() {
      return file.resolveSibling(name + ".modified");
    }

    Path lock() {
      return file.resolveSibling(name + ".LOCK");
    }

    String action() {
      return "fetch the metadata database '" + name + "'";
    }

    /** Returns whether the file is a complete database. */
    boolean isComplete() {
      try (FileChannel channel = FileChannel.open(file)) {
        return SqliteHeader.findProblem(channel).isEmpty();
      } catch (IOException e) {
        return false;
      }
    }

    /** Returns the modification time that the index reported for the downloaded database; empty if it is unknown. */
    Optional<String> modifiedTime() {
      try {
        return Optional.of(Files.readString(modified()).strip());
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    /** Returns when a client last checked for a newer database; empty if it is unknown. */
    Optional<Instant> lastCheck() {
      try {
        return Optional.of(Files.getLastModifiedTime(modified()).toInstant());
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Returns the path of a database in the cache, after downloading it if it is missing or a newer one was published.
   *
   * @param overwrite whether to download the database even if the cached one is up to date
   * @throws RequestFailedException if the database is not in the cache and cannot be downloaded
   * @throws LocalFileException if the cache cannot be written
   */
  public Path fetch(DatabaseName name, boolean overwrite) {
    CachedDatabase cached = new CachedDatabase(name, cache.database(name));
    if (!overwrite && isFresh(cached)) {
      return cached.file();
    }
    try (ProcessLock lock = ProcessLock.acquire(cached.lock());
        FileMutex mutex = FileMutex.acquire(cached.file())) {
      // Another thread or process may have downloaded it while this one waited for the lock.
      if (overwrite || !isFresh(cached)) {
        refresh(cached, overwrite);
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(cached.action(), e);
    } catch (LocalFileException e) {
      // The cache may be read-only, or belong to another user.
      if (overwrite || !cached.isComplete()) {
        throw e.withAdvice(CacheDirectory.USE_ANOTHER);
      }
      warnings.accept(
          e.reason() + "; using the cached database, which may be out of date; to update it, "
              + CacheDirectory.USE_ANOTHER);
    }
    return cached.file();
  }

  /** Returns whether the cached database can be used without a check, or no check is possible. */
  private boolean isFresh(CachedDatabase cached) {
    return cached.isComplete()
        && (http.isOffline()
            || cached.lastCheck().filter(time -> !isCheckDue(time, clock.instant())).isPresent());
  }

  /** @param lastCheck the time of the last check; in the future if the system clock was set back since */
  static boolean isCheckDue(Instant lastCheck, Instant now) {
    Duration age = Duration.between(lastCheck, now);
    return age.isNegative() || age.compareTo(CHECK_INTERVAL) >= 0;
  }

  private void refresh(CachedDatabase cached, boolean overwrite) {
    try {
      String newest = fetchModifiedTime(cached.name());
      if (overwrite || !cached.isComplete() || !newest.equals(cached.modifiedTime().orElse(""))) {
        ClientRequest request =
            ClientRequest.getFollowingRedirects(
                cached.action(), index.file(cached.name().value()));
        downloader.download(request, cached.file(), SqliteHeader::findProblem);
      }
      AtomicFile.write(cached.modified(), newest.getBytes(StandardCharsets.UTF_8));
      recordCheck(cached);
    } catch (RequestFailedException e) {
      if (overwrite || !cached.isComplete() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      warnings.accept(e.reason() + "; using the cached database, which may be out of date");
      // Without a network, the next calls must not wait for the timeout again.
      recordCheck(cached);
    }
  }

  private String fetchModifiedTime(DatabaseName name) {
    ClientRequest request =
        ClientRequest.getFollowingRedirects(
            "check for a newer metadata database '" + name + "'", index.file("modified"));
    return http.send(
        request, CallKind.READ, response -> {
          String text =
              new String(response.body().readNBytes(MAX_MODIFIED_BYTES), StandardCharsets.UTF_8)
                  .strip();
          if (!text.matches("\\d+")) {
            throw HttpErrors.unexpectedResponse(
                request.action(), "expected Unix milliseconds from " + request.uri());
          }
          return text;
        });
  }

  private void recordCheck(CachedDatabase cached) {
    try {
      Files.setLastModifiedTime(cached.modified(), FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      // Another client downloaded the database without this file: each call checks until it exists.
    } catch (IOException e) {
      throw LocalFileException.failed(cached.modified(), "written", e);
    }
  }
}
