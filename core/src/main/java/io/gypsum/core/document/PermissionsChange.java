package io.gypsum.core.document;

import java.util.List;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** What a request changes of the permissions; null is "as it was". */
public record PermissionsChange(@Nullable List<String> owners, @Nullable List<Uploader> uploaders) {
  /** Changes nothing. */
  public static final PermissionsChange NONE = new PermissionsChange(null, null);

  public Permissions applyTo(Permissions old) {
    return new Permissions(
        owners == null ? old.owners() : owners, uploaders == null ? old.uploaders() : uploaders);
  }

  public static PermissionsChange read(JsonInput in) {
    @Nullable List<String> owners = null;
    @Nullable List<Uploader> uploaders = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "owners" -> owners = in.array(JsonInput::string);
        case "uploaders" -> uploaders = in.array(Uploader::read);
        default -> in.skip();
      }
    }
    return new PermissionsChange(owners, uploaders);
  }
}
