package io.gypsum.server.operation;

import java.net.URI;

import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/** Where one file goes, and the {@code Content-MD5} it goes with (rest-api.md, section 4). */
public record PresignedPut(URI url, Md5 md5) implements JsonWritable {
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("url", url.toString());
    out.writeStringProperty("md5sum_base64", md5.base64());
    out.writeEndObject();
  }
}
