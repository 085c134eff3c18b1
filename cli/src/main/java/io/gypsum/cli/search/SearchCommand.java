package io.gypsum.cli.search;

import java.nio.file.Path;
import java.util.List;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.MetadataOptions;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** Finds files by what their metadata says. */
@Command(
    name = "search",
    description = "Finds the files whose metadata holds all of some words. AND, OR, NOT and brackets join"
        + " words, 'title: brain' looks in one field, 'neur%%' for all that starts so.")
public final class SearchCommand implements Runnable {
  private static final String DEFAULT_CLASS = "_bioconductor.json";

  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "1..*", paramLabel = "QUERY",
      description = "What to search for; in quotes when it has brackets.") List<String> words;

  @Option(names = "--database", paramLabel = "FILE",
      description = "Searches this SQLite file, without a server.") @Nullable Path database;

  @Option(names = "--class", paramLabel = "NAME",
      converter = Converters.ToIndexClass.class,
      description = "Which metadata documents to search: those of this name. Default: "
          + DEFAULT_CLASS + ".") @Nullable IndexClass documentClass;

  @Option(names = "--all-versions",
      description = "Finds files of all versions, not of each asset's latest only.") boolean allVersions;

  @Option(names = "--documents", description = "Prints the metadata, too.") boolean documents;

  @Option(names = "--limit", paramLabel = "COUNT",
      description = "Stops after so many files.") @Nullable Long limit;

  public SearchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    SearchOptions how = how();
    SearchClause clause = clause();
    try (
        MetadataDatabase index = MetadataDatabase.open(file());
        SearchHits hits = index.search(clause, how)) {
      options.output(terminal)
          .print(json -> write(json, hits), out -> HitsText.print(out, hits, how));
    }
  }

  /** As they are found: they are not held. */
  private static void write(JsonGenerator json, SearchHits hits) {
    json.writeStartArray();
    hits.forEachRemaining(hit -> hit.writeTo(json));
    json.writeEndArray();
  }

  private SearchOptions how() {
    if (limit != null && limit < 1) {
      throw new UsageException("--limit is " + limit + ": expected 1 or more");
    }
    return SearchOptions.DEFAULTS.withAllVersions(allVersions)
        .withDocuments(documents)
        .withLimit(limit == null ? Long.MAX_VALUE : limit);
  }

  private SearchClause clause() {
    String query = String.join(" ", words);
    try {
      return TextQuery.parse(query);
    } catch (QuerySyntaxException e) {
      terminal.err().println(Caret.under(query, e.position()));
      throw new UsageException(e.reason(), e);
    }
  }

  private Path file() {
    if (database != null && documentClass != null) {
      throw new UsageException(
          "--class is for a server; the file of --database holds one class of documents");
    }
    if (database != null) {
      return database;
    }
    IndexClass wanted = documentClass == null ? IndexClass.parse(DEFAULT_CLASS) : documentClass;
    DatabaseName name = named(wanted);
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      return client.fetchMetadataDatabase(name, MetadataOptions.DEFAULTS);
    }
  }

  private static DatabaseName named(IndexClass documents) {
    try {
      return new DatabaseName(documents.fileName());
    } catch (GypsumException e) {
      throw new UsageException("--class: " + e.reason(), e);
    }
  }
}
