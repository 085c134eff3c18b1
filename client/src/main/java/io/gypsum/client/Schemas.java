package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.SchemaName;

/** Brings JSON schemas into the cache. They are small: two processes that want one at once may both fetch it. */
final class Schemas {
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final HttpTransport http;
  private final DirectoryUrl source;
  private final CacheDirectory cache;

  Schemas(HttpTransport http, DirectoryUrl source, CacheDirectory cache) {
    this.http = http;
    this.source = source;
    this.cache = cache;
  }

  Path fetch(SchemaName name, boolean overwrite) {
    Path place = cache.schema(name);
    if (overwrite || !Files.exists(place)) {
      ClientRequest call =
          ClientRequest
              .getFollowingRedirects("fetch the schema " + name, source.file(name.value()));
      AtomicFile.write(place, http.send(call, Repeat.ALWAYS, answer -> {
        byte[] bytes = answer.body().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw HttpErrors.unexpectedResponse(
              call.action(), "a schema of more than " + MAX_BYTES + " bytes");
        }
        return JsonInput.read(bytes, in -> {
          // An object is all that can be told here; a page that says "sign in first" is none.
          in.beginObject();
          in.skip();
          return bytes;
        });
      }));
    }
    return place;
  }
}
