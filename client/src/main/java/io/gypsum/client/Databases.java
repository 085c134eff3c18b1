package io.gypsum.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
import io.gypsum.client.http.Repeat;
import io.gypsum.client.transfer.PlainDownloader;
import io.gypsum.core.name.DatabaseName;

/**
 * Brings metadata databases into the cache, and newer ones once there are. Whoever makes a change holds the database's
 * lock; the database gets its name before the note of its age, so that a kill between them costs a download at most.
 */
final class Databases {
  private static final System.Logger LOG = System.getLogger("io.gypsum.client");
  static final Duration ASKED_EVERY = Duration.ofHours(1);
  /** Unix milliseconds take 13 characters. */
  private static final int MAX_MODIFIED_BYTES = 100;

  private final HttpTransport http;
  private final DirectoryUrl index;
  private final CacheDirectory cache;
  private final Clock clock;
  private final PlainDownloader fetch;

  Databases(HttpTransport http, DirectoryUrl index, CacheDirectory cache, Clock clock) {
    this.http = http;
    this.index = index;
    this.cache = cache;
    this.clock = clock;
    this.fetch = new PlainDownloader(http);
  }

  /** One database and the files beside it. */
  private record Place(DatabaseName name, Path database) {
    Path modified() {
      return database.resolveSibling(name + ".modified");
    }

    Path lock() {
      return database.resolveSibling(name + ".LOCK");
    }

    String action() {
      return "fetch the metadata database " + name;
    }

    boolean isThere() {
      return Files.exists(database);
    }
  }

  Path fetch(DatabaseName name, boolean overwrite) {
    Place place = new Place(name, cache.database(name));
    if (!overwrite && isGoodEnough(place)) {
      return place.database();
    }
    try (ProcessLock lock = ProcessLock.acquire(place.lock());
        FileMutex mutex = FileMutex.acquire(place.database())) {
      // Somebody else may have done it while this one waited.
      if (overwrite || !isGoodEnough(place)) {
        refresh(place, overwrite);
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(place.action(), e);
    }
    return place.database();
  }

  /** Whether the database is there and need not be asked about, or cannot be. */
  private boolean isGoodEnough(Place place) {
    return place.isThere()
        && (http.isOffline()
            || asked(place).filter(asked -> !isDue(asked, clock.instant())).isPresent());
  }

  /** @param asked when last; in the future when somebody has set a clock back */
  static boolean isDue(Instant asked, Instant now) {
    Duration since = Duration.between(asked, now);
    return since.isNegative() || since.compareTo(ASKED_EVERY) >= 0;
  }

  private void refresh(Place place, boolean overwrite) {
    try {
      String newest = fetchModified(place);
      if (overwrite || !place.isThere() || !newest.equals(kept(place).orElse(""))) {
        ClientRequest call =
            ClientRequest.getFollowingRedirects(place.action(), index.file(place.name().value()));
        fetch.fetch(call, place.database(), SqliteHeader::problem);
      }
      AtomicFile.write(place.modified(), newest.getBytes(StandardCharsets.UTF_8));
      noteAsked(place);
    } catch (RequestFailedException e) {
      if (overwrite || !place.isThere() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          () -> e.reason() + "; using the one of the cache, which may be out of date");
      noteAsked(place);
    }
  }

  private String fetchModified(Place place) {
    ClientRequest call =
        ClientRequest.getFollowingRedirects(
            "ask for the age of the metadata database " + place.name(),
            index.file("modified"));
    return http.send(
        call, Repeat.ALWAYS, answer -> {
          String text =
              new String(answer.body().readNBytes(MAX_MODIFIED_BYTES), StandardCharsets.UTF_8)
                  .strip();
          if (!text.matches("\\d+")) {
            throw HttpErrors.unexpectedResponse(
                call.action(), "expected Unix milliseconds from " + call.uri());
          }
          return text;
        });
  }

  /** Empty when nobody has noted it. */
  private static Optional<Instant> asked(Place place) {
    try {
      return Optional.of(Files.getLastModifiedTime(place.modified()).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What the index said when the database was fetched. */
  private static Optional<String> kept(Place place) {
    try {
      return Optional.of(Files.readString(place.modified()).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** So that who has no network does not wait for it each time. */
  private void noteAsked(Place place) {
    try {
      Files.setLastModifiedTime(place.modified(), FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      // Another client's database without a note: then it is asked about each time until it has one.
    } catch (IOException e) {
      throw LocalFileException.failed(place.modified(), "written", e);
    }
  }
}
