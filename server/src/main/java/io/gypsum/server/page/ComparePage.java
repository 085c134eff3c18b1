package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileChange;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.compute.PagedJson;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.compare.ChangeKind;
import io.gypsum.server.page.compare.FolderChanges;
import io.gypsum.server.page.compare.VersionComparisons;
import io.gypsum.server.page.compare.VersionComparisons.Comparison;
import io.gypsum.server.page.compare.VersionComparisons.TextComparison;
import io.gypsum.server.page.export.ComparisonExport;
import io.gypsum.server.page.template.JtecompareGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /compare/{project}/{asset}/{from}/{to}?folder=&kind=&page=&file=&format=}: what was added, removed, changed and moved
 * between two versions, and the differences of one text; or all changes as JSON. Either version may be {@code latest}.
 */
public final class ComparePage implements Handler {
  static final int PAGE_SIZE = 200;

  private final Site site;
  private final PageSources sources;
  private final VersionComparisons comparisons;

  ComparePage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
    this.comparisons = new VersionComparisons(sources.manifests());
  }

  /** A version that is compared. */
  public record Side(AssetVersion version, boolean isOnProbation, String url) {}

  /** The content of the page. */
  public record CompareView(
      Side from, Side to, Comparison comparison, FolderChanges changes, CompareLinks links,
      @Nullable ComparedFile file) {
    /** Returns whether the page offers to compare the lines of a file. */
    public boolean mayBeCompared(FileChange change) {
      return !(change instanceof FileChange.Moved)
          && change.sizeBytes() <= VersionComparisons.MAX_TEXT_BYTES
          && !(change instanceof FileChange.Changed changed
              && changed.oldSizeBytes() > VersionComparisons.MAX_TEXT_BYTES);
    }
  }

  /**
   * The state of the list, and the addresses in it.
   *
   * @param swapped the address of the comparison in the other direction
   */
  public record CompareLinks(String page, ChangeKind kind, Pager pager, String swapped) {
    /** Returns the page with other changes. */
    public String of(String folder, ChangeKind shown) {
      return list(page, folder, shown);
    }

    static String list(String page, String folder, ChangeKind shown) {
      return PageUrls.query(
          page, "folder", folder, "kind",
          shown == ChangeKind.ALL ? "" : QueryParameters.lowerCase(shown));
    }

    /** Returns the page with the differences of a file. */
    public String file(String folder, UserPath path) {
      return PageUrls.query(page, "folder", folder, "file", path.value()) + "#file";
    }
  }

  /** The file whose lines are compared. */
  public record ComparedFile(UserPath path, TextComparison comparison) {}

  /** The selection in the query of the address. A page number after the last page selects the last page. */
  private record Selected(String folder, ChangeKind kind, int page, @Nullable UserPath file) {
    static Selected of(Exchange exchange) {
      String file = QueryParameters.text(exchange, "file");
      return new Selected(
          folder(exchange), QueryParameters.choice(exchange, "kind", ChangeKind.ALL),
          Pager.requested(exchange),
          file.isEmpty() ? null : new UserPath(file));
    }

    FolderChanges of(VersionDiff diff) {
      FolderChanges changes = at(diff, page);
      return changes.listed().isEmpty() && changes.listedCount() > 0
          ? at(diff, ListRange.of(page, changes.listedCount(), PAGE_SIZE).number())
          : changes;
    }

    private FolderChanges at(VersionDiff diff, int number) {
      return FolderChanges.of(
          diff,
          new FolderChanges.Selection(folder, kind, (number - 1L) * PAGE_SIZE, PAGE_SIZE));
    }

    private static String folder(Exchange exchange) {
      String folder = QueryParameters.text(exchange, "folder");
      if (folder.isEmpty()) {
        return "";
      }
      String path = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
      return new UserPath(path) + "/";
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectAsset asset = RequestedVersion.asset(exchange);
    Selected selected = Selected.of(exchange);
    PageFormat format = PageFormat.requested(exchange, PageFormat.JSON);
    exchange.setHeader("Vary", "Accept");
    ComputeTurns turns = sources.turns(exchange);
    if (format == PageFormat.JSON) {
      ComparisonExport export =
          turns.run(() -> {
            AssetVersion from = side(exchange, "from").version();
            AssetVersion to = side(exchange, "to").version();
            return new ComparisonExport(from, to, comparisons.compare(from, to).diff());
          });
      exchange.setHeader("Cache-Control", "no-cache");
      exchange.stream("application/json", out -> PagedJson.send(turns, out, export));
      return;
    }
    CompareView view =
        turns.run(() -> {
          Side from = side(exchange, "from");
          Side to = side(exchange, "to");
          return view(asset, from, to, selected);
        });
    Page page = page(exchange, view);
    PageRenderer.send(exchange, out -> JtecompareGenerated.render(out, null, page, view));
  }

  private Side side(Exchange exchange, String parameter) {
    AssetVersion version =
        new UnknownNames(site.urls(), sources).find(exchange, parameter).version();
    VersionOverview state = VersionOverview.read(site.urls(), sources, version);
    return new Side(version, state.isOnProbation(), site.urls().version(version));
  }

  private CompareView view(ProjectAsset asset, Side from, Side to, Selected selected) {
    Comparison comparison = comparisons.compare(from.version(), to.version());
    FolderChanges changes = selected.of(comparison.diff());
    String page = site.urls().compare(asset, name(from), name(to));
    CompareLinks links =
        new CompareLinks(
            page, selected.kind(), pager(page, selected, changes),
            site.urls().compare(asset, name(to), name(from)));
    UserPath file = selected.file();
    return new CompareView(
        from, to, comparison, changes, links,
        file == null
            ? null
            : new ComparedFile(file, compareText(from, to, comparison, file)));
  }

  private static Pager pager(String page, Selected selected, FolderChanges changes) {
    String list = CompareLinks.list(page, changes.folder(), selected.kind());
    return ListRange.of(selected.page(), changes.listedCount(), PAGE_SIZE).pager(list);
  }

  private TextComparison compareText(
      Side from, Side to, Comparison comparison, UserPath path) {
    FileChange change =
        comparison.diff()
            .changes()
            .stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElse(null);
    return switch (change) {
      case null ->
          new TextComparison.NotCompared("The file is the same in both versions, or in neither.");
      case FileChange.Moved moved ->
          new TextComparison.NotCompared(
              "The file was moved from " + moved.oldPath() + "; its content is the same.");
      case FileChange.Added _ ->
          comparisons.compareText(from.version(), null, to.version(), path);
      case FileChange.Removed _ ->
          comparisons.compareText(from.version(), path, to.version(), null);
      case FileChange.Changed _ ->
          comparisons.compareText(from.version(), path, to.version(), path);
    };
  }

  private Page page(Exchange exchange, CompareView view) {
    AssetVersion from = view.from().version();
    AssetVersion to = view.to().version();
    ProjectAsset asset = to.projectAsset();
    PageUrls urls = site.urls();
    String title =
        Printable
            .line("Changes from " + name(view.from()) + " to " + name(view.to()) + " of " + asset);
    return Page.of(site, exchange, title)
        .withCrumbs(
            Crumbs.ofComparison(urls, asset))
        .withJson(PageUrls.query(view.links().page(), "format", "json"))
        .withCommands(commands(from, to, view.links().page()));
  }

  private List<Page.CommandExample> commands(AssetVersion from, AssetVersion to, String page) {
    String server = site.urls().absolute(site.urls().publicPath());
    String versions =
        "--url " + CodeText.shell(server) + " -- " + CodeText.shell(from.toString()) + " "
            + CodeText.shell(to.version().value());
    return List.of(
        new Page.CommandExample("gypsum", "gypsum diff " + versions),
        new Page.CommandExample("JSON", "gypsum diff --json " + versions),
        new Page.CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "gypsum.version(" + CodeText.java(from.toString()) + ").diff("
                    + CodeText.java(to.version().value())
                    + ").changes().forEach(System.out::println);")),
        new Page.CommandExample(
            "curl",
            "curl " + CodeText.shell(
                site.urls().absolute(PageUrls.query(page, "format", "json")))));
  }

  private static String name(Side side) {
    return side.version().version().value();
  }
}
