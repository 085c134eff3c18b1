package io.gypsum.server.page.publish;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.decision.ExcludedFiles;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.api.PathNames;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.operation.UploadChecks;
import io.gypsum.server.operation.UploadOutlook;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.template.JtepublishGenerated;
import io.gypsum.server.schema.DocumentValidator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /publish/{project}?asset=&version=}: the page that uploads a version. Without an asset, the page is a form
 * to choose one. Scripts send the files; if they do not run, the page shows the commands.
 */
public final class PublishPage implements Handler {
  /** Maximum number of assets that the form proposes; others can be typed. */
  static final int MAX_PROPOSED = 200;
  private static final int MAX_COMPARED_VERSIONS = 200;

  private final Site site;
  private final PageSources sources;
  private final UploadChecks checks;
  private final DocumentValidator schemas;

  PublishPage(Site site, PageSources sources, UploadChecks checks, DocumentValidator schemas) {
    this.site = site;
    this.sources = sources;
    this.checks = checks;
    this.schemas = schemas;
  }

  /**
   * The content of the page.
   *
   * @param proposed names of assets
   * @param upload null until an asset is chosen
   */
  public record PublishView(
      ProjectName project, List<String> proposed, @Nullable UploadForm upload) {
    public PublishView {
      proposed = List.copyOf(proposed);
    }
  }

  /**
   * The form of an upload.
   *
   * @param version the suggested name
   * @param newest the newest version of the asset; null for none
   * @param settings of the scripts, in JSON
   */
  public record UploadForm(
      ProjectAsset asset, String version, @Nullable AssetVersion newest, UploadOutlook outlook,
      String settings) {
    public boolean isPermitted() {
      return outlook.right() != UploadRight.NONE;
    }

    public boolean isOnProbation() {
      return outlook.isOnProbation();
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectName project = PathNames.project(exchange);
    User user = exchange.user();
    Permissions permissions = sources.bucket().requirePermissions(project).document();
    String asset = QueryParameters.text(exchange, "asset");
    PublishView view =
        new PublishView(
            project,
            asset.isEmpty() ? proposedAssets(exchange, user, permissions, project) : List.of(),
            asset.isEmpty() ? null : form(exchange, user, permissions, project, asset));
    PageUrls urls = site.urls();
    List<Crumb> crumbs =
        List.of(
            new Crumb(project.value(), urls.project(project)),
            new Crumb("Upload", urls.path("publish", project.value())));
    Page page =
        Page.of(site, exchange, Printable.line("Upload to " + project))
            .withCrumbs(crumbs)
            .withCommands(commands(view).examples(urls));
    PageRenderer.send(exchange, out -> JtepublishGenerated.render(out, null, page, view));
  }

  private static UploadCommands commands(PublishView view) {
    UploadForm form = view.upload();
    return UploadCommands.of(
        view.project(),
        form == null ? null : form.asset().version(new VersionName(form.version())));
  }

  /** Returns the assets to which the permissions of the user are limited, then existing ones. */
  private List<String> proposedAssets(
      Exchange exchange, User user, Permissions permissions, ProjectName project) {
    List<String> names = new ArrayList<>();
    permissions.uploaders()
        .stream()
        .filter(entry -> entry.isValid() && user.is(entry.id()))
        .map(Uploader::asset)
        .filter(Objects::nonNull)
        .forEach(names::add);
    sources.turns(exchange)
        .run(() -> sources.firstAssets(project, MAX_PROPOSED))
        .forEach(asset -> names.add(asset.asset().value()));
    return names.stream().distinct().limit(MAX_PROPOSED).toList();
  }

  private UploadForm form(
      Exchange exchange, User user, Permissions permissions, ProjectName project, String name) {
    ProjectAsset asset = new ProjectAsset(project, new AssetName(name));
    List<AssetVersion> versions =
        sources.turns(exchange).run(() -> sources.newestVersions(asset, MAX_COMPARED_VERSIONS));
    String requested = QueryParameters.text(exchange, "version");
    String version =
        requested.isEmpty() ? suggested(user, permissions, asset, versions) : requested;
    return new UploadForm(
        asset, version, versions.isEmpty() ? null : versions.get(0),
        checks.outlook(user, asset.version(new VersionName(version)), false),
        settings(user, asset));
  }

  /** Suggests the only version that the user may upload, if the permission is limited to it. */
  private String suggested(
      User user, Permissions permissions, ProjectAsset asset, List<AssetVersion> versions) {
    LocalDate today = LocalDate.ofInstant(sources.clock().instant(), ZoneOffset.UTC);
    String next =
        NextVersionName.after(
            versions.stream().map(each -> each.version().value()).toList(), today);
    if (mayUpload(user, asset, next)) {
      return next;
    }
    return permissions.uploaders()
        .stream()
        .filter(entry -> entry.isValid() && user.is(entry.id()))
        .filter(entry -> entry.asset() == null || entry.asset().equals(asset.asset().value()))
        .map(Uploader::version)
        .filter(Objects::nonNull)
        .filter(version -> isValid(version) && mayUpload(user, asset, version))
        .findFirst()
        .orElse(next);
  }

  private boolean mayUpload(User user, ProjectAsset asset, String version) {
    return checks.outlook(user, asset.version(new VersionName(version)), false).right()
        != UploadRight.NONE;
  }

  private static boolean isValid(String version) {
    try {
      VersionName _ = new VersionName(version);
      return true;
    } catch (GypsumException e) {
      return false;
    }
  }

  private String settings(User user, ProjectAsset asset) {
    JsonWritable settings = out -> {
      out.writeStartObject();
      out.writeStringProperty("base", site.urls().publicPath());
      out.writeStringProperty("login", user.login());
      out.writeStringProperty("project", asset.project().value());
      out.writeStringProperty("asset", asset.asset().value());
      write(out, "defaultPatterns", ExcludedFiles.DEFAULT_PATTERNS);
      write(out, "documentNames", List.copyOf(schemas.baseNames()));
      out.writeEndObject();
    };
    return JsonOutput.text(settings);
  }

  private static void write(JsonGenerator out, String name, List<String> values) {
    out.writeName(name).writeStartArray();
    values.forEach(out::writeString);
    out.writeEndArray();
  }
}
