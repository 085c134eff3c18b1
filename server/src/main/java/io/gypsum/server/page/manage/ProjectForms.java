package io.gypsum.server.page.manage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.ChangedMeanwhileException;
import io.gypsum.server.operation.QuotaDifference;
import io.gypsum.server.operation.Refresh;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.manage.QuotaForm.Risk;
import io.gypsum.server.page.manage.QuotaForm.Warning;
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
    StoredDocument<Quota> stored = quota(project);
    QuotaChange change = form.changeOf(stored.document());
    boolean isOutdated = !stored.etag().equals(form.etag());
    requireConfirmed(exchange, project, form, body, stored, isOutdated);
    try {
      exchange.setAttribute(
          AuditedDetails.class,
          AuditedDetails.ofChanges(
              List.of(management.projects().setQuota(project, change, stored.etag()))));
    } catch (ChangedMeanwhileException e) {
      requireConfirmed(exchange, project, form, body, quota(project), true);
      throw e;
    }
    Notice.QUOTA.redirect(exchange, management.url(project));
  }

  private StoredDocument<Quota> quota(ProjectName project) {
    return management.sources()
        .bucket()
        .quota(project)
        .orElseThrow(() -> GypsumException.notFound("project '" + project + "' does not exist"));
  }

  /**
   * Checks that the user has confirmed each risk.
   *
   * @param isOutdated whether the user has not seen the stored quota; a confirmation then referred to another one
   * @throws RefusedFormException with the form and its warnings
   */
  private void requireConfirmed(
      Exchange exchange, ProjectName project, QuotaForm form, FormBody body,
      StoredDocument<Quota> stored, boolean isOutdated) {
    List<Warning> warnings = new ArrayList<>();
    if (isOutdated || body.contains(Risk.REPLACES_ANOTHER.warnedInput())) {
      warnings.add(
          new Warning(
              Risk.REPLACES_ANOTHER,
              "Another request has changed the quota in the meantime. In force now: the limit is "
                  + QuotaDifference.text(stored.document()) + ".",
              !isOutdated && body.contains(Risk.REPLACES_ANOTHER.input())));
    }
    String limit = belowUsage(project, form.changeOf(stored.document()).applyTo(stored.document()));
    if (limit != null) {
      warnings.add(
          new Warning(
              Risk.STOPS_UPLOADS, limit, body.contains(Risk.STOPS_UPLOADS.input())));
    }
    warnings.stream().filter(warning -> !warning.isConfirmed()).findFirst().ifPresent(missing -> {
      throw refused(
          exchange, project, form.withWarnings(stored.etag(), warnings),
          "not confirmed: " + missing.text());
    });
  }

  private @Nullable String belowUsage(ProjectName project, Quota quota) {
    Usage usage =
        management.sources().bucket().tryRead(BucketLayout.usage(project), Usage::read).document();
    int year = management.sources().thisYear();
    return usage == null || quota.admits(usage, 0, year)
        ? null
        : "The project stores " + Numbers.size(usage.totalBytes())
            + ", which is more than the limit of this year would be ("
            + Numbers.size(quota.limitBytes(year).doubleValue())
            + "). All further uploads would be refused.";
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
      String problem = "Check the box to confirm that the operation will be ended.";
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
