package io.gypsum.core.document;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A request to change the permissions of a project; null keeps the current value.
 *
 * @param owners may contain empty ids and ids with control or invisible characters only if they equal stored ones
 * @param uploaders may contain invalid entries only if they equal stored ones: clients send back what they have read
 */
public record PermissionsChange(@Nullable List<String> owners, @Nullable List<Uploader> uploaders)
    implements JsonWritable {
  /** Changes nothing. */
  public static final PermissionsChange NONE = new PermissionsChange(null, null);

  private static final RecordCodec<PermissionsChange> CODEC =
      RecordCodec.of(
          Property.optional("owners", JsonType.array(JsonType.STRING), PermissionsChange::owners),
          Property.optional(
              "uploaders", JsonType.array(JsonType.document(Uploader::readAny)),
              PermissionsChange::uploaders),
          PermissionsChange::new);

  /** Returns a builder of a change that changes nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a change. */
  public static final class Builder {
    private @Nullable List<String> owners;
    private @Nullable List<Uploader> uploaders;

    private Builder() {}

    /** Sets the owners of the change, which are logins or organizations. */
    public Builder owners(List<String> ids) {
      this.owners = List.copyOf(ids);
      return this;
    }

    /** @see #owners(List) */
    public Builder owners(String... ids) {
      return owners(List.of(ids));
    }

    /** Sets the uploaders of the change. */
    public Builder uploaders(List<Uploader> entries) {
      this.uploaders = List.copyOf(entries);
      return this;
    }

    /** @see #uploaders(List) */
    public Builder uploaders(Uploader... entries) {
      return uploaders(List.of(entries));
    }

    public PermissionsChange build() {
      return new PermissionsChange(owners, uploaders);
    }
  }

  /** @throws GypsumException INVALID for the first invalid owner or uploader that {@code old} does not contain */
  public Permissions applyTo(Permissions old) {
    if (owners != null) {
      Set<String> stored = new HashSet<>(old.owners());
      for (int i = 0; i < owners.size(); i++) {
        if (!stored.contains(owners.get(i))) {
          requireId(owners.get(i), "/owners/" + i);
        }
      }
    }
    if (uploaders != null) {
      Set<Uploader> stored = new HashSet<>(old.uploaders());
      for (int i = 0; i < uploaders.size(); i++) {
        if (!stored.contains(uploaders.get(i))) {
          requireValid(uploaders.get(i), i);
        }
      }
    }
    return new Permissions(
        owners == null ? old.owners() : owners, uploaders == null ? old.uploaders() : uploaders);
  }

  private static void requireValid(Uploader uploader, int index) {
    String entry = uploader.invalidEntry();
    if (entry != null) {
      try {
        JsonInput.readCopy(entry, "/uploaders/" + index, Uploader::read);
      } catch (MalformedJsonException e) {
        throw GypsumException.invalid("the permissions are invalid: " + e.problem());
      }
    }
    String position = "/uploaders/" + index;
    requireId(uploader.id(), position + "/id");
    if (uploader.asset() != null) {
      requirePrintable(uploader.asset(), position + "/asset", "the name of an asset");
    }
    if (uploader.version() != null) {
      requirePrintable(uploader.version(), position + "/version", "the name of a version");
    }
  }

  private static void requireId(String id, String position) {
    requirePrintable(id, position, "the login of a user or the name of an organization");
  }

  /** Rejects blank text and invisible characters, which could make two names look the same. */
  private static void requirePrintable(String text, String position, String expected) {
    if (text.isBlank() || !Printable.isPrintable(text)) {
      throw GypsumException.invalid(
          "the permissions are invalid: at '" + position + "': expected " + expected
              + ", which is neither empty nor contains control or invisible characters, found '"
              + Printable.value(text) + "'");
    }
  }

  /** Reads a request; null is not a valid value of any property. Invalid uploaders are rejected by {@link #applyTo}. */
  public static PermissionsChange read(JsonInput in) {
    return CODEC.read(in);
  }

  /** Writes the lists to replace. */
  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
