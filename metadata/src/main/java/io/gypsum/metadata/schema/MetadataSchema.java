package io.gypsum.metadata.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * A JSON schema (draft 7) for validating metadata documents. References may only point into the schema itself; nothing
 * is ever fetched. Thread-safe.
 *
 * <pre>{@code
 * MetadataSchema schema = MetadataSchema.read(client.fetchMetadataSchema());
 * schema.validate(Path.of("counts/_bioconductor.json")).forEach(System.out::println);
 * }</pre>
 */
public final class MetadataSchema {
  private static final String DRAFT = "http://json-schema.org/draft-07/schema";
  /** Maximum nesting depth of schema and document together. */
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_PROBLEM_CHARS = 500;
  /** Keywords whose values are data, not schemas. */
  private static final Set<String> DATA_KEYWORDS = Set.of("const", "default", "enum", "examples");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.builder()
          .defaultDialectId(SpecificationVersion.DRAFT_7.getDialectId())
          .dialectRegistry(new BasicDialectRegistry(Dialects.getDraft7()))
          // Two schemas may have the same $id.
          .schemaCacheEnabled(false)
          .schemaLoader(loader -> loader.block(iri -> !iri.toString().equals(DRAFT)))
          .schemaRegistryConfig(
              SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build())
          .build();

  private final Schema schema;

  private MetadataSchema(Schema schema) {
    this.schema = schema;
  }

  /** Reads a schema as {@link #read(InputStream)} does. */
  public static MetadataSchema read(Path file) throws IOException {
    return read(Files.readAllBytes(file));
  }

  /**
   * Reads a schema. The stream is read to its end, but not closed.
   *
   * @throws GypsumException INVALID if the text is not JSON or not a schema of draft 7, or refers to another document
   */
  public static MetadataSchema read(InputStream text) throws IOException {
    return read(text.readAllBytes());
  }

  /** Reads a schema as {@link #read(InputStream)} does. */
  public static MetadataSchema read(byte[] text) {
    JsonNode tree = StrictJson.parse(text, "the schema");
    requireDraft(tree);
    requireSchema(tree);
    JsonNode id = tree.get("$id");
    requireLocalReferences(
        tree, id != null && id.isString() ? withoutFragment(id.stringValue()) : "",
        JsonPointer.empty());
    try {
      Schema schema = REGISTRY.getSchema(tree);
      // Reports invalid parts now, not when a document first needs them.
      schema.initializeValidators();
      return new MetadataSchema(schema);
    } catch (SchemaException e) {
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw GypsumException.invalid(
          "the schema cannot be used: " + Printable.text(problem, MAX_PROBLEM_CHARS));
    }
  }

  private static void requireDraft(JsonNode tree) {
    JsonNode draft = tree.get("$schema");
    if (draft != null && !(draft.isString()
        && draft.stringValue().replaceAll("#$", "").equals(DRAFT))) {
      throw GypsumException.invalid(
          "the schema has the dialect '" + Printable.value(draft.asString()) + "': expected '"
              + DRAFT + "#'");
    }
  }

  private static void requireSchema(JsonNode tree) {
    List<Error> errors = REGISTRY.getSchema(SchemaLocation.of(DRAFT + "#")).validate(tree);
    if (!errors.isEmpty()) {
      throw GypsumException.invalid(
          "the schema is not a valid draft 7 schema, at "
              + ViolationFormat.violations(errors, tree).get(0));
    }
  }

  /** @param id the schema's own URI, which references may contain; empty if it has none */
  private static void requireLocalReferences(JsonNode node, String id, JsonPointer location) {
    JsonNode reference = node.get("$ref");
    if (reference != null && reference.isString()) {
      String target = withoutFragment(reference.stringValue());
      if (!target.isEmpty() && !target.equals(id)) {
        throw GypsumException.invalid(
            "the schema refers to '" + Printable.value(reference.stringValue()) + "' at '"
                + location
                + "': expected a reference into the schema itself ('#/definitions/…'), since nothing"
                + " is fetched; copy the other schema into this one");
      }
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!DATA_KEYWORDS.contains(property.getKey())) {
        requireLocalReferences(
            property.getValue(), id, location.appendProperty(property.getKey()));
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      requireLocalReferences(node.get(i), id, location.appendIndex(i));
    }
  }

  private static String withoutFragment(String uri) {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /** Validates a document as {@link #validate(byte[])} does. */
  public List<Violation> validate(Path document) throws IOException {
    return validate(Files.readAllBytes(document));
  }

  /**
   * Returns all violations of this schema in a document, in the order of the document; none if it is valid. If none of a
   * schema's alternatives matches, there is a violation for each of them.
   *
   * @param document in UTF-8, with or without a byte-order mark
   * @throws GypsumException INVALID if the document is not JSON, is nested too deeply or contains a number that is
   *     too large
   */
  public List<Violation> validate(byte[] document) {
    JsonNode tree = StrictJson.parse(document, "the document");
    return ViolationFormat.violations(errors(tree), tree);
  }

  private List<Error> errors(JsonNode tree) {
    try {
      return schema.validate(
          tree, context -> context.executionConfig(config -> config.maxEvaluationDepth(MAX_DEPTH)));
    } catch (ValidationLimitExceededException e) {
      throw GypsumException.invalid(
          "the document cannot be validated: more than " + MAX_DEPTH
              + " nested values and references; check whether the schema refers to itself");
    } catch (JsonNodeException e) {
      throw GypsumException.invalid(
          "the document cannot be validated: it contains a number that is too large to compare");
    }
  }
}
