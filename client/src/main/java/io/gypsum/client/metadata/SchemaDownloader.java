package io.gypsum.client.metadata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.SchemaName;
import io.gypsum.core.retry.CallKind;

/**
 * Downloads JSON schemas into the cache. Schemas are small, so there is no lock: two processes that need the same missing
 * schema at the same time both download it. Thread-safe.
 */
public final class SchemaDownloader {
  public static final int MAX_SCHEMA_BYTES = 16 * 1024 * 1024;

  private final HttpTransport http;
  private final DirectoryUrl source;
  private final CacheDirectory cache;

  public SchemaDownloader(HttpTransport http, DirectoryUrl source, CacheDirectory cache) {
    this.http = http;
    this.source = source;
    this.cache = cache;
  }

  /**
   * Returns the path of a schema in the cache, after downloading it if necessary.
   *
   * @param overwrite whether to download the schema even if it is in the cache
   * @throws RequestFailedException NOT_FOUND if the schema does not exist
   * @throws LocalFileException if the cache cannot be written
   */
  public Path fetch(SchemaName name, boolean overwrite) {
    Path file = cache.schema(name);
    if (overwrite || !isComplete(file)) {
      ClientRequest request =
          ClientRequest.getFollowingRedirects(
              "fetch the schema " + name, source.file(name.value()));
      byte[] schema = http.send(request, CallKind.READ, response -> read(request, response));
      try {
        AtomicFile.write(file, schema);
      } catch (LocalFileException e) {
        throw e.withAdvice(CacheDirectory.USE_ANOTHER);
      }
    }
    return file;
  }

  private static boolean isComplete(Path file) {
    try {
      return requireObject(Files.readAllBytes(file)).length > 0;
    } catch (IOException | MalformedJsonException e) {
      return false;
    }
  }

  private static byte[] read(ClientRequest request, ClientResponse response)
      throws IOException {
    byte[] bytes = response.body().readNBytes(MAX_SCHEMA_BYTES + 1);
    if (bytes.length > MAX_SCHEMA_BYTES) {
      throw HttpErrors.unexpectedResponse(
          request.action(), "the schema is larger than " + MAX_SCHEMA_BYTES + " bytes");
    }
    return requireObject(bytes);
  }

  private static byte[] requireObject(byte[] bytes) {
    return JsonInput.read(bytes, in -> {
      // Rejects a sign-in page of a proxy; whether the object is a schema is checked when it is used.
      in.beginObject();
      in.skip();
      return bytes;
    });
  }
}
