package io.gypsum.server.page.manage;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.operation.QuotaDifference;
import io.gypsum.server.page.LockItem;
import io.gypsum.server.page.ManagementCommands;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.ProjectPage.QuotaUse;
import io.gypsum.server.page.plot.Figure;
import io.gypsum.server.page.plot.UsagePlot;
import io.gypsum.server.page.template.JtemanageGenerated;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/** {@code GET /manage/{project}}: the owners and uploaders, quota, lock and administration of a project, as forms. */
public final class ManagePage {
  /** Maximum number of names of assets that the form proposes; others can be typed. */
  private static final int MAX_PROPOSED = 200;

  private final Management management;

  public ManagePage(Management management) {
    this.management = management;
  }

  /**
   * The content of the page.
   *
   * @param lock null if the project is not locked
   * @param notice a change that was just made; null for none
   */
  public record ManageView(
      ProjectName project, People people, QuotaView quota, @Nullable LockItem lock,
      boolean isAdministrator, @Nullable Notice notice) {}

  /**
   * The owners and uploaders.
   *
   * @param form null if they cannot be changed here
   * @param problem why they cannot be changed here; null otherwise
   * @param pager the pages of the uploaders
   * @param assets names that the form proposes
   */
  public record People(
      @Nullable PermissionsForm form, @Nullable String problem, Pager pager, List<String> assets,
      Instant now) {
    public People {
      assets = List.copyOf(assets);
    }
  }

  /**
   * The quota and the usage.
   *
   * @param use null if one of them is unknown
   * @param form null if the user may not change the quota
   * @param inForce the stored quota as a part of a sentence; empty if it is unknown
   */
  public record QuotaView(
      @Nullable QuotaUse use, @Nullable Figure plot, @Nullable QuotaForm form, String inForce) {}

  public void show(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    PageRenderer.send(exchange, template(exchange, project, Typed.NOTHING));
  }

  /** Returns the page with a form of permissions as the user has typed it. */
  PageRenderer.Template template(Exchange exchange, ProjectName project, PermissionsForm form) {
    return template(exchange, project, new Typed(form, null, null));
  }

  /** Returns the page with a form of the quota as the user has typed it. */
  PageRenderer.Template template(Exchange exchange, ProjectName project, QuotaForm form) {
    return template(exchange, project, new Typed(null, form, null));
  }

  /** Returns the page with a problem of unlocking. */
  PageRenderer.Template lockProblem(Exchange exchange, ProjectName project, String problem) {
    return template(exchange, project, new Typed(null, null, problem));
  }

  /** The forms as the user has typed them; null for those that the user has not sent. */
  private record Typed(
      @Nullable PermissionsForm permissions, @Nullable QuotaForm quota,
      @Nullable String lockProblem) {
    static final Typed NOTHING = new Typed(null, null, null);
  }

  private PageRenderer.Template template(Exchange exchange, ProjectName project, Typed typed) {
    boolean isAdministrator = management.isAdministrator(exchange);
    int number = Pager.requested(exchange);
    ManageView view =
        management.sources()
            .turns(exchange)
            .run(
                () -> new ManageView(
                    project, people(exchange, project, typed.permissions(), number),
                    quota(project, isAdministrator, typed.quota()),
                    lock(project, typed.lockProblem()), isAdministrator, Notice.of(exchange)));
    QuotaForm quota = view.quota().form();
    Page page =
        management.page(exchange, project, "Manage")
            .withCommands(
                ManagementCommands.ofProject(
                    management.site().urls(), project, quota == null ? "" : quota.options()));
    return out -> JtemanageGenerated.render(out, null, page, view);
  }

  /** @throws GypsumException NOT_FOUND, FORBIDDEN */
  private People people(
      Exchange exchange, ProjectName project, @Nullable PermissionsForm typed, int number) {
    StoredDocument<Permissions> stored;
    try {
      stored = management.permissions(exchange, project);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT || !management.isAdministrator(exchange)) {
        throw e;
      }
      return unchangeable(e.reason() + "; write new permissions with the command");
    }
    if (typed == null && PermissionsForm.isTooLong(stored.document())) {
      return unchangeable(
          "the project has too many owners and uploaders to change them here; use the command");
    }
    PermissionsForm form = typed == null ? PermissionsForm.of(stored, number) : typed;
    PageSources sources = management.sources();
    List<String> assets =
        sources.answers()
            .read(
                state -> sources.catalog()
                    .assets(project, 0, MAX_PROPOSED)
                    .stream()
                    .map(row -> row.asset().asset().value())
                    .toList(),
                state -> List.of());
    return new People(
        form, null, new Pager(form.page(), form.pages(), management.url(project)), assets,
        sources.clock().instant());
  }

  private People unchangeable(String problem) {
    return new People(
        null, problem, new Pager(1, 1, ""), List.of(), management.sources().clock().instant());
  }

  private QuotaView quota(
      ProjectName project, boolean isAdministrator, @Nullable QuotaForm typed) {
    PageSources sources = management.sources();
    Instant now = sources.clock().instant();
    StoredDocument<Quota> stored = storedQuota(project);
    Usage usage = sources.bucket().tryRead(BucketLayout.usage(project), Usage::read).document();
    QuotaForm form = null;
    if (isAdministrator) {
      form = typed != null ? typed : stored == null ? null : QuotaForm.of(stored);
    }
    String inForce = stored == null ? "" : QuotaDifference.text(stored.document());
    if (stored == null || usage == null) {
      return new QuotaView(null, null, form, inForce);
    }
    List<UploadMonth> uploads =
        sources.answers()
            .read(state -> sources.catalog().uploads(project), state -> List.of());
    return new QuotaView(
        QuotaUse.of(stored.document(), usage.totalBytes(), Timestamps.year(now)),
        UsagePlot.of(new UsagePlot.Data(stored.document(), usage.totalBytes(), uploads, now)),
        form, inForce);
  }

  private @Nullable StoredDocument<Quota> storedQuota(ProjectName project) {
    try {
      return management.sources().bucket().quota(project).orElse(null);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable LockItem lock(ProjectName project, @Nullable String problem) {
    Instant now = management.sources().clock().instant();
    try {
      return management.actions()
          .env()
          .sessions()
          .locks()
          .read(project)
          .map(stored -> LockItem.of(LockedProject.of(project, stored.document()), now, problem))
          .orElse(null);
    } catch (GypsumException e) {
      // The rest of the page does not depend on the lock.
      return LockItem.unreadable(e.reason());
    }
  }
}
