package io.gypsum.server.page.admin;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Site;
import io.gypsum.server.session.SessionAuthentication;

/** The dependencies that the pages of administrators share. */
record AdminContext(Site site, AdminSources sources, PageActions actions) {
  PageUrls urls() {
    return site.urls();
  }

  AdminFrame frame(Exchange exchange, AdminSection section) {
    List<AdminSection> sections =
        Arrays.stream(AdminSection.values())
            .filter(each -> each != AdminSection.ACCOUNTS || sources.accounts() != null)
            .toList();
    return new AdminFrame(section, sections, Notice.of(exchange));
  }

  /** Returns the page of a section. */
  Page page(Exchange exchange, AdminSection section, List<CommandExample> commands) {
    Page page = Page
        .of(site, exchange, section == AdminSection.OVERVIEW ? "Administration" : section.title());
    Crumb top = new Crumb("Administration", AdminSection.OVERVIEW.url(urls()));
    return page
        .withCrumbs(
            section == AdminSection.OVERVIEW
                ? List.of(top)
                : List.of(top, new Crumb(section.title(), section.url(urls()))))
        .withCommands(commands);
  }

  /** Returns a page below that of a section. */
  Page page(
      Exchange exchange, AdminSection section, Crumb last, List<CommandExample> commands) {
    return Page.of(site, exchange, Printable.line(last.name()))
        .withCrumbs(
            List.of(
                new Crumb("Administration", AdminSection.OVERVIEW.url(urls())),
                new Crumb(section.title(), section.url(urls())), last))
        .withCommands(commands);
  }

  static FormBody form(Exchange exchange) throws IOException {
    return exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
  }

  /** Passes the target of a form to the audit log, since the address of the form does not contain it. */
  static void setTarget(Exchange exchange, Target target) {
    exchange.setAttribute(Target.class, target);
  }
}
