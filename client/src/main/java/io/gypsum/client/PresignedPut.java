package io.gypsum.client;

import java.net.URI;
import java.net.URISyntaxException;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** Where the bytes of one file may be put for a while; a secret of its own. */
record PresignedPut(URI uri, String contentMd5) {
  static PresignedPut read(JsonInput in) {
    @Nullable URI uri = null;
    @Nullable String md5 = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "url" -> uri = absolute(in);
        case "md5sum_base64" -> md5 = in.string();
        default -> in.skip();
      }
    }
    return new PresignedPut(in.required(uri, "url"), in.required(md5, "md5sum_base64"));
  }

  private static URI absolute(JsonInput in) {
    try {
      URI uri = new URI(in.string());
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Falls through; the address is a secret and is not repeated.
    }
    throw in.malformed("expected an absolute http address");
  }

  @Override
  public String toString() {
    return "a presigned address";
  }
}
