package io.gypsum.server.page.review;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.server.catalog.MissingTargets;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.Probation.ReviewRole;
import io.gypsum.server.page.FolderListing;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.ProjectPage.QuotaUse;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.VersionOverview;
import io.gypsum.server.page.compare.ChangeKind;
import io.gypsum.server.page.compare.FolderChanges;
import io.gypsum.server.page.compare.VersionComparisons;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.review.PastDecisions.Decision;
import io.gypsum.server.page.template.JtereviewGenerated;
import io.gypsum.server.page.template.JtereviewedGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /review/{project}/{asset}/{version}?page=}: what a reviewer needs to decide about a version on probation, and the
 * forms to approve or reject it. Only owners, administrators and the uploader of the version may open it. The version {@code
 * latest} is one of that name.
 */
public final class ReviewPage implements Handler {
  static final int MAX_CHANGES = 50;

  private final Site site;
  private final PageSources sources;
  private final ReviewSources reviews;
  private final Environment env;
  private final Probation probation;
  private final VersionComparisons comparisons;

  public ReviewPage(Site site, PageSources sources, ReviewSources reviews, Environment env) {
    this.site = site;
    this.sources = sources;
    this.reviews = reviews;
    this.env = env;
    this.probation = new Probation(env);
    this.comparisons = new VersionComparisons(sources.manifests());
  }

  /** The content of the page. */
  public sealed interface View {}

  /**
   * A version on probation.
   *
   * @param content null if its manifest is corrupt
   * @param missing the versions to which files link although they were deleted, as far as the catalogue is available
   * @param quota null if the quota or the usage is unknown
   * @param typed what the form to reject contains
   */
  public record ReviewView(
      VersionOverview state, ReviewRole role, @Nullable Content content, MissingTargets missing,
      @Nullable QuotaEffect quota, DocumentChecks documents, Typed typed) implements View {
    public AssetVersion version() {
      return state.version();
    }

    public ShownTime finish() {
      return new ShownTime(ReviewPage.finish(state.summary()));
    }

    /** Returns the value of the field that identifies the upload. */
    public String finishField() {
      return Timestamps.format(ReviewPage.finish(state.summary()));
    }

    public boolean isManager() {
      return role == ReviewRole.MANAGER;
    }

    public int maxReasonChars() {
      return Rejection.MAX_REASON_CHARS;
    }
  }

  /**
   * The reason of a rejection as the user has typed it.
   *
   * @param problem why it was refused; null if it was not
   */
  public record Typed(String reason, @Nullable String problem) {
    static final Typed NOTHING = new Typed("", null);
  }

  /**
   * The files of the version.
   *
   * @param changes since the latest version; null if there is none or its manifest is corrupt
   */
  public record Content(
      FolderListing listing, FileTree tree, long ownBytes, LinkedFiles links,
      @Nullable FolderChanges changes) {}

  /**
   * The effect of a rejection on the usage, which already includes the version.
   *
   * @param freedBytes the size of the files that are not links
   */
  public record QuotaEffect(QuotaUse now, long freedBytes) {
    public long usageAfterRejection() {
      return Math.max(0, now.usageBytes() - freedBytes);
    }

    public boolean isExceeded() {
      return now.usageBytes() > now.limitBytes();
    }
  }

  /**
   * A version that is not on probation any more.
   *
   * @param decision who decided about it; null if unknown
   */
  public record DecidedView(
      AssetVersion version, boolean isPublished, @Nullable Decision decision) implements View {}

  static AssetVersion version(Exchange exchange) {
    return AssetVersion.of(
        exchange.pathParameter("project"), exchange.pathParameter("asset"),
        exchange.pathParameter("version"));
  }

  /** Returns the time that identifies a finished upload. */
  static Instant finish(Summary summary) {
    return Objects.requireNonNull(summary.uploadFinish(), "the upload is not finished")
        .truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    AssetVersion version = version(exchange);
    View view = read(exchange, version, Typed.NOTHING);
    int status = view instanceof DecidedView decided && !decided.isPublished() ? 404 : 200;
    PageRenderer.send(exchange, status, template(exchange, version, view));
  }

  /** Returns the page with a form that was refused. */
  PageRenderer.Template again(Exchange exchange, AssetVersion version, Typed typed) {
    return template(exchange, version, read(exchange, version, typed));
  }

  private View read(Exchange exchange, AssetVersion version, Typed typed) {
    User user = exchange.user();
    int number = Pager.requested(exchange);
    ComputeTurns turns = sources.turns(exchange);
    Optional<Summary> summary =
        turns.run(() -> sources.bucket().summary(version).filter(Summary::isFinished));
    return summary.isPresent()
        ? review(turns, new Request(user, version, number, typed))
        : turns.run(() -> rejected(user, version));
  }

  private record Request(User user, AssetVersion version, int number, Typed typed) {}

  private PageRenderer.Template template(Exchange exchange, AssetVersion version, View view) {
    Page page =
        Page.of(site, exchange, "Review of " + Printable.line(version.toString()))
            .withCrumbs(crumbs(site.urls(), version));
    return switch (view) {
      case ReviewView review -> {
        Page complete =
            page.withJson(site.urls().object(BucketLayout.manifest(version)))
                .withCommands(
                    ReviewCommands
                        .of(site.urls(), version, review.isManager(), review.typed().reason()));
        yield out -> JtereviewGenerated.render(out, null, complete, review);
      }
      case DecidedView decided ->
          out -> JtereviewedGenerated.render(out, null, page, decided);
    };
  }

  static List<Page.Crumb> crumbs(PageUrls urls, AssetVersion version) {
    return List.of(
        new Page.Crumb("Review", urls.path("review")),
        new Page.Crumb(version.toString(), urls.review(version)));
  }

  private View review(ComputeTurns turns, Request request) {
    AssetVersion version = request.version();
    VersionOverview state =
        turns.run(() -> VersionOverview.read(site.urls(), sources, version));
    ReviewRole role = turns.run(() -> probation.role(request.user(), version, state.summary()));
    if (!state.isOnProbation()) {
      return new DecidedView(version, true, null);
    }
    Content content =
        turns.run(() -> Optional.ofNullable(content(state, request.number()))).orElse(null);
    DocumentChecks documents =
        content == null
            ? new DocumentChecks(0, List.of(), 0, !reviews.validator().baseNames().isEmpty())
            : DocumentChecks.check(turns, sources.manifests(), reviews.validator(), version);
    long ownBytes = content == null ? 0 : content.ownBytes();
    QuotaEffect quota =
        turns.run(() -> Optional.ofNullable(quota(version, ownBytes))).orElse(null);
    MissingTargets missing =
        turns.run(
            () -> sources.answers()
                .read(
                    _ -> sources.missingTargets(version), _ -> MissingTargets.NONE));
    return new ReviewView(state, role, content, missing, quota, documents, request.typed());
  }

  private @Nullable Content content(VersionOverview state, int number) {
    AssetVersion version = state.version();
    FileTree tree;
    try {
      tree = sources.trees().tree(version);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      return null;
    }
    return new Content(
        new FolderListing(
            version, tree.folder("", number).orElseThrow(), site.urls().review(version)),
        tree, sources.manifests().read(version).manifest().ownBytes(), LinkedFiles.of(tree),
        changes(state));
  }

  private @Nullable FolderChanges changes(VersionOverview state) {
    AssetVersion latest = state.latest();
    if (latest == null) {
      return null;
    }
    try {
      return FolderChanges.of(
          comparisons.compare(latest, state.version()).diff(),
          new FolderChanges.Selection("", ChangeKind.ALL, 0, MAX_CHANGES));
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT && e.kind() != GypsumException.Kind.NOT_FOUND) {
        throw e;
      }
      // The latest version is corrupt, or was deleted at this moment.
      return null;
    }
  }

  private @Nullable QuotaEffect quota(AssetVersion version, long ownBytes) {
    Quota quota =
        sources.bucket().tryRead(BucketLayout.quota(version.project()), Quota::read).document();
    Usage usage =
        sources.bucket().tryRead(BucketLayout.usage(version.project()), Usage::read).document();
    return quota == null || usage == null
        ? null
        : new QuotaEffect(
            QuotaUse.of(quota, usage.totalBytes(), sources.thisYear()), ownBytes);
  }

  /**
   * Returns what is known about a version that was rejected.
   *
   * @throws GypsumException NOT_FOUND if nothing is known, or the user may not see it
   */
  private View rejected(User user, AssetVersion version) {
    Optional<Decision> known =
        reviews.decisions()
            .rejection(version)
            .filter(
                decision -> decision.uploader().equals(user.login())
                    || isManager(user, version));
    if (known.isPresent()) {
      return new DecidedView(version, false, known.get());
    }
    throw VersionOverview.missing(site.urls(), sources, version);
  }

  private boolean isManager(User user, AssetVersion version) {
    if (env.roles().isAdministrator(user)) {
      return true;
    }
    return sources.bucket()
        .permissions(version.project())
        .filter(stored -> user.isAnyOf(stored.document().owners()))
        .isPresent();
  }
}
