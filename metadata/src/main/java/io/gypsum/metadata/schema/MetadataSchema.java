package io.gypsum.metadata.schema;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * A JSON schema (draft 7) for validating metadata documents. References may only point into the schema itself; nothing
 * is ever fetched. Its {@code $id} may be relative. Thread-safe.
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
  /** Stands for the address of a schema if that is unknown. */
  private static final URI UNKNOWN_ADDRESS = URI.create("https://schema.invalid/schema.json");

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

  /** Reads a schema as {@link #read(byte[], URI)} does; its address is that of the file. */
  public static MetadataSchema read(Path file) throws IOException {
    return read(Files.readAllBytes(file), file.toUri());
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
    return read(text, UNKNOWN_ADDRESS);
  }

  /**
   * Reads a schema. A relative {@code $id} is resolved against {@code address}, as are references in a schema without
   * {@code $id}.
   *
   * @param address where the schema was retrieved from; nothing is read from there
   * @throws GypsumException INVALID as {@link #read(InputStream)}
   */
  public static MetadataSchema read(byte[] text, URI address) {
    // Nothing can be resolved against a relative address, or an opaque one, such as that of a file in an archive.
    URI base = address.isAbsolute() && !address.isOpaque() ? address : UNKNOWN_ADDRESS;
    JsonNode tree = StrictJson.parse(text, "the schema");
    requireDraft(tree);
    requireSchema(tree);
    SchemaReferences.requireLocal(tree, base);
    try {
      Schema schema = REGISTRY.getSchema(SchemaLocation.of(base.toString()), tree);
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
          "the schema has the dialect '"
              + Printable.value(draft.isString() ? draft.stringValue() : draft.toString())
              + "': expected '"
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
