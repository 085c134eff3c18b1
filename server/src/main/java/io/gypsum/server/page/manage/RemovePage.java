package io.gypsum.server.page.manage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.decision.User;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ContentTotals;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.LinkedFilesException;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.Deletions;
import io.gypsum.server.page.ManagementCommands;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.JtemanageremoveGenerated;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * {@code /manage/{project}/remove[/{asset}[/{version}]]}: removes a project, an asset or a version after an administrator has
 * typed its name. It is refused while other versions link to it, unless the administrator confirms that too.
 */
public final class RemovePage {
  private final Management management;

  public RemovePage(Management management) {
    this.management = management;
  }

  /**
   * The content of the page.
   *
   * @param name what has to be typed
   * @param content null if it is unknown
   * @param links the versions that link to it; null if they are not known at the moment
   * @param isGone whether nothing exists under the name (any more)
   */
  public record RemovalView(
      IndexScope scope, String name, @Nullable RemovedContent content,
      @Nullable IncomingLinkSummary links, Typed typed, boolean isGone) {
    /** Returns what is removed: project, asset or version. */
    public String kind() {
      return scope.version() != null ? "version" : scope.asset() != null ? "asset" : "project";
    }
  }

  /** @param versions the number of finished versions */
  public record RemovedContent(long versions, ContentTotals totals) {}

  /**
   * The form as the user has typed it.
   *
   * @param problem why the removal was refused, or why the links are not known; null for none
   */
  public record Typed(String name, boolean ignoresLinks, @Nullable String problem) {
    static final Typed NOTHING = new Typed("", false, null);

    Typed with(String newProblem) {
      return new Typed(name, ignoresLinks, newProblem);
    }
  }

  /** {@code GET}: what would be removed, and which versions link to it. */
  public void show(Exchange exchange) throws IOException {
    IndexScope scope = scope(exchange);
    if (!management.sources().turns(exchange).run(() -> exists(scope))) {
      if (Notice.of(exchange) != Notice.REMOVED) {
        throw GypsumException.notFound("'" + scope + "' does not exist");
      }
      PageRenderer.send(exchange, gone(exchange, scope));
      return;
    }
    IncomingLinkSummary links = null;
    Typed typed = Typed.NOTHING;
    try {
      links = management.actions().lane().run(() -> management.actions().links().linksInto(scope));
    } catch (GypsumException e) {
      typed = typed.with("The versions that link to it are not known at the moment: " + e.reason());
    }
    PageRenderer.send(exchange, template(exchange, scope, links, typed));
  }

  /** {@code POST}: removes it. A second request after a successful one has no effect. */
  public void remove(Exchange exchange) throws IOException {
    IndexScope scope = scope(exchange);
    FormBody body = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    Typed typed = new Typed(body.text("name").strip(), body.contains("ignore-links"), null);
    if (!isName(typed.name(), scope)) {
      throw refused(
          exchange, scope, linksOrNull(scope),
          typed.with("Type '" + Printable.value(scope.toString()) + "' to confirm."),
          GypsumException.Kind.INVALID);
    }
    long confirmed = count(body.text("links"));
    try {
      User user = exchange.user();
      management.actions()
          .lane()
          .execute(() -> remove(user, scope, policy(scope, typed.ignoresLinks(), confirmed)));
    } catch (LinkedFilesException e) {
      String problem =
          typed.ignoresLinks()
              ? "More versions link to it than when you confirmed. Check the list and confirm again."
              : "It was not removed, because other versions link to it. Check the list, and confirm that"
                  + " their files may become unreadable.";
      throw refused(exchange, scope, e.links(), typed.with(problem), e.kind());
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED && e.kind() != GypsumException.Kind.BUSY) {
        throw e;
      }
      throw refused(
          exchange, scope, linksOrNull(scope),
          typed.with("It was not removed: " + e.reason() + "."), e.kind());
    }
    ProjectName project = scope.project();
    Notice.REMOVED.redirect(
        exchange, scope.asset() == null
            ? management.url(project, "remove")
            : scope.version() == null
                ? management.url(project, "assets")
            : management.url(project, "assets", scope.asset().value()));
  }

  /** The user has confirmed a number of links; if there are more now, the user has not seen all of them. */
  private LinkPolicy policy(IndexScope scope, boolean ignoresLinks, long confirmed) {
    return ignoresLinks
        && management.actions().links().linksInto(scope).versionCount() <= confirmed
            ? LinkPolicy.IGNORE
            : LinkPolicy.REFUSE;
  }

  private void remove(User user, IndexScope scope, LinkPolicy links) {
    Deletions deletions =
        new Deletions(management.actions().env(), management.actions().links());
    ProjectName project = scope.project();
    AssetName asset = scope.asset();
    VersionName version = scope.version();
    if (asset == null) {
      deletions.removeProject(user, project, links);
    } else if (version == null) {
      deletions.removeAsset(user, new ProjectAsset(project, asset), links);
    } else {
      deletions.removeVersion(user, new ProjectAsset(project, asset).version(version), links);
    }
  }

  /** A name with invisible characters is shown, and can be typed, with their escapes. */
  private static boolean isName(String typed, IndexScope scope) {
    String name = scope.toString();
    return typed.equals(name) || typed.equals(UploaderFields.typed(name))
        || typed.equals(Printable.line(name));
  }

  private static long count(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private @Nullable IncomingLinkSummary linksOrNull(IndexScope scope) {
    try {
      return management.actions().lane().run(() -> management.actions().links().linksInto(scope));
    } catch (GypsumException e) {
      return null;
    }
  }

  private RefusedFormException refused(
      Exchange exchange, IndexScope scope, @Nullable IncomingLinkSummary links, Typed typed,
      GypsumException.Kind kind) {
    return new RefusedFormException(
        kind, "'" + scope + "' was not removed: " + typed.problem(),
        template(exchange, scope, links, typed));
  }

  private static IndexScope scope(Exchange exchange) {
    String asset = exchange.pathParameterOrNull("asset");
    String version = exchange.pathParameterOrNull("version");
    return new IndexScope(
        Management.project(exchange), asset == null ? null : new AssetName(asset),
        version == null ? null : new VersionName(version));
  }

  private boolean exists(IndexScope scope) {
    try (Stream<ObjectEntry> below = management.sources().bucket().store().list(prefix(scope))) {
      return below.findFirst().isPresent();
    }
  }

  private static Prefix prefix(IndexScope scope) {
    AssetName asset = scope.asset();
    VersionName version = scope.version();
    if (asset == null) {
      return BucketLayout.below(scope.project());
    }
    ProjectAsset parent = new ProjectAsset(scope.project(), asset);
    return version == null
        ? BucketLayout.below(parent)
        : BucketLayout.below(parent.version(version));
  }

  private PageRenderer.Template gone(Exchange exchange, IndexScope scope) {
    return template(
        exchange, new RemovalView(scope, scope.toString(), null, null, Typed.NOTHING, true));
  }

  private PageRenderer.Template template(
      Exchange exchange, IndexScope scope, @Nullable IncomingLinkSummary links, Typed typed) {
    RemovedContent content =
        management.sources()
            .turns(exchange)
            .run(
                () -> management.sources()
                    .answers()
                    .<Optional<RemovedContent>>read(
                        state -> content(scope), state -> Optional.empty()))
            .orElse(null);
    return template(
        exchange, new RemovalView(scope, scope.toString(), content, links, typed, false));
  }

  private PageRenderer.Template template(Exchange exchange, RemovalView view) {
    IndexScope scope = view.scope();
    ProjectName project = scope.project();
    List<Crumb> crumbs = new ArrayList<>();
    if (scope.asset() != null) {
      crumbs.add(new Crumb("Assets", management.url(project, "assets")));
      crumbs.add(
          new Crumb(
              scope.asset().value(), management.url(project, "assets", scope.asset().value())));
    }
    crumbs.add(new Crumb("Remove", management.site().urls().path(path(scope))));
    Page page =
        management.page(exchange, project, "Remove", crumbs.toArray(Crumb[]::new))
            .withCommands(
                ManagementCommands.ofRemoval(
                    management.site().urls(), names(scope), view.typed().ignoresLinks()));
    return out -> JtemanageremoveGenerated.render(out, null, page, view);
  }

  private static String[] path(IndexScope scope) {
    List<String> path = new ArrayList<>(names(scope));
    path.addFirst("manage");
    path.add(2, "remove");
    return path.toArray(String[]::new);
  }

  private static List<String> names(IndexScope scope) {
    List<String> names = new ArrayList<>(List.of(scope.project().value()));
    Optional.ofNullable(scope.asset()).map(AssetName::value).ifPresent(names::add);
    Optional.ofNullable(scope.version()).map(VersionName::value).ifPresent(names::add);
    return names;
  }

  private Optional<RemovedContent> content(IndexScope scope) {
    Catalog catalog = management.sources().catalog();
    AssetName asset = scope.asset();
    VersionName version = scope.version();
    if (asset == null) {
      return catalog.project(scope.project())
          .map(row -> new RemovedContent(row.versions(), row.content()));
    }
    ProjectAsset parent = new ProjectAsset(scope.project(), asset);
    if (version == null) {
      return catalog.asset(parent).map(row -> new RemovedContent(row.versions(), row.content()));
    }
    AssetVersion removed = parent.version(version);
    return catalog.version(removed).map(row -> new RemovedContent(1, row.content()));
  }
}
