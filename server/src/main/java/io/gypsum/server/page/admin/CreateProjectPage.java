package io.gypsum.server.page.admin;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Quantity;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.admin.JtecreateGenerated;
import org.jspecify.annotations.Nullable;

/** {@code /admin/create}: a form that creates a project, by the same operation as {@code POST /create/{project}}. */
public final class CreateProjectPage {
  private static final int MAX_OWNERS = 1_000;

  private final AdminContext context;

  CreateProjectPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page.
   *
   * @param problem why the last attempt failed; null before the first one
   */
  public record CreateView(CreateFields fields, @Nullable String problem) {}

  /**
   * The fields of the form as they were typed.
   *
   * @param owners one on each line, or separated by commas
   * @param baseline the size in the baseline year, such as {@code 10GB}; empty for the default
   * @param growth the size that is added every year; empty for the default
   */
  public record CreateFields(String project, String owners, String baseline, String growth) {
    /** The fields of a new form, with the quota that a project gets unless another one is typed. */
    static CreateFields initial() {
      Quota quota = Quota.defaultFor(0);
      return new CreateFields(
          "", "", Numbers.size(quota.baselineBytes().longValue()),
          Numbers.size(quota.growthBytesPerYear().longValue()));
    }

    static CreateFields of(FormBody form) {
      return new CreateFields(
          form.text("project").strip(), form.text("owners"), form.text("baseline").strip(),
          form.text("growth").strip());
    }

    /** @throws GypsumException INVALID for too many owners */
    PermissionsChange permissions() {
      List<String> ids = lines(owners);
      if (ids.size() > MAX_OWNERS) {
        throw GypsumException.invalid(
            "too many owners: expected at most " + MAX_OWNERS + ", found " + ids.size()
                + "; use an organization");
      }
      return ids.isEmpty() ? PermissionsChange.NONE : new PermissionsChange(ids, null);
    }

    /** @throws GypsumException INVALID for a text that is not a size */
    QuotaChange quota() {
      return new QuotaChange(size("quota", baseline), size("growth", growth), null);
    }

    private static @Nullable Long size(String field, String text) {
      if (text.isEmpty()) {
        return null;
      }
      try {
        return Quantity.parseSize(text);
      } catch (GypsumException e) {
        throw GypsumException.invalid("the " + field + " is invalid: " + e.reason());
      }
    }
  }

  /** Returns the entries of a list that is typed into a form: neither logins nor organizations contain commas. */
  static List<String> lines(String text) {
    return Arrays.stream(text.split("[,\\r\\n]+"))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .distinct()
        .toList();
  }

  void show(Exchange exchange) throws IOException {
    PageRenderer.send(exchange, template(exchange, CreateFields.initial(), null));
  }

  void create(Exchange exchange) throws IOException {
    CreateFields fields = CreateFields.of(AdminContext.form(exchange));
    AdminContext.setTarget(exchange, new Target(fields.project(), null, null, null));
    try {
      ProjectName project = new ProjectName(fields.project());
      requirePrintable(project);
      new Projects(context.actions().env())
          .create(exchange.user(), project, fields.permissions(), fields.quota());
    } catch (GypsumException e) {
      throw new RefusedFormException(e.kind(), e.reason(), template(exchange, fields, e.reason()));
    }
    Notice.CREATED.redirect(
        exchange,
        PageUrls.query(
            AdminSection.PROJECTS.url(context.urls()), "filter", fields.project()));
  }

  /** A typed name must be readable. The API accepts other names too, since existing programs may create them. */
  private static void requirePrintable(ProjectName project) {
    if (!Printable.isPrintable(project.value())) {
      throw GypsumException.invalid(
          "the name '" + Printable.value(project.value())
              + "' contains characters that cannot be seen: choose another name");
    }
  }

  private PageRenderer.Template template(
      Exchange exchange, CreateFields fields, @Nullable String problem) {
    CreateView view = new CreateView(fields, problem);
    Page page =
        context.page(exchange, AdminSection.CREATE, AdminCommands.create(context.urls()));
    AdminFrame frame = context.frame(exchange, AdminSection.CREATE);
    return out -> JtecreateGenerated.render(out, null, page, frame, view);
  }
}
