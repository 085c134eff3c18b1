package io.gypsum.cli.browse;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.MetadataOptions;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PastTime;
import io.gypsum.core.Timestamps;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.metadata.DocumentCount;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.SearchOrder;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QueryExcerpt;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "search",
    description = {
        "Find files by their metadata; with --fields or --words, list what can be searched.",
        "Combine words with AND, OR, NOT and parentheses. NOT applies to all words up to the next operator, parenthesis or field: 'NOT mouse human' means NOT (mouse human). 'title: brain' searches one field, 'neur*' matches all words that start with neur, and 'wom?n' matches woman and women. Words in quotation marks are a phrase, '\"brain atlas\"'; nothing in them has a special meaning.",
        "'rows:>=100', 'rows:20..30', 'rows:=5' and 'paired:=true' compare the numbers, true and false of a field.",
        "'@user:alice', '@project:scRNA*', '@asset:', '@version:' and '@path:' select versions and documents by name, '@since:2d' and '@until:2030-01-31' by the time of the upload."})
public final class SearchCommand implements Runnable {
  private static final String DEFAULT_CLASS = "_bioconductor.json";
  private static final int DEFAULT_WORDS = 50;

  private final Terminal terminal;
  private final InstantSource clock;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "0..*", paramLabel = "QUERY",
      description = "Words to search for. Quote queries that contain parentheses.") List<
          String> words = List.of();

  @Option(names = "--fields",
      description = "List the fields of the documents instead, with the number of documents with text in them.") boolean fields;

  @Option(names = "--words", paramLabel = "PREFIX",
      description = "List the words that start with PREFIX instead, with the number of documents that contain them; the "
          + DEFAULT_WORDS + " most frequent ones unless --limit is given.") @Nullable String prefix;

  @Option(names = "--sort", paramLabel = "ORDER",
      description = "Sort the files: newest, oldest or name (default: index, the order of the index).") SearchOrder sort =
          SearchOrder.INDEX;

  @Option(names = "--database", paramLabel = "FILE",
      description = "Search this SQLite index, without a server.") @Nullable Path database;

  @Option(names = "--class", paramLabel = "NAME",
      converter = Converters.ToIndexClass.class,
      description = "Base name of the metadata documents to search (default: " + DEFAULT_CLASS
          + ").") @Nullable IndexClass documentClass;

  @Option(names = "--all-versions",
      description = "Search all versions instead of the latest version of each asset.") boolean allVersions;

  @Option(names = "--documents",
      description = "Print the metadata documents as well.") boolean documents;

  @Option(names = "--field", paramLabel = "NAME",
      description = "Search only in this field, as the query 'NAME: (QUERY)' does.") @Nullable String field;

  @Option(names = "--user", paramLabel = "LOGIN",
      description = "List only versions that LOGIN uploaded.") @Nullable String user;

  @Option(names = "--since", paramLabel = "TIME",
      description = "List only versions that were uploaded after TIME: 30m, 12h, 2d, 2030-01-31 or"
          + " 2030-01-31T12:00:00Z.") @Nullable String since;

  @Option(names = "--refresh",
      description = "Download the index again, even if it was checked within the last hour.") boolean refresh;

  @Option(names = "--limit", paramLabel = "COUNT",
      description = "Maximum number of files to list.") @Nullable Long limit;

  public SearchCommand(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public void run() {
    SearchOptions searchOptions = searchOptions();
    requireFieldName();
    if (fields || prefix != null) {
      requireNoQuery();
      printVocabulary(searchOptions);
    } else if (words.isEmpty()) {
      throw new UsageException(
          "expected QUERY, --fields or --words PREFIX; see 'gypsum search --help'");
    } else {
      search(searchOptions);
    }
  }

  private void requireNoQuery() {
    if (fields && (prefix != null || field != null)) {
      throw new UsageException(
          "--fields cannot be combined with --words or --field, since it lists all fields");
    }
    if (!words.isEmpty() || documents || user != null || since != null
        || sort != SearchOrder.INDEX) {
      throw new UsageException(
          (fields ? "--fields" : "--words")
              + " cannot be combined with QUERY, --user, --since, --documents or --sort, which"
              + " select and order files");
    }
  }

  /** Prints the fields of the index, or its words that start with the prefix. */
  private void printVocabulary(SearchOptions searchOptions) {
    try (MetadataDatabase index = MetadataDatabase.open(indexFile())) {
      VocabularyOutput vocabulary =
          prefix == null
              ? new VocabularyOutput("field", index.fields(searchOptions))
              : new VocabularyOutput("word", words(index, prefix, searchOptions));
      vocabulary.printTo(options.output(terminal));
    }
  }

  private List<DocumentCount> words(
      MetadataDatabase index, String start, SearchOptions searchOptions) {
    try {
      return index.words(
          start, field, limit == null ? searchOptions.withLimit(DEFAULT_WORDS) : searchOptions);
    } catch (QuerySyntaxException e) {
      // The position in the exception refers to a query, which the user did not enter.
      throw new UsageException("--field: expected " + e.expected(), e);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.INVALID) {
        throw new UsageException("--words: " + e.reason(), e);
      }
      throw e;
    }
  }

  private void search(SearchOptions searchOptions) {
    List<SearchClause> versions = versionClauses();
    String text = String.join(" ", words);
    Instant now = clock.instant();
    try {
      CheckedQuery parsed = CheckedQuery.parse(text, now);
      if (field != null) {
        // After the query was parsed, so that its parentheses cannot close those of the field.
        text = field + ": (" + text + ")";
        parsed = CheckedQuery.parse(text, now);
      }
      CheckedQuery query = restricted(parsed, versions);
      try (
          MetadataDatabase index = MetadataDatabase.open(indexFile());
          SearchHits hits = index.search(query, searchOptions, sort)) {
        Output output = options.output(terminal);
        boolean isEmpty = !hits.hasNext();
        output.print(json -> write(json, hits), out -> print(out, hits));
        if (isEmpty && !output.json()) {
          output.info(noFilesMessage());
        }
      }
    } catch (QuerySyntaxException e) {
      markPosition(text, e.position()).lines().forEach(terminal.err()::println);
      throw new UsageException(e.reason(), e);
    }
  }

  private void requireFieldName() {
    if (field != null && !field.matches("[A-Za-z_][\\w.-]*")) {
      throw new UsageException(
          "--field: '" + field + "' is not the name of a field: expected a form such as title or"
              + " sources.id");
    }
  }

  /** Returns the conditions on versions that the options set. */
  private List<SearchClause> versionClauses() {
    List<SearchClause> clauses = new ArrayList<>();
    if (user != null) {
      clauses.add(SearchClause.user(user));
    }
    if (since != null) {
      try {
        clauses.add(
            SearchClause.after(PastTime.since(since, clock.instant())));
      } catch (GypsumException e) {
        throw new UsageException("--since: " + e.reason(), e);
      }
    }
    return clauses;
  }

  private static CheckedQuery restricted(CheckedQuery query, List<SearchClause> versions) {
    SearchClause clause = query.clause();
    for (SearchClause version : versions) {
      clause = clause.and(version);
    }
    return new CheckedQuery(clause, query.fields());
  }

  private SearchOptions searchOptions() {
    if (limit != null && limit < 1) {
      throw new UsageException("--limit: '" + limit + "' is too small: expected 1 or more");
    }
    return SearchOptions.DEFAULTS.withAllVersions(allVersions)
        .withDocuments(documents)
        .withLimit(limit == null ? Long.MAX_VALUE : limit);
  }

  private Path indexFile() {
    if (database != null && documentClass != null) {
      throw new UsageException(
          "--class cannot be combined with --database, whose file contains one class of documents");
    }
    if (database != null && refresh) {
      throw new UsageException(
          "--refresh cannot be combined with --database, whose file is not downloaded");
    }
    if (database != null) {
      return database;
    }
    DatabaseName name =
        databaseName(documentClass == null ? IndexClass.parse(DEFAULT_CLASS) : documentClass);
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      return client.fetchMetadataDatabase(
          name, MetadataOptions.DEFAULTS.withOverwrite(refresh));
    } catch (RequestFailedException e) {
      if (e.kind() != GypsumException.Kind.NOT_FOUND) {
        throw e;
      }
      throw new GypsumException(
          GypsumException.Kind.NOT_FOUND,
          "search is not available: the server publishes no index '" + name
              + "' (a gypsum server does if it is started with --index); choose another class"
              + " of documents with --class",
          e);
    }
  }

  private static DatabaseName databaseName(IndexClass documents) {
    try {
      return new DatabaseName(documents.fileName());
    } catch (GypsumException e) {
      throw new UsageException("--class: " + e.reason(), e);
    }
  }

  /** Explains an empty result, since a version that was published recently may be missing in the index in the cache. */
  private String noFilesMessage() {
    return database != null || refresh || options.isOffline(terminal)
        ? "No files found."
        : "No files found. The downloaded index may be up to an hour old: --refresh downloads it"
            + " again.";
  }

  /** Writes hits as they are found, so memory use does not depend on their number. */
  private static void write(JsonGenerator json, SearchHits hits) {
    json.writeStartArray();
    hits.forEachRemaining(hit -> hit.writeTo(json));
    json.writeEndArray();
  }

  /** Prints files in the form that {@code gypsum get} accepts. */
  private void print(PrintStream out, SearchHits hits) {
    if (documents) {
      hits.forEachRemaining(hit -> {
        out.println(fileReference(hit));
        out.println("  " + hit.document());
      });
      return;
    }
    Table table = new Table("FILE", "USER", "TIME", "");
    hits.forEachRemaining(
        hit -> table.add(
            fileReference(hit), hit.user(), Timestamps.format(hit.time()),
            allVersions && hit.latest() ? "latest" : ""));
    table.printTo(out);
  }

  private static String fileReference(SearchHit hit) {
    return hit.version() + ":" + hit.path();
  }

  /** Returns the query, or the part around {@code position} of a long one, and a line with a caret below that position. */
  static String markPosition(String query, int position) {
    QueryExcerpt excerpt = QueryExcerpt.of(query, position);
    return "  " + excerpt.text() + System.lineSeparator() + "  " + excerpt.caretLine();
  }
}
