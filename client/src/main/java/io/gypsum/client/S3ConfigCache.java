package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** Fetches the S3 credentials of a server and caches them for a week. */
final class S3ConfigCache {
  private static final Duration TIME_TO_LIVE = Duration.ofDays(7);

  private final DocumentFetcher documents;
  private final ServerUrl server;
  private final Path file;
  private final Clock clock;

  S3ConfigCache(DocumentFetcher documents, ServerUrl server, CacheDirectory cache, Clock clock) {
    this.documents = documents;
    this.server = server;
    this.file = cache.s3Config();
    this.clock = clock;
  }

  /** Returns the credentials; empty if the server offers none. */
  Optional<S3Config> find() {
    Optional<S3Config> cached = cached();
    if (cached.isPresent()) {
      return cached;
    }
    try {
      DocumentFetcher.FetchedDocument<S3Config> fetched =
          documents.fetchWithBytes(
              ClientRequest.get("fetch the S3 credentials", server.route("/credentials/s3-api")),
              S3Config::read);
      try {
        AtomicFile.writeOwnerOnly(file, fetched.bytes());
      } catch (LocalFileException e) {
        System.getLogger("io.gypsum.client")
            .log(System.Logger.Level.DEBUG, "cannot cache the S3 credentials", e);
      }
      return Optional.of(fetched.document());
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<S3Config> cached() {
    try {
      Duration age =
          Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
      return age.compareTo(TIME_TO_LIVE) < 0
          ? Optional.of(JsonInput.read(Files.readAllBytes(file), S3Config::read))
          : Optional.empty();
    } catch (IOException | MalformedJsonException e) {
      // Missing or corrupt: the credentials are fetched.
      return Optional.empty();
    }
  }
}
