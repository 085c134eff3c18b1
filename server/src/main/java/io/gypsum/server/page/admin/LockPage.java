package io.gypsum.server.page.admin;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.ChangedMeanwhileException;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.LockItem;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.admin.JtelockGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/locks/{project}}: who holds the lock of a project, and a form that ends the operation. The form names the lock that the
 * administrator has seen, so it does not end an operation that began later.
 */
public final class LockPage {
  private final AdminContext context;

  LockPage(AdminContext context) {
    this.context = context;
  }

  /**
   * What the page shows.
   *
   * @param lock null if the project is not locked
   * @param action the address to which the form is sent
   */
  public record LockView(ProjectName project, @Nullable LockItem lock, String action) {}

  void show(Exchange exchange) throws IOException {
    PageRenderer.send(exchange, template(exchange, project(exchange), null));
  }

  private static ProjectName project(Exchange exchange) {
    return new ProjectName(exchange.pathParameter("project"));
  }

  private PageRenderer.Template template(
      Exchange exchange, ProjectName project, @Nullable String problem) {
    LockItem lock =
        context.sources().pages().turns(exchange).run(() -> lock(project, problem)).orElse(null);
    String address = AdminSection.LOCKS.url(context.urls(), project.value());
    LockView view = new LockView(project, lock, address);
    Page page =
        context.page(
            exchange, AdminSection.LOCKS, new Crumb(project.value(), address),
            AdminCommands.unlock(context.urls(), project));
    AdminFrame frame = context.frame(exchange, AdminSection.LOCKS);
    return out -> JtelockGenerated.render(out, null, page, frame, view);
  }

  private Optional<LockItem> lock(ProjectName project, @Nullable String problem) {
    Instant now = context.sources().pages().clock().instant();
    try {
      return context.sources()
          .locks()
          .read(project)
          .map(lock -> LockItem.of(lock, now, problem));
    } catch (GypsumException e) {
      return Optional.of(LockItem.unreadable(e.reason()));
    }
  }

  /** Ends the operation of the field {@code lock}. Succeeds even if it has ended in the meantime. */
  void unlock(Exchange exchange) throws IOException {
    User user = exchange.user();
    ProjectName project = project(exchange);
    FormBody form = AdminContext.form(exchange);
    if (!form.contains("confirm")) {
      String problem = "Check the box to confirm that the operation is ended.";
      throw new RefusedFormException(
          GypsumException.Kind.INVALID, problem, template(exchange, project, problem));
    }
    String session = form.text("lock");
    try {
      context.actions()
          .lane()
          .execute(() -> new Projects(context.actions().env()).unlock(user, project, session));
    } catch (ChangedMeanwhileException e) {
      throw new RefusedFormException(
          e.kind(), e.reason(), template(exchange, project, e.reason()));
    }
    context.sources().locks().update(project);
    Notice.UNLOCKED.redirect(exchange, AdminSection.LOCKS.url(context.urls()));
  }
}
