package io.gypsum.core.document;

import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..permissions}: who owns a project and who may upload to it. A project exists when it has this document.
 *
 * @param owners logins or organizations, in the order given
 * @param uploaders in the order given
 */
public record Permissions(List<String> owners, List<Uploader> uploaders) implements JsonWritable {
  /** No owners and no uploaders: only administrators may change the project. */
  public static final Permissions NONE = new Permissions(List.of(), List.of());

  public Permissions {
    owners = List.copyOf(owners);
    uploaders = List.copyOf(uploaders);
  }

  /** Reads {@code owners} and {@code uploaders}; an absent one is empty. */
  public static Permissions read(JsonInput in) {
    return PermissionsChange.read(in).applyTo(NONE);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    PermissionsChange.CODEC.write(new PermissionsChange(owners, uploaders), out);
  }
}
