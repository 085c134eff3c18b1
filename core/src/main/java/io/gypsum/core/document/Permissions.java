package io.gypsum.core.document;

import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..permissions}: who may do what. A project exists when it has this document.
 *
 * @param owners logins or organisations, in the order given
 * @param uploaders in the order given
 */
public record Permissions(List<String> owners, List<Uploader> uploaders) implements JsonWritable {
  /** No owners, no uploaders: only administrators. */
  public static final Permissions NONE = new Permissions(List.of(), List.of());

  public Permissions {
    owners = List.copyOf(owners);
    uploaders = List.copyOf(uploaders);
  }

  /** Reads {@code owners} and {@code uploaders}; one that is not there is empty. */
  public static Permissions read(JsonInput in) {
    return PermissionsChange.read(in).applyTo(NONE);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("owners").writeStartArray();
    owners.forEach(out::writeString);
    out.writeEndArray();
    out.writeName("uploaders").writeStartArray();
    uploaders.forEach(uploader -> uploader.writeTo(out));
    out.writeEndArray();
    out.writeEndObject();
  }
}
