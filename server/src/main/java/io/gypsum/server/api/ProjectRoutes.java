package io.gypsum.server.api;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.decision.User;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.operation.Refresh;
import io.gypsum.server.operation.Removal;

/** Projects: making, managing, mending and removing them and what is in them. */
final class ProjectRoutes {
  private final Callers callers;
  private final Projects projects;
  private final Refresh refresh;
  private final Removal removal;
  private final long maxJsonBytes;

  ProjectRoutes(
      Callers callers, Projects projects, Refresh refresh, Removal removal, long maxJsonBytes) {
    this.callers = callers;
    this.projects = projects;
    this.refresh = refresh;
    this.removal = removal;
    this.maxJsonBytes = maxJsonBytes;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/create/{project}", this::create),
        Route.put("/permissions/{project}", this::setPermissions),
        Route.put("/quota/{project}", this::setQuota),
        Route.delete("/unlock/{project}", this::unlock),
        Route.post("/refresh/latest/{project}/{asset}", this::refreshLatest),
        Route.post("/refresh/usage/{project}", this::refreshUsage),
        Route.delete("/remove/{project}", this::removeProject),
        Route.delete("/remove/{project}/{asset}", this::removeAsset),
        Route.delete("/remove/{project}/{asset}/{version}", this::removeVersion));
  }

  private void create(Exchange exchange) throws IOException {
    User user = callers.administrator(exchange);
    ProjectName project = Names.project(exchange);
    CreateRequest request = exchange.jsonOrEmpty(maxJsonBytes, CreateRequest::read);
    projects.create(user, project, request.permissions(), request.quota());
    exchange.empty();
  }

  private void setPermissions(Exchange exchange) throws IOException {
    User user = callers.user(exchange);
    ProjectName project = Names.project(exchange);
    projects.requireManager(user, project);
    PermissionsChange change = exchange.json(maxJsonBytes, PermissionsChange::read);
    projects.setPermissions(user, project, change);
    exchange.empty();
  }

  private void setQuota(Exchange exchange) throws IOException {
    callers.administrator(exchange);
    ProjectName project = Names.project(exchange);
    projects.requireProject(project);
    QuotaChange change = exchange.json(maxJsonBytes, QuotaChange::read);
    projects.setQuota(project, change);
    exchange.empty();
  }

  private void unlock(Exchange exchange) {
    User user = callers.user(exchange);
    projects.unlock(user, Names.project(exchange));
    exchange.empty();
  }

  private void refreshLatest(Exchange exchange) throws IOException {
    User user = callers.administrator(exchange);
    ProjectAsset asset = Names.asset(exchange);
    JsonWritable answer = refresh.latest(user, asset)
        .<JsonWritable>map(latest -> latest)
        .orElse(EmptyObject.INSTANCE);
    exchange.json(answer);
  }

  private void refreshUsage(Exchange exchange) throws IOException {
    User user = callers.administrator(exchange);
    exchange.json(refresh.usage(user, Names.project(exchange)));
  }

  private void removeProject(Exchange exchange) {
    User user = callers.administrator(exchange);
    removal.removeProject(user, Names.project(exchange));
    exchange.empty();
  }

  private void removeAsset(Exchange exchange) {
    User user = callers.administrator(exchange);
    removal.removeAsset(user, Names.asset(exchange));
    exchange.empty();
  }

  private void removeVersion(Exchange exchange) {
    User user = callers.administrator(exchange);
    removal.removeVersion(user, Names.version(exchange));
    exchange.empty();
  }
}
