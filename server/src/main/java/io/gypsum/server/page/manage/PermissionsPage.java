package io.gypsum.server.page.manage;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.ChangedMeanwhileException;
import io.gypsum.server.operation.PermissionsDifference;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.JtemanagepreviewGenerated;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * Changes the owners and uploaders of a project in two steps: a preview, which changes nothing, and the change itself. If another
 * request has changed the permissions since the user has seen them, the preview is shown again with what the other request has
 * changed.
 */
public final class PermissionsPage {
  private final Management management;
  private final ManagePage start;

  public PermissionsPage(Management management, ManagePage start) {
    this.management = management;
    this.start = start;
  }

  /**
   * The content of the preview.
   *
   * @param others what others have changed since the form was opened
   * @param yours what the change would do to the current permissions
   * @param isRefused whether the change was refused because of the changes of others
   */
  public record PreviewView(
      ProjectName project, PermissionsDifference others, Effect yours, PermissionsForm form,
      boolean isRefused) {}

  /**
   * The effect of a change.
   *
   * @param missing the entries to change that do not exist any more
   */
  public record Effect(
      PermissionsDifference difference, List<PermissionsWarning> warnings, List<String> missing) {
    public Effect {
      warnings = List.copyOf(warnings);
      missing = List.copyOf(missing);
    }
  }

  /** {@code POST /manage/{project}/permissions/preview}: shows the change, or the form again if {@code step} is more or edit. */
  public void preview(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    StoredDocument<Permissions> current = management.permissions(exchange, project);
    FormBody body = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    String step = body.text("step");
    PermissionsForm form = PermissionsForm.read(inputs(body), step.equals("more") ? 1 : 0);
    if (step.equals("more") || step.equals("edit")) {
      PageRenderer.send(exchange, start.template(exchange, project, form));
      return;
    }
    PageRenderer.send(
        exchange,
        template(exchange, project, requireValid(exchange, project, form), current, false));
  }

  /** {@code POST /manage/{project}/permissions}: makes a change that the user has seen. */
  public void apply(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    StoredDocument<Permissions> current = management.permissions(exchange, project);
    FormBody body = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    PermissionsForm form =
        requireValid(exchange, project, PermissionsForm.read(inputs(body), 0));
    PermissionsDraft.Result result = form.draft().applyTo(current.document());
    PermissionsChange change = result.changeOf(current.document());
    if (change.equals(PermissionsChange.NONE) && result.missing().isEmpty()) {
      // The second of two equal requests also ends here.
      Notice.UNCHANGED.redirect(exchange, management.url(project));
      return;
    }
    try {
      exchange.setAttribute(
          AuditedDetails.class,
          AuditedDetails.ofChanges(
              management.projects()
                  .setPermissions(exchange.user(), project, change, form.etag())
                  .texts()));
    } catch (ChangedMeanwhileException e) {
      StoredDocument<Permissions> changed = management.permissions(exchange, project);
      throw new RefusedFormException(
          e.kind(), e.reason(), template(exchange, project, form, changed, true));
    }
    // A user who has removed themselves from the owners cannot see the page any more.
    boolean remains =
        management.isAdministrator(exchange)
            || exchange.user().isAnyOf(result.permissions().owners());
    Notice.PERMISSIONS.redirect(
        exchange, remains ? management.url(project) : management.site().urls().project(project));
  }

  private static PermissionsForm.Inputs inputs(FormBody body) {
    return name -> body.contains(name) ? body.text(name) : null;
  }

  /** @throws RefusedFormException with the form, if an input is invalid */
  private PermissionsForm requireValid(
      Exchange exchange, ProjectName project, PermissionsForm form) {
    PermissionsForm checked = form.checked();
    if (!checked.problems().isEmpty()) {
      throw new RefusedFormException(
          GypsumException.Kind.INVALID,
          "the change of permissions is invalid: " + checked.problems().values().iterator().next(),
          start.template(exchange, project, checked));
    }
    return checked;
  }

  private PageRenderer.Template template(
      Exchange exchange, ProjectName project, PermissionsForm form,
      StoredDocument<Permissions> current, boolean isRefused) {
    Permissions before = current.document();
    PermissionsDraft.Result result = form.draft().applyTo(before);
    PermissionsWarning.Context context =
        new PermissionsWarning.Context(
            exchange.user(), management.isAdministrator(exchange),
            management.sources().clock().instant(), management.actions().ids().all());
    PreviewView view =
        new PreviewView(
            project, PermissionsDifference.between(form.base(), before),
            new Effect(
                PermissionsDifference.between(before, result.permissions()),
                management.sources()
                    .turns(exchange)
                    .run(
                        () -> PermissionsWarning.of(
                            before, result.permissions(), context, assetExists(project))),
                result.missing()
                    .stream()
                    .map(
                        entry -> "'" + Printable.value(entry.id()) + "' for "
                            + PermissionsDifference.scope(entry))
                    .toList()),
            form.seen(current.etag()), isRefused);
    Page page =
        management.page(exchange, project, "Preview of the permissions")
            .withCommands(
                new PermissionsCommands(
                    management.site().urls(), project, before, result.permissions())
                    .examples(result.changeOf(before)));
    return out -> JtemanagepreviewGenerated.render(out, null, page, view);
  }

  private Predicate<String> assetExists(ProjectName project) {
    return name -> {
      ProjectAsset asset = assetOrNull(project, name);
      return asset == null
          || management.sources()
              .answers()
              .read(
                  state -> management.sources().catalog().asset(asset).isPresent(),
                  state -> true);
    };
  }

  private static @Nullable ProjectAsset assetOrNull(ProjectName project, String name) {
    try {
      return new ProjectAsset(project, AssetName.parse(name));
    } catch (GypsumException e) {
      // A stored entry may contain any name.
      return null;
    }
  }
}
