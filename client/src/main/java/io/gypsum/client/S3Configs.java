package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** Asks for a server's S3 credentials, once a week. */
final class S3Configs {
  private static final Duration KEPT = Duration.ofDays(7);

  private final Documents documents;
  private final ServerUrl server;
  private final Path kept;
  private final Clock clock;

  S3Configs(Documents documents, ServerUrl server, CacheDirectory cache, Clock clock) {
    this.documents = documents;
    this.server = server;
    this.kept = cache.s3Config();
    this.clock = clock;
  }

  /** Empty when the server offers none. */
  Optional<S3Config> find() {
    Optional<S3Config> known = known();
    if (known.isPresent()) {
      return known;
    }
    try {
      Documents.Fetched<S3Config> fetched =
          documents.fetch(
              ClientRequest.get("ask for the S3 credentials", server.route("/credentials/s3-api")),
              S3Config::read);
      AtomicFile.writeOwnerOnly(kept, fetched.bytes());
      return Optional.of(fetched.document());
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<S3Config> known() {
    try {
      Duration age =
          Duration.between(Files.getLastModifiedTime(kept).toInstant(), clock.instant());
      return age.compareTo(KEPT) < 0
          ? Optional.of(JsonInput.read(Files.readAllBytes(kept), S3Config::read))
          : Optional.empty();
    } catch (IOException | MalformedJsonException e) {
      // Not there, or nothing that can be used: the server has it.
      return Optional.empty();
    }
  }
}
