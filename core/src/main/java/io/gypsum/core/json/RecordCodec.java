package io.gypsum.core.json;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Reads and writes flat JSON objects as records. Each property is declared once, in the order of writing and of the
 * constructor's parameters:
 *
 * <pre>{@code
 * private static final RecordCodec<Summary> CODEC =
 *     RecordCodec.of(
 *         Property.required("upload_user_id", JsonType.STRING, Summary::uploadUserId),
 *         Property.required("upload_start", DocumentTypes.INSTANT, Summary::uploadStart),
 *         Property.nullable("upload_finish", DocumentTypes.INSTANT, Summary::uploadFinish),
 *         Summary::new);
 * }</pre>
 *
 * <p>The properties of a document may come in any order, and unknown ones are ignored. A missing property is reported after
 * the whole object was read, in the order of declaration. Thread-safe.
 */
public final class RecordCodec<T> {
  private final List<Property<T, ?>> properties;
  private final Function<@Nullable Object[], T> constructor;

  private RecordCodec(
      List<Property<T, ?>> properties, Function<@Nullable Object[], T> constructor) {
    this.properties = properties;
    this.constructor = constructor;
  }

  /** One property of a record of type {@code T}. */
  public static final class Property<T, V> {
    private final String name;
    private final JsonType<V> type;
    private final Function<? super T, ? extends @Nullable V> getter;
    private final Presence presence;

    private enum Presence {
      REQUIRED, OPTIONAL, NULLABLE, READABLE
    }

    private Property(
        String name, JsonType<V> type, Function<? super T, ? extends @Nullable V> getter,
        Presence presence) {
      this.name = name;
      this.type = type;
      this.getter = getter;
      this.presence = presence;
    }

    /** A property that every document has; it is never null. */
    public static <T, V> Property<T, V> required(
        String name, JsonType<V> type, Function<? super T, ? extends V> getter) {
      return new Property<>(name, type, getter, Presence.REQUIRED);
    }

    /** A property that may be absent, which is read as null, but is not null when it is present. */
    public static <T, V> Property<T, V> optional(
        String name, JsonType<V> type, Function<? super T, ? extends @Nullable V> getter) {
      return new Property<>(name, type, getter, Presence.OPTIONAL);
    }

    /** A property that may be absent or null, both of which are read as null; null is written as absence. */
    public static <T, V> Property<T, V> nullable(
        String name, JsonType<V> type, Function<? super T, ? extends @Nullable V> getter) {
      return new Property<>(name, type, getter, Presence.NULLABLE);
    }

    /**
     * A property of a stored document that may be absent, null or invalid: all three are read as null, and null is
     * written by leaving the property out. See {@link JsonInput#readable}.
     */
    public static <T, V> Property<T, V> readable(
        String name, JsonType<V> type, Function<? super T, ? extends @Nullable V> getter) {
      return new Property<>(name, type, getter, Presence.READABLE);
    }

    private @Nullable V read(JsonInput in) {
      return switch (presence) {
        case READABLE -> in.readable(type.reader());
        case NULLABLE -> in.isNull() ? null : type.reader().apply(in);
        case REQUIRED, OPTIONAL -> type.reader().apply(in);
      };
    }

    /** Returns a value that {@link #read} returned; null only when the property is not required. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private V cast(@Nullable Object value) {
      return (V) value;
    }

    private void write(T document, JsonGenerator out) {
      V value = getter.apply(document);
      if (value != null) {
        out.writeName(name);
        type.writer().accept(out, value);
      } else if (presence == Presence.REQUIRED) {
        throw new IllegalStateException("the required property '" + name + "' is null");
      }
    }
  }

  /**
   * Reads an object.
   *
   * @throws MalformedJsonException when a required property is missing or a value is not of its type
   */
  public T read(JsonInput in) {
    @Nullable Object[] values = new Object[properties.size()];
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      int index = indexOf(name);
      if (index < 0) {
        in.skip();
      } else {
        values[index] = properties.get(index).read(in);
      }
    }
    for (int i = 0; i < values.length; i++) {
      Property<T, ?> property = properties.get(i);
      if (values[i] == null && property.presence == Property.Presence.REQUIRED) {
        throw in.missing(property.name);
      }
    }
    return constructor.apply(values);
  }

  private int indexOf(String name) {
    for (int i = 0; i < properties.size(); i++) {
      if (properties.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Writes an object. */
  public void write(T document, JsonGenerator out) {
    out.writeStartObject();
    for (Property<T, ?> property : properties) {
      property.write(document, out);
    }
    out.writeEndObject();
  }

  public static <T, A> RecordCodec<T> of(Property<T, A> a, Function<A, T> constructor) {
    return new RecordCodec<>(List.of(a), v -> constructor.apply(a.cast(v[0])));
  }

  public static <T, A, B> RecordCodec<T> of(
      Property<T, A> a, Property<T, B> b, BiFunction<A, B, T> constructor) {
    return new RecordCodec<>(
        List.of(a, b), v -> constructor.apply(a.cast(v[0]), b.cast(v[1])));
  }

  public static <T, A, B, C> RecordCodec<T> of(
      Property<T, A> a, Property<T, B> b, Property<T, C> c,
      Constructor3<A, B, C, T> constructor) {
    return new RecordCodec<>(
        List.of(a, b, c), v -> constructor.create(a.cast(v[0]), b.cast(v[1]), c.cast(v[2])));
  }

  public static <T, A, B, C, D> RecordCodec<T> of(
      Property<T, A> a, Property<T, B> b, Property<T, C> c, Property<T, D> d,
      Constructor4<A, B, C, D, T> constructor) {
    return new RecordCodec<>(
        List.of(a, b, c, d),
        v -> constructor.create(a.cast(v[0]), b.cast(v[1]), c.cast(v[2]), d.cast(v[3])));
  }

  public static <T, A, B, C, D, E> RecordCodec<T> of(
      Property<T, A> a, Property<T, B> b, Property<T, C> c, Property<T, D> d, Property<T, E> e,
      Constructor5<A, B, C, D, E, T> constructor) {
    return new RecordCodec<>(
        List.of(a, b, c, d, e),
        v -> constructor
            .create(a.cast(v[0]), b.cast(v[1]), c.cast(v[2]), d.cast(v[3]), e.cast(v[4])));
  }

  public static <T, A, B, C, D, E, F> RecordCodec<T> of(
      Property<T, A> a, Property<T, B> b, Property<T, C> c, Property<T, D> d, Property<T, E> e,
      Property<T, F> f, Constructor6<A, B, C, D, E, F, T> constructor) {
    return new RecordCodec<>(
        List.of(a, b, c, d, e, f),
        v -> constructor.create(
            a.cast(v[0]), b.cast(v[1]), c.cast(v[2]), d.cast(v[3]), e.cast(v[4]), f.cast(v[5])));
  }

  /** The constructor of a record with three components; null stands for an absent property. */
  @FunctionalInterface
  public interface Constructor3<A, B, C, T> {
    T create(A a, B b, C c);
  }

  /** The constructor of a record with four components. */
  @FunctionalInterface
  public interface Constructor4<A, B, C, D, T> {
    T create(A a, B b, C c, D d);
  }

  /** The constructor of a record with five components. */
  @FunctionalInterface
  public interface Constructor5<A, B, C, D, E, T> {
    T create(A a, B b, C c, D d, E e);
  }

  /** The constructor of a record with six components. */
  @FunctionalInterface
  public interface Constructor6<A, B, C, D, E, F, T> {
    T create(A a, B b, C c, D d, E e, F f);
  }
}
