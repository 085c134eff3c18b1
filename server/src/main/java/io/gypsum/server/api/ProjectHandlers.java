package io.gypsum.server.api;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.LinkLookup;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.operation.Deletions;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.operation.Refresh;

/** Creates, manages, refreshes and deletes projects and their content. One method per route. */
public final class ProjectHandlers {
  private final Projects projects;
  private final Refresh refresh;
  private final Deletions removal;
  private final LinkLookup lookup;
  private final ComputeLane lane;
  private final long maxBodyBytes;

  /**
   * @param lookup finds the links to deleted files
   * @param lane performs the operations, except for those on single documents
   */
  public ProjectHandlers(
      Environment env, LinkLookup lookup, ComputeLane lane, long maxBodyBytes) {
    this.lookup = lookup;
    this.lane = lane;
    this.projects = new Projects(env);
    this.refresh = new Refresh(env, projects);
    this.removal = new Deletions(env, lookup);
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
    exchange.setAttribute(
        AuditedDetails.class,
        AuditedDetails.ofChanges(
            projects.setPermissions(exchange.user(), project, change).texts()));
    exchange.sendEmpty();
  }

  public void setQuota(Exchange exchange) throws IOException {
    ProjectName project = PathNames.project(exchange);
    projects.requireProject(project);
    QuotaChange change = exchange.readJson(maxBodyBytes, QuotaChange::read);
    exchange.setAttribute(
        AuditedDetails.class,
        AuditedDetails.ofChanges(List.of(projects.setQuota(project, change))));
    exchange.sendEmpty();
  }

  public void unlock(Exchange exchange) {
    User user = exchange.user();
    ProjectName project = PathNames.project(exchange);
    lane.execute(() -> projects.unlock(user, project));
    exchange.sendEmpty();
  }

  /** Responds with <code>{}</code> when the asset has no latest version. */
  public void refreshLatest(Exchange exchange) throws IOException {
    JsonWritable noLatest = out -> {
      out.writeStartObject();
      out.writeEndObject();
    };
    User user = exchange.user();
    ProjectAsset asset = PathNames.asset(exchange);
    Optional<Latest> latest = lane.run(() -> refresh.latest(user, asset));
    exchange.sendJson(latest.<JsonWritable>map(found -> found).orElse(noLatest));
  }

  public void refreshUsage(Exchange exchange) throws IOException {
    User user = exchange.user();
    ProjectName project = PathNames.project(exchange);
    exchange.sendJson(lane.run(() -> refresh.usage(user, project)));
  }

  public void removeProject(Exchange exchange) {
    User user = exchange.user();
    ProjectName project = PathNames.project(exchange);
    LinkPolicy links = LinkPolicy.parse(exchange.queryParameter("links"));
    lane.execute(() -> removal.removeProject(user, project, links));
    exchange.sendEmpty();
  }

  public void removeAsset(Exchange exchange) {
    User user = exchange.user();
    ProjectAsset asset = PathNames.asset(exchange);
    LinkPolicy links = LinkPolicy.parse(exchange.queryParameter("links"));
    lane.execute(() -> removal.removeAsset(user, asset, links));
    exchange.sendEmpty();
  }

  public void removeVersion(Exchange exchange) {
    User user = exchange.user();
    AssetVersion version = PathNames.version(exchange);
    LinkPolicy links = LinkPolicy.parse(exchange.queryParameter("links"));
    lane.execute(() -> removal.removeVersion(user, version, links));
    exchange.sendEmpty();
  }

  public void linksToProject(Exchange exchange) throws IOException {
    sendLinks(exchange, IndexScope.of(PathNames.project(exchange)));
  }

  public void linksToAsset(Exchange exchange) throws IOException {
    sendLinks(exchange, IndexScope.of(PathNames.asset(exchange)));
  }

  public void linksToVersion(Exchange exchange) throws IOException {
    sendLinks(exchange, IndexScope.of(PathNames.version(exchange)));
  }

  private void sendLinks(Exchange exchange, IndexScope scope) throws IOException {
    IncomingLinkSummary links = lane.run(() -> lookup.linksInto(scope));
    exchange.sendJson(links);
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
