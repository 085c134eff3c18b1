package io.gypsum.metadata.schema;

import java.io.IOException;
import java.io.InputStream;
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
 * A JSON schema (draft 7) to hold metadata documents against. Never fetches anything: it may refer to its own parts only.
 * Thread-safe.
 *
 * <pre>{@code
 * MetadataSchema schema = MetadataSchema.read(client.fetchMetadataSchema());
 * schema.validate(Path.of("counts/_bioconductor.json")).forEach(System.out::println);
 * }</pre>
 */
public final class MetadataSchema {
  private static final String DRAFT = "http://json-schema.org/draft-07/schema";
  /** Parts within parts, of the schema and of the document together. */
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_PROBLEM_CHARS = 500;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.builder()
          .defaultDialectId(SpecificationVersion.DRAFT_7.getDialectId())
          .dialectRegistry(new BasicDialectRegistry(Dialects.getDraft7()))
          // Two schemas may say that they are the same one.
          .schemaCacheEnabled(false)
          .schemaLoader(loader -> loader.block(iri -> !iri.toString().equals(DRAFT)))
          .schemaRegistryConfig(
              SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build())
          .build();

  private final Schema schema;

  private MetadataSchema(Schema schema) {
    this.schema = schema;
  }

  /** @see #read(InputStream) */
  public static MetadataSchema read(Path file) throws IOException {
    return read(Files.readAllBytes(file));
  }

  /**
   * Reads a schema; closes nothing.
   *
   * @throws GypsumException INVALID when it is not JSON, not a schema of draft 7, or refers to something elsewhere
   */
  public static MetadataSchema read(InputStream text) throws IOException {
    return read(text.readAllBytes());
  }

  /** @see #read(InputStream) */
  public static MetadataSchema read(byte[] text) {
    JsonNode tree = JsonText.parse(text, "the schema");
    requireDraft(tree);
    requireSchema(tree);
    References.requireLocal(tree);
    try {
      Schema schema = REGISTRY.getSchema(tree);
      // Now, rather than when the first document needs a part that is wrong.
      schema.initializeValidators();
      return new MetadataSchema(schema);
    } catch (SchemaException e) {
      throw GypsumException.invalid(
          "the schema cannot be used: " + Printable.text(words(e), MAX_PROBLEM_CHARS));
    }
  }

  private static void requireDraft(JsonNode tree) {
    JsonNode draft = tree.get("$schema");
    if (draft != null && !(draft.isString()
        && draft.stringValue().replaceAll("#$", "").equals(DRAFT))) {
      throw GypsumException.invalid(
          "the schema is of '" + Printable.value(draft.asString()) + "': expected '" + DRAFT
              + "#'");
    }
  }

  private static void requireSchema(JsonNode tree) {
    List<Error> errors = REGISTRY.getSchema(SchemaLocation.of(DRAFT + "#")).validate(tree);
    if (!errors.isEmpty()) {
      Violation first =
          new DocumentOrder(tree).sort(errors.stream().map(Words::violation).toList()).get(0);
      throw GypsumException.invalid("the schema is not one, at " + first);
    }
  }

  private static String words(SchemaException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** @see #validate(byte[]) */
  public List<Violation> validate(Path document) throws IOException {
    return validate(Files.readAllBytes(document));
  }

  /**
   * Every way in which a document is not what this schema says, in the order of the document; none when it is valid. Where
   * a schema has alternatives of which none fits, each tells why.
   *
   * @param document UTF-8, with or without a byte-order mark
   * @throws GypsumException INVALID when it is not JSON, or too deep or with too large a number to be looked at
   */
  public List<Violation> validate(byte[] document) {
    JsonNode tree = JsonText.parse(document, "the document");
    List<Violation> violations =
        errors(tree).stream().map(Words::violation).distinct().toList();
    return violations.isEmpty()
        ? List.of()
        : List.copyOf(new DocumentOrder(tree).sort(violations));
  }

  private List<Error> errors(JsonNode tree) {
    try {
      return schema.validate(
          tree, context -> context.executionConfig(config -> config.maxEvaluationDepth(MAX_DEPTH)));
    } catch (ValidationLimitExceededException e) {
      throw GypsumException.invalid(
          "the document cannot be validated: over " + MAX_DEPTH
              + " parts within parts; does the schema refer to itself?");
    } catch (JsonNodeException e) {
      throw GypsumException.invalid(
          "the document cannot be validated: it has a number that is too large to be compared");
    }
  }
}
