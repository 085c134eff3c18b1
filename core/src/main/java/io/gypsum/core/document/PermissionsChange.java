package io.gypsum.core.document;

import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;

/** A request to change the permissions of a project; null keeps the current value. */
public record PermissionsChange(@Nullable List<String> owners, @Nullable List<Uploader> uploaders) {
  /** Changes nothing. */
  public static final PermissionsChange NONE = new PermissionsChange(null, null);

  static final RecordCodec<PermissionsChange> CODEC =
      RecordCodec.of(
          Property.optional("owners", JsonType.array(JsonType.STRING), PermissionsChange::owners),
          Property.optional(
              "uploaders", JsonType.array(JsonType.document(Uploader::read)),
              PermissionsChange::uploaders),
          PermissionsChange::new);

  public Permissions applyTo(Permissions old) {
    return new Permissions(
        owners == null ? old.owners() : owners, uploaders == null ? old.uploaders() : uploaders);
  }

  public static PermissionsChange read(JsonInput in) {
    return CODEC.read(in);
  }
}
