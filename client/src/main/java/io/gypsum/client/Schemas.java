package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.WholeFile;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Failures;
import io.gypsum.client.http.Folder;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.SchemaName;

/** Brings JSON schemas into the cache. They are small: two processes that want one at once may both fetch it. */
final class Schemas {
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Http http;
  private final Folder source;
  private final CacheDirectory cache;

  Schemas(Http http, Folder source, CacheDirectory cache) {
    this.http = http;
    this.source = source;
    this.cache = cache;
  }

  Path fetch(SchemaName name, boolean overwrite) {
    Path place = cache.schema(name);
    if (overwrite || !Files.exists(place)) {
      Call call =
          Call.getWherever("fetch the schema " + name, source.file(name.value()));
      WholeFile.write(place, http.send(call, Repeat.ALWAYS, answer -> {
        byte[] bytes = answer.body().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw Failures.notUnderstood(
              call.asked(), "a schema of more than " + MAX_BYTES + " bytes");
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
