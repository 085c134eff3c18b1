package io.gypsum.server.schema;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.SchemaName;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.schema.Violation;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * Validates metadata documents by the published schemas: a document {@code _NAME.json} by the schema {@code NAME/vN.json} with the
 * largest N, or {@code NAME.json} if there is none. Thread-safe.
 */
public final class DocumentValidator {
  private static final Pattern SCHEMA = Pattern.compile("([^/]+?)(?:/v(\\d{1,9}))?\\.json");

  private final Map<String, ClassSchema> byBaseName;

  /** The schema of all documents with the same base name. */
  private record ClassSchema(SchemaName name, MetadataSchema schema) {}

  private DocumentValidator(Map<String, ClassSchema> byBaseName) {
    this.byBaseName = Map.copyOf(byBaseName);
  }

  /** @param published as read by {@link PublishedSchemas} */
  public static DocumentValidator of(ReadStore published) {
    Map<String, Key> newest = new HashMap<>();
    try (Stream<ObjectEntry> all = published.list(Prefix.ALL)) {
      all.map(ObjectEntry::key)
          .filter(key -> SCHEMA.matcher(key.value()).matches())
          .forEach(
              key -> newest.merge(
                  baseName(key), key,
                  (one, other) -> number(one) > number(other) ? one : other));
    }
    Map<String, ClassSchema> schemas = new HashMap<>();
    newest.forEach((name, key) -> schemas.put(name, read(published, key)));
    return new DocumentValidator(schemas);
  }

  private static String baseName(Key key) {
    return "_" + match(key).group(1) + ".json";
  }

  private static int number(Key key) {
    String number = match(key).group(2);
    return number == null ? -1 : Integer.parseInt(number);
  }

  private static Matcher match(Key key) {
    Matcher matcher = SCHEMA.matcher(key.value());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the schema of a class: " + key);
    }
    return matcher;
  }

  private static ClassSchema read(ReadStore published, Key key) {
    byte[] text =
        new BucketReader(published)
            .readBytes(key, (int) PublishedSchemas.MAX_TOTAL_BYTES)
            .orElseThrow(() -> new IllegalStateException("the schema " + key + " is missing"));
    // A schema may refer to itself by its file name.
    String address =
        Arrays.stream(key.value().split("/"))
            .map(PercentEncoding::encode)
            .collect(Collectors.joining("/", "https://schema.invalid/", ""));
    return new ClassSchema(
        new SchemaName(key.value()), MetadataSchema.read(text, URI.create(address)));
  }

  /** Returns the base names of the documents that can be validated, such as {@code _bioconductor.json}. */
  public Set<String> baseNames() {
    return new TreeSet<>(byBaseName.keySet());
  }

  /**
   * Returns the name of the schema for a document; null if there is none.
   *
   * @param path of which the last component is the base name
   */
  public @Nullable SchemaName schemaOf(String path) {
    ClassSchema schema = find(path);
    return schema == null ? null : schema.name();
  }

  /**
   * Returns the violations of a document; null if there is no schema for it. A document that is not JSON is reported as a
   * violation.
   *
   * @param path as in {@link #schemaOf}
   */
  public @Nullable List<Violation> validate(String path, byte[] document) {
    ClassSchema schema = find(path);
    if (schema == null) {
      return null;
    }
    try {
      return schema.schema().validate(document);
    } catch (GypsumException e) {
      return List.of(new Violation("", "a JSON document", e.reason()));
    }
  }

  private @Nullable ClassSchema find(String path) {
    return byBaseName.get(path.substring(path.lastIndexOf('/') + 1));
  }
}
