package io.gypsum.cli.browse;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.MetadataOptions;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.SchemaName;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.schema.Violation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "validate",
    description = "Validate metadata documents against a JSON schema and list every violation.",
    footer = {"", "Exit code 0 if all documents are valid, 1 otherwise."})
public final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR",
      description = "Document to validate, or a directory to search for documents with the name"
          + " in --class.") List<Path> paths = new ArrayList<>();

  @Option(names = "--schema", paramLabel = "FILE|NAME",
      description = "Schema file, or the name of a schema that the server publishes (default:"
          + " bioconductor/v1.json).") @Nullable String schema;

  @Option(names = "--class", paramLabel = "NAME", defaultValue = "_bioconductor.json",
      description = "Base name of the documents in directories (default: ${DEFAULT-VALUE}).") String baseName =
          "";

  public ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path path : paths) {
      documents.addAll(findDocuments(path));
    }
    ValidationResult result = ValidationResult.of(schema(), documents);
    Output output = options.output(terminal);
    output.print(result, result::printTo);
    result.requireValid();
    if (!output.json()) {
      output.info(
          documents.size() == 1
              ? "The document is valid."
              : "All " + documents.size() + " documents are valid.");
    }
    return ExitCode.OK;
  }

  /**
   * Returns a file, whatever its name, or all documents below a directory in the order of their paths.
   *
   * @throws GypsumException {@code NOT_FOUND} if there are none
   */
  private List<Path> findDocuments(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw GypsumException.notFound("file or directory '" + path + "' does not exist");
      }
      return List.of(path);
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> found =
          files.filter(
              file -> file.getFileName().toString().equals(baseName) && Files.isRegularFile(file))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw GypsumException.notFound(
            "directory '" + path + "' contains no file '" + baseName
                + "'; use --class for documents with another name");
      }
      return found;
    }
  }

  private MetadataSchema schema() throws IOException {
    Path file = schema == null ? null : existingFile(schema);
    if (file != null) {
      return readSchema(file);
    }
    try (GypsumClient client = options.client(terminal)) {
      return readSchema(fetch(client, schemaName()));
    }
  }

  private static Path fetch(GypsumClient client, SchemaName name) {
    try {
      return client.fetchMetadataSchema(name, MetadataOptions.DEFAULTS);
    } catch (RequestFailedException e) {
      if (e.kind() != GypsumException.Kind.NOT_FOUND) {
        throw e;
      }
      throw new GypsumException(
          GypsumException.Kind.NOT_FOUND,
          "the server publishes no schema '" + name
              + "' (a gypsum server does if it is started with --schemas); pass a schema file with --schema",
          e);
    }
  }

  private static MetadataSchema readSchema(Path file) throws IOException {
    try {
      return MetadataSchema.read(file);
    } catch (GypsumException e) {
      throw new GypsumException(e.kind(), "schema '" + file + "': " + e.reason(), e);
    }
  }

  private static @Nullable Path existingFile(String text) {
    try {
      Path file = Path.of(text);
      return Files.exists(file) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private SchemaName schemaName() {
    try {
      return schema == null ? SchemaName.BIOCONDUCTOR : new SchemaName(schema);
    } catch (GypsumException e) {
      throw new UsageException(
          "--schema: file '" + schema + "' does not exist, and it is not the name of a schema: "
              + e.reason(),
          e);
    }
  }

  /** The violations of all documents: as a JSON array or a table. */
  private record ValidationResult(int documents, List<FileViolation> violations)
      implements JsonWritable {
    private record FileViolation(Path file, Violation violation) {}

    static ValidationResult of(MetadataSchema schema, List<Path> documents) throws IOException {
      List<FileViolation> all = new ArrayList<>();
      for (Path file : documents) {
        for (Violation violation : validate(schema, file)) {
          all.add(new FileViolation(file, violation));
        }
      }
      return new ValidationResult(documents.size(), all);
    }

    /** Reports a document that is not JSON as a violation, so that the other documents are validated as well. */
    private static List<Violation> validate(MetadataSchema schema, Path file) throws IOException {
      try {
        return schema.validate(file);
      } catch (GypsumException e) {
        return List.of(new Violation("", "a JSON document", e.reason()));
      }
    }

    /** @throws GypsumException {@code INVALID} if there are violations */
    void requireValid() {
      if (!violations.isEmpty()) {
        long invalid = violations.stream().map(FileViolation::file).distinct().count();
        throw GypsumException.invalid(
            HumanText.count(violations.size(), "violation") + " in " + invalid + " of "
                + HumanText.count(documents, "document"));
      }
    }

    void printTo(PrintStream out) {
      if (violations.isEmpty()) {
        return;
      }
      Table table = new Table("FILE", "POINTER", "PROBLEM");
      for (FileViolation violation : violations) {
        String pointer = violation.violation().pointer();
        table.add(
            violation.file().toString(),
            pointer.isEmpty() ? "(root)" : pointer,
            "expected " + violation.violation().expected() + ", found "
                + violation.violation().found());
      }
      table.printTo(out);
    }

    @Override
    public void writeTo(JsonGenerator json) {
      json.writeStartArray();
      for (FileViolation violation : violations) {
        json.writeStartObject();
        json.writeStringProperty("file", violation.file().toString());
        json.writeStringProperty("pointer", violation.violation().pointer());
        json.writeStringProperty("expected", violation.violation().expected());
        json.writeStringProperty("found", violation.violation().found());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
