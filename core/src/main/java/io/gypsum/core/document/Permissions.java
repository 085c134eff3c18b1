package io.gypsum.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
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

  private static final RecordCodec<Permissions> CODEC =
      RecordCodec.of(
          Property.readable("owners", readableItems(JsonType.STRING), Permissions::owners),
          Property.readable(
              "uploaders", readableItems(JsonType.document(Uploader::readAny)),
              Permissions::uploaders),
          (owners, uploaders) -> new Permissions(
              Objects.requireNonNullElse(owners, List.of()),
              Objects.requireNonNullElse(uploaders, List.of())));

  public Permissions {
    owners = List.copyOf(owners);
    uploaders = List.copyOf(uploaders);
  }

  /** Returns a builder of permissions without owners and uploaders. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds permissions. */
  public static final class Builder {
    private final List<String> owners = new ArrayList<>();
    private final List<Uploader> uploaders = new ArrayList<>();

    private Builder() {}

    /** Adds owners, which are logins or organizations. */
    public Builder owners(String... ids) {
      owners.addAll(List.of(ids));
      return this;
    }

    /** Adds uploaders. */
    public Builder uploaders(Uploader... entries) {
      uploaders.addAll(List.of(entries));
      return this;
    }

    public Permissions build() {
      return new Permissions(owners, uploaders);
    }
  }

  /** Arrays without the items that are null or invalid. */
  private static <T> JsonType<List<T>> readableItems(JsonType<T> item) {
    Function<JsonInput, List<T>> reader = in -> {
      List<T> items = new ArrayList<>();
      in.beginArray();
      while (in.nextItem()) {
        T value = in.readable(item.reader());
        if (value != null) {
          items.add(value);
        }
      }
      return items;
    };
    return new JsonType<>(reader, JsonType.array(item).writer());
  }

  /**
   * Reads stored permissions. Owners that are absent, null or invalid are not read; uploaders that break the rules are kept
   * but grant nothing (see {@link Uploader#invalidEntry}).
   */
  public static Permissions read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
