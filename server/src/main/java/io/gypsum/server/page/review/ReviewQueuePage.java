package io.gypsum.server.page.review;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.decision.User;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectSelection;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.page.DataState;
import io.gypsum.server.page.ListRange;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.PartialRead;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.template.JtereviewcountGenerated;
import io.gypsum.server.page.template.JtereviewsGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /review?page=}: the versions on probation that the user may decide on, oldest first, and the state of the user's own
 * uploads. After a decision, {@code done} and {@code version} name it.
 */
public final class ReviewQueuePage implements Handler {
  static final int PAGE_SIZE = 50;
  private static final String DONE = "done";
  private static final String VERSION = "version";

  private final Site site;
  private final PageSources sources;
  private final ReviewSources reviews;
  private final RoleChecks roles;

  public ReviewQueuePage(
      Site site, PageSources sources, ReviewSources reviews, RoleChecks roles) {
    this.site = site;
    this.sources = sources;
    this.reviews = reviews;
    this.roles = roles;
  }

  /** A decision that the user has just made. */
  enum Done {
    NOTHING, APPROVED, REJECTED
  }

  /**
   * The content of the page.
   *
   * @param notice what the user has just done; null for nothing
   * @param waiting null if the catalogue cannot answer
   * @param own null if the catalogue cannot answer
   * @param problems why other parts are incomplete, printable
   */
  public record QueueView(
      @Nullable Notice notice, @Nullable Waiting waiting, @Nullable OwnUploads own,
      DataState state, List<String> problems) {
    public QueueView {
      problems = List.copyOf(problems);
    }
  }

  /** The result of a decision, which is still true when the page is shown. */
  public record Notice(AssetVersion version, boolean isPublished) {}

  /**
   * The versions on probation that the user may approve or reject.
   *
   * @param count the number of versions on all pages
   */
  public record Waiting(List<VersionRow> rows, long count, Pager pager) {
    public Waiting {
      rows = List.copyOf(rows);
    }
  }

  /** Returns the address of the page after a decision. */
  static String after(PageUrls urls, Done done, AssetVersion version) {
    return PageUrls.query(
        urls.path("review"), DONE, QueryParameters.lowerCase(done), VERSION, version.toString());
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    User user = exchange.user();
    Done done = QueryParameters.choice(exchange, DONE, Done.NOTHING);
    AssetVersion decided =
        done == Done.NOTHING
            ? null
            : AssetVersion.parse(QueryParameters.text(exchange, VERSION));
    int number = Pager.requested(exchange);
    QueueView view =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(
                        state -> known(user, notice(done, decided), number, state),
                        state -> new QueueView(
                            notice(done, decided), null, null, state, List.of())));
    Page page =
        Page.of(site, exchange, "Review")
            .withCrumbs(List.of(new Page.Crumb("Review", site.urls().path("review"))));
    PageRenderer.send(exchange, out -> JtereviewsGenerated.render(out, null, page, view));
  }

  private QueueView known(User user, @Nullable Notice notice, int number, DataState state) {
    PartialRead parts = new PartialRead();
    Waiting waiting = waiting(user, number);
    OwnUploads own = OwnUploads.read(sources.catalog(), reviews, user.login(), parts);
    return new QueueView(notice, waiting, own, state, parts.problems());
  }

  /** {@code GET /review/count}: the number of waiting versions, which scripts show beside the link to this page. */
  public void count(Exchange exchange) throws IOException {
    User user = exchange.user();
    long count =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(
                        state -> sources.catalog().probationalCount(managedBy(user)),
                        state -> 0L));
    PageRenderer.send(exchange, out -> JtereviewcountGenerated.render(out, null, count));
  }

  /** The address alone must not make the page claim that something was done. */
  private @Nullable Notice notice(Done done, @Nullable AssetVersion version) {
    if (version == null) {
      return null;
    }
    Optional<Summary> summary = sources.bucket().summary(version);
    return switch (done) {
      case NOTHING -> null;
      case APPROVED -> summary.filter(Summary::isPublished).isPresent()
          ? new Notice(version, true)
          : null;
      case REJECTED -> summary.isEmpty() ? new Notice(version, false) : null;
    };
  }

  private Waiting waiting(User user, int number) {
    Catalog catalog = sources.catalog();
    ProjectSelection projects = managedBy(user);
    long count = catalog.probationalCount(projects);
    ListRange range = ListRange.of(number, count, PAGE_SIZE);
    return new Waiting(
        catalog.probational(projects, range.offset(), range.size()), count,
        range.pager(site.urls().path("review")));
  }

  private ProjectSelection managedBy(User user) {
    if (roles.isAdministrator(user)) {
      return ProjectSelection.ALL;
    }
    Set<String> ids = new HashSet<>(user.organizations());
    ids.add(user.login());
    return new ProjectSelection(ids);
  }
}
