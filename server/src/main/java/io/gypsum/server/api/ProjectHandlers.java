package io.gypsum.server.api;

import java.io.IOException;
import java.util.Objects;

import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.operation.Deletions;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.operation.Refresh;

/** Creates, manages, refreshes and removes projects and their content. One method per route. */
public final class ProjectHandlers {
  private final Projects projects;
  private final Refresh refresh;
  private final Deletions removal;
  private final long maxBodyBytes;

  public ProjectHandlers(Environment env, long maxBodyBytes) {
    this.projects = new Projects(env);
    this.refresh = new Refresh(env, projects);
    this.removal = new Deletions(env);
    this.maxBodyBytes = maxBodyBytes;
  }

  public void create(Exchange exchange) throws IOException {
    ProjectName project = PathNames.project(exchange);
    CreateRequest request = exchange.readJsonOrEmpty(maxBodyBytes, CreateRequest.CODEC::read);
    projects.create(exchange.user(), project, request.permissions(), request.quota());
    exchange.sendEmpty();
  }

  public void setPermissions(Exchange exchange) throws IOException {
    ProjectName project = PathNames.project(exchange);
    projects.requireManager(exchange.user(), project);
    PermissionsChange change = exchange.readJson(maxBodyBytes, PermissionsChange::read);
    projects.setPermissions(exchange.user(), project, change);
    exchange.sendEmpty();
  }

  public void setQuota(Exchange exchange) throws IOException {
    ProjectName project = PathNames.project(exchange);
    projects.requireProject(project);
    QuotaChange change = exchange.readJson(maxBodyBytes, QuotaChange::read);
    projects.setQuota(project, change);
    exchange.sendEmpty();
  }

  public void unlock(Exchange exchange) {
    projects.unlock(exchange.user(), PathNames.project(exchange));
    exchange.sendEmpty();
  }

  /** Responds with <code>{}</code> when the asset has no latest version. */
  public void refreshLatest(Exchange exchange) throws IOException {
    JsonWritable noLatest = out -> {
      out.writeStartObject();
      out.writeEndObject();
    };
    exchange.sendJson(
        refresh.latest(exchange.user(), PathNames.asset(exchange))
            .<JsonWritable>map(latest -> latest)
            .orElse(noLatest));
  }

  public void refreshUsage(Exchange exchange) throws IOException {
    exchange.sendJson(refresh.usage(exchange.user(), PathNames.project(exchange)));
  }

  public void removeProject(Exchange exchange) {
    removal.removeProject(exchange.user(), PathNames.project(exchange));
    exchange.sendEmpty();
  }

  public void removeAsset(Exchange exchange) {
    removal.removeAsset(exchange.user(), PathNames.asset(exchange));
    exchange.sendEmpty();
  }

  public void removeVersion(Exchange exchange) {
    removal.removeVersion(exchange.user(), PathNames.version(exchange));
    exchange.sendEmpty();
  }

  /** The body of {@code /create}: differences from the defaults. */
  private record CreateRequest(PermissionsChange permissions, QuotaChange quota) {
    private static final RecordCodec<CreateRequest> CODEC =
        RecordCodec.of(
            Property.optional(
                "permissions", JsonType.readOnly(PermissionsChange::read),
                CreateRequest::permissions),
            Property.optional(
                "quota", JsonType.readOnly(QuotaChange::read), CreateRequest::quota),
            (permissions, quota) -> new CreateRequest(
                Objects.requireNonNullElse(permissions, PermissionsChange.NONE),
                Objects.requireNonNullElse(quota, QuotaChange.NONE)));
  }
}
