package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.DocumentCount;
import io.gypsum.metadata.SearchCounts;
import io.gypsum.metadata.SearchOrder;
import io.gypsum.metadata.search.QueryExcerpt;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.format.Sentence;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.find.FindRequest;
import io.gypsum.server.page.find.IndexFinder;
import io.gypsum.server.page.find.IndexFinder.Found;
import io.gypsum.server.page.template.JtefindGenerated;
import io.gypsum.server.page.template.tag.JtefindresultsGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /find?q=&class=&versions=&order=&project=&user=&page=}: searches the metadata index, or the names of assets if there
 * is none. A request of htmx is answered with the results alone, always with status 200, since htmx shows only these.
 */
public final class FindPage implements Handler {
  /** Longer queries are searched by the API. */
  private static final int MAX_QUERY_CHARS = 10_000;
  private static final int MAX_SHOWN_FIELDS = 12;

  private final Site site;
  private final Catalog catalog;
  private final ComputeLane reads;
  private final List<String> classes;
  private final @Nullable IndexFinder finder;

  FindPage(Site site, PageSources sources) {
    this.site = site;
    this.catalog = sources.catalog();
    this.reads = sources.lanes().reads();
    this.classes = sources.search() == null ? List.of() : sources.search().classes();
    this.finder = sources.search() == null ? null : new IndexFinder(sources.search());
  }

  /**
   * The content of the page.
   *
   * @param isIndexed whether documents are searched; otherwise names
   * @param classes the classes of documents that can be chosen; empty if there is no choice
   */
  public record FindView(
      FindRequest request, boolean isIndexed, List<String> classes, List<DocumentCount> fields,
      Results results, FindLinks links) {
    public FindView {
      classes = List.copyOf(classes);
      fields = List.copyOf(fields);
    }
  }

  /** What was found. */
  public sealed interface Results {
    /** Nothing was searched yet. */
    record None() implements Results {}

    /** Documents. */
    record Documents(Found found) implements Results {
      /** Returns the number of all hits; null if it is unknown. */
      public @Nullable Long total() {
        SearchCounts projects = found.projects();
        return projects == null ? null : projects.documents();
      }
    }

    /** Assets whose names contain the text. */
    record Names(List<AssetRow> assets, long total) implements Results {
      public Names {
        assets = List.copyOf(assets);
      }
    }

    /**
     * Why nothing was found.
     *
     * @param excerpt the position in the query; null if the query is not the reason
     */
    record Problem(int status, String reason, @Nullable QueryExcerpt excerpt)
        implements Results {}
  }

  /** The addresses on the page. */
  public record FindLinks(PageUrls urls) {
    /** Returns the page that shows the results of a request. */
    public String of(FindRequest request) {
      return PageUrls.query(
          urls.path("find"), "q", request.query(), "class", request.documentClass(), "versions",
          unless(request.versions(), FindRequest.Versions.LATEST), "order",
          unless(request.position().order(), SearchOrder.INDEX), "project", request.project(),
          "user", request.user(), "page",
          request.position().page() == 1 ? "" : "" + request.position().page());
    }

    /** Returns the search for the same words in one field; null if the query is not only words. */
    public @Nullable String inField(FindRequest request, String field) {
      String query = field + ": (" + request.query() + ")";
      try {
        boolean hasField = request.query().contains(":");
        TextQuery.parse(query);
        return hasField || request.query().isEmpty() ? null : of(request.withQuery(query));
      } catch (GypsumException e) {
        return null;
      }
    }

    /** Returns the search for words that start with the last word of the query; null if that is not a word. */
    public @Nullable String forPrefix(FindRequest request) {
      String query = request.query();
      boolean endsWithWord =
          !query.isEmpty() && Character.isLetterOrDigit(query.codePointBefore(query.length()));
      return endsWithWord ? of(request.withQuery(query + "*")) : null;
    }

    private static String unless(Enum<?> value, Enum<?> defaultValue) {
      return value == defaultValue ? "" : QueryParameters.lowerCase(value);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    FindRequest request = request(exchange);
    FindView view = view(exchange, request);
    Page page = page(exchange, request);
    if (view.results() instanceof Results.Problem problem && problem.status() == 503) {
      exchange.setHeader("Retry-After", "5");
    }
    if (PageRenderer.isPartRequested(exchange)) {
      PageRenderer.send(exchange, out -> JtefindresultsGenerated.render(out, null, page, view));
    } else {
      int status = view.results() instanceof Results.Problem problem ? problem.status() : 200;
      PageRenderer
          .send(exchange, status, out -> JtefindGenerated.render(out, null, page, view));
    }
  }

  private static FindRequest request(Exchange exchange) {
    return new FindRequest(
        QueryParameters.text(exchange, "q").strip(), QueryParameters.text(exchange, "class"),
        QueryParameters.choice(exchange, "versions", FindRequest.Versions.LATEST),
        QueryParameters.text(exchange, "project"), QueryParameters.text(exchange, "user"),
        new FindRequest.Position(
            QueryParameters.choice(exchange, "order", SearchOrder.INDEX),
            QueryParameters.number(exchange, "page", 1, 1, IndexFinder.MAX_PAGE)));
  }

  private FindView view(Exchange exchange, FindRequest request) {
    Results results = results(exchange, request);
    List<DocumentCount> fields =
        results instanceof Results.Documents documents
            ? documents.found().fields()
            : fields(exchange, request, results);
    return new FindView(
        request, finder != null, classes.size() > 1 ? classes : List.of(),
        fields.stream()
            .filter(field -> field.name().matches("[A-Za-z_][\\w.-]*"))
            .limit(MAX_SHOWN_FIELDS)
            .toList(),
        results, new FindLinks(site.urls()));
  }

  /** Fields help to write a query; a page without them is complete. */
  private List<DocumentCount> fields(
      Exchange exchange, FindRequest request, Results results) {
    if (finder == null || !(results instanceof Results.None)) {
      return List.of();
    }
    try {
      return finder.fields(request, exchange::isAbandoned);
    } catch (GypsumException e) {
      return List.of();
    }
  }

  private Results results(Exchange exchange, FindRequest request) {
    if (request.query().isEmpty()) {
      return new Results.None();
    }
    try {
      if (request.query().length() > MAX_QUERY_CHARS) {
        throw new GypsumException(
            GypsumException.Kind.TOO_LARGE,
            "the query has more than " + MAX_QUERY_CHARS
                + " characters: shorten it, or use GET /search");
      }
      return finder == null
          ? reads.turns(exchange::isAbandoned).run(() -> names(request))
          : new Results.Documents(finder.find(request, exchange::isAbandoned));
    } catch (GypsumException e) {
      if (ErrorRenderer.wantsJson(exchange)) {
        throw e;
      }
      return problem(e, request);
    }
  }

  private static Results problem(GypsumException e, FindRequest request) {
    if (e instanceof QuerySyntaxException syntax) {
      return new Results.Problem(
          400, "Expected " + syntax.expected(),
          QueryExcerpt.of(request.query(), syntax.position()));
    }
    return switch (e.kind()) {
      case INVALID, NOT_FOUND, TOO_LARGE, BUSY ->
          new Results.Problem(ErrorRenderer.statusOf(e.kind()), Sentence.of(e.reason()), null);
      case UNAUTHENTICATED, FORBIDDEN, LOCKED, UNAVAILABLE, NO_SPACE, CORRUPT -> throw e;
    };
  }

  private Results names(FindRequest request) {
    AssetQuery query = new AssetQuery(request.query(), AssetQuery.Order.NAME, false);
    int offset = (int) request.position().offset(IndexFinder.PAGE_SIZE);
    return new Results.Names(
        catalog.assets(query, offset, IndexFinder.PAGE_SIZE),
        catalog.assetCount(request.query()));
  }

  private Page page(Exchange exchange, FindRequest request) {
    String query = request.query();
    Page page =
        Page.of(
            site, exchange,
            query.isEmpty()
                ? "Search"
                : "Search for " + Printable.value(query));
    if (query.isEmpty() || finder == null) {
      return page;
    }
    String jsonUrl =
        PageUrls.query(
            site.urls().path("search"), "q", request.text(), "class", request.documentClass(),
            "latest", request.versions() == FindRequest.Versions.ALL ? "false" : "");
    return page.withJson(jsonUrl).withCommands(commands(request, jsonUrl));
  }

  private List<Page.CommandExample> commands(FindRequest request, String jsonUrl) {
    String url = site.urls().absolute(jsonUrl);
    String command =
        "gypsum search --url " + CodeText.shell(site.urls().absolute(site.urls().publicPath()))
            + " "
            + (request.versions() == FindRequest.Versions.ALL ? "--all-versions " : "")
            + (request.documentClass().isEmpty()
                ? ""
                : "--class " + CodeText.shell(request.documentClass()) + " ")
            + (request.position().order() == SearchOrder.INDEX
                ? ""
                : "--sort " + QueryParameters.lowerCase(request.position().order()) + " ")
            + "-- " + CodeText.shell(request.text());
    return List.of(
        new Page.CommandExample("gypsum", command),
        new Page.CommandExample(
            "R", "hits <- jsonlite::fromJSON(" + CodeText.r(url) + ")$hits"),
        new Page.CommandExample(
            "Python",
            "import requests\n\nhits = requests.get(" + CodeText.python(url)
                + ").json()[\"hits\"]"),
        new Page.CommandExample(
            "Java",
            "try (MetadataDatabase index = MetadataDatabase.open(gypsum.fetchMetadataDatabase());\n"
                + "    SearchHits hits =\n"
                + "        index.search(\n            CheckedQuery.parse("
                + CodeText.java(request.text()) + "), SearchOptions.DEFAULTS)) {\n"
                + "  hits.forEachRemaining(hit -> System.out.println(hit.version()));\n}"),
        new Page.CommandExample("curl", "curl " + CodeText.shell(url)));
  }
}
