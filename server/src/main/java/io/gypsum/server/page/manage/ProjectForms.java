package io.gypsum.server.page.manage;

import java.io.IOException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.ChangedMeanwhileException;
import io.gypsum.server.operation.Refresh;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.format.Numbers;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/** The forms that change the quota, the lock and the derived documents of a project. One method per route. */
public final class ProjectForms {
  private final Management management;
  private final ManagePage start;

  public ProjectForms(Management management, ManagePage start) {
    this.management = management;
    this.start = start;
  }

  /** {@code POST /manage/{project}/quota}; administrators. */
  public void setQuota(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    FormBody body = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    QuotaForm form = QuotaForm.read(body).checked();
    if (!form.problems().isEmpty()) {
      throw refused(exchange, project, form, form.problems().values().iterator().next());
    }
    StoredDocument<Quota> stored =
        management.sources()
            .bucket()
            .quota(project)
            .orElseThrow(
                () -> GypsumException.notFound("project '" + project + "' does not exist"));
    QuotaChange change = form.changeOf(stored.document());
    String warning = warning(project, change.applyTo(stored.document()));
    if (warning != null && !body.contains("confirm")) {
      throw refused(exchange, project, form.withWarning(form.etag(), warning), warning);
    }
    try {
      management.projects().setQuota(project, change, form.etag());
    } catch (ChangedMeanwhileException e) {
      StoredDocument<Quota> changed =
          management.sources().bucket().quota(project).orElse(stored);
      QuotaForm current = QuotaForm.of(changed);
      String text =
          "Another request has changed the quota in the meantime, to " + current.baseline()
              + " in " + current.year() + " and " + current.growth()
              + " more in each later year. Confirm to replace it with the values below.";
      throw refused(exchange, project, form.withWarning(changed.etag(), text), e.reason());
    }
    Notice.QUOTA.redirect(exchange, management.url(project));
  }

  private @Nullable String warning(ProjectName project, Quota quota) {
    Usage usage =
        management.sources().bucket().tryRead(BucketLayout.usage(project), Usage::read).document();
    int year = management.sources().thisYear();
    if (usage == null || quota.admits(usage, 0, year)) {
      return null;
    }
    return "The project stores " + Numbers.size(usage.totalBytes())
        + ", which is more than the limit of this year would be ("
        + Numbers.size(quota.limitBytes(year).doubleValue())
        + "). All further uploads would be refused. Confirm to set this quota.";
  }

  private RefusedFormException refused(
      Exchange exchange, ProjectName project, QuotaForm form, String reason) {
    return new RefusedFormException(
        GypsumException.Kind.INVALID, reason, start.template(exchange, project, form));
  }

  /** {@code POST /manage/{project}/unlock}: ends the operation of the lock that the user has seen. */
  public void unlock(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    FormBody body = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    User user = exchange.user();
    if (!body.contains("confirm")) {
      String problem = "Check the box to confirm that the operation is ended.";
      management.projects().requireManager(user, project);
      throw new RefusedFormException(
          GypsumException.Kind.INVALID, problem, start.lockProblem(exchange, project, problem));
    }
    try {
      management.actions()
          .lane()
          .execute(() -> management.projects().unlock(user, project, body.text("lock")));
    } catch (ChangedMeanwhileException e) {
      throw new RefusedFormException(
          e.kind(), e.reason(),
          start.lockProblem(
              exchange, project,
              "The operation that you wanted to end has ended already, and another one has begun. It"
                  + " was not ended."));
    }
    Notice.UNLOCKED.redirect(exchange, management.url(project));
  }

  /** {@code POST /manage/{project}/refresh}: recomputes the usage; administrators. */
  public void refreshUsage(Exchange exchange) {
    ProjectName project = Management.project(exchange);
    User user = exchange.user();
    management.actions().lane().execute(() -> refresh().usage(user, project));
    Notice.USAGE.redirect(exchange, management.url(project));
  }

  /** {@code POST /manage/{project}/refresh/{asset}}: recomputes the latest version; administrators. */
  public void refreshLatest(Exchange exchange) {
    ProjectAsset asset = RequestedVersion.asset(exchange);
    User user = exchange.user();
    management.actions().lane().execute(() -> refresh().latest(user, asset));
    Notice.LATEST
        .redirect(exchange, management.url(asset.project(), "assets", asset.asset().value()));
  }

  private Refresh refresh() {
    return new Refresh(management.actions().env(), management.projects());
  }
}
