package io.gypsum.cli.metadata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.MetadataOptions;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.SchemaName;
import io.gypsum.metadata.schema.MetadataSchema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds metadata documents against a schema. */
@Command(
    name = "validate",
    description = "Tells every way in which metadata documents are not what a JSON schema says.",
    footer = {"", "Exit code 0 when all are valid, 1 when one is not."})
public final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR",
      description = "Documents; of a directory all files below it that are named as --class says.") List<
          Path> places =
              new ArrayList<>();

  @Option(names = "--schema", paramLabel = "FILE|NAME",
      description = "A file, or else the name of one that the server publishes. Default:"
          + " bioconductor/v1.json.") @Nullable String schema;

  @Option(names = "--class", paramLabel = "NAME", defaultValue = "_bioconductor.json",
      description = "Base name of the documents in a directory. Default: ${DEFAULT-VALUE}.") String baseName =
          "";

  public ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path place : places) {
      documents.addAll(Documents.at(place, baseName));
    }
    Findings findings = Findings.of(schema(), documents);
    Output output = options.output(terminal);
    output.print(findings, findings::printTo);
    findings.requireNone();
    if (!output.json()) {
      output.say(findings.sentence());
    }
    return 0;
  }

  private MetadataSchema schema() throws IOException {
    Path file = schema == null ? null : fileOrNull(schema);
    if (file != null) {
      return read(file);
    }
    try (GypsumClient client = options.client(terminal)) {
      return read(client.fetchMetadataSchema(name(), MetadataOptions.DEFAULTS));
    }
  }

  private static MetadataSchema read(Path file) throws IOException {
    try {
      return MetadataSchema.read(file);
    } catch (GypsumException e) {
      throw new GypsumException(e.kind(), "'" + file + "': " + e.reason(), e);
    }
  }

  private static @Nullable Path fileOrNull(String text) {
    try {
      Path file = Path.of(text);
      return Files.exists(file) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private SchemaName name() {
    try {
      return schema == null ? SchemaName.BIOCONDUCTOR : new SchemaName(schema);
    } catch (GypsumException e) {
      throw new UsageException(
          "--schema: there is no file '" + schema + "', and it is no name either: " + e.reason(),
          e);
    }
  }
}
