package io.gypsum.server.page;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.catalog.MissingTargets;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.Page.Head;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.template.JteversionGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /browse/{project}/{asset}/{version}}: the description, files and citation of a version. The version {@code
 * latest} is the latest one; the page then names its permanent address.
 */
public final class VersionPage implements Handler {
  private static final int NEWEST = 6;
  private static final int SHOWN_LINKING = 5;

  private final Site site;
  private final PageSources sources;
  private final DescriptionReader descriptions;
  private final RemovedVersion removed;
  private final VersionDigest.Digests digests = new VersionDigest.Digests();

  VersionPage(Site site, PageSources sources, RemovedVersion removed) {
    this.site = site;
    this.sources = sources;
    this.descriptions = new DescriptionReader(site.urls(), sources);
    this.removed = removed;
  }

  /**
   * The content of the page of a version.
   *
   * @param upload who uploaded it and when
   * @param content null if the manifest is corrupt
   * @param citation null if the version is not published
   */
  public record VersionView(
      VersionOverview state, Upload upload, @Nullable VersionContent content,
      @Nullable CitationTexts citation, Relations relations) {
    public AssetVersion version() {
      return state.version();
    }

    /** Returns the title in the metadata, or else the name of the asset. */
    public String title() {
      String title = content == null ? null : content.description().title();
      return title == null ? Printable.line(version().asset().value()) : title;
    }
  }

  /** @param user empty if unknown */
  public record Upload(String user, ShownTime start, ShownTime finish) {}

  /** The files of a version. */
  public record VersionContent(
      VersionDescription description, FolderListing listing, int fileCount, long totalBytes,
      VersionDigest digest) {}

  /**
   * Other versions of the asset.
   *
   * @param newest the newest ones; empty if they are not known
   * @param count the number of all versions; 0 if it is not known
   * @param before the published version before this one; null if there is none or it is not known
   * @param incoming the versions of any asset that link to this one
   * @param missing the versions to which this one links although they were deleted
   */
  public record Relations(
      List<VersionRow> newest, long count, @Nullable VersionName before,
      IncomingLinkSummary incoming, MissingTargets missing, DataState state) {
    public Relations {
      newest = List.copyOf(newest);
    }

    /** Returns the first versions that link to this one. */
    public List<LinkingVersion> firstLinking() {
      return incoming.first().stream().limit(SHOWN_LINKING).toList();
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    int number = Pager.requested(exchange);
    VersionView view =
        sources.turns(exchange)
            .run(() -> read(exchange, number));
    AssetVersion version = view.version();
    PageUrls urls = site.urls();
    String name = Printable.line(version.toString());
    boolean hasTitle = !view.title().equals(Printable.line(version.asset().value()));
    CitationTexts citation = view.citation();
    Page page =
        Page.of(site, exchange, hasTitle ? view.title() + " – " + name : name)
            .withCrumbs(Crumbs.of(urls, version))
            .withJson(urls.object(BucketLayout.manifest(version)))
            .withCommands(ResourceCommands.ofVersion(urls, version))
            .withHead(
                new Head(
                    description(view), urls.absolute(urls.version(version)), null,
                    citation == null ? null : citation.jsonLd()));
    PageRenderer.send(exchange, out -> JteversionGenerated.render(out, null, page, view));
  }

  private static String description(VersionView view) {
    VersionContent content = view.content();
    String numbers =
        content == null
            ? ""
            : ", " + Numbers.count(content.fileCount(), "file") + ", "
                + Numbers.size(content.totalBytes());
    return "Version " + Printable.line(view.version().toString()) + ", published "
        + view.upload().finish().day() + numbers;
  }

  private VersionView read(Exchange exchange, int number) {
    AssetVersion version =
        new UnknownNames(site.urls(), sources).find(exchange, "version").version();
    VersionOverview state = removed.requireVersion(exchange, version);
    Summary summary = state.summary();
    Instant finish = summary.uploadFinish();
    if (finish == null) {
      throw new IllegalStateException("the version '" + version + "' is not finished");
    }
    String url = site.urls().version(version);
    VersionContent content = content(version, number, url);
    CitationTexts citation =
        summary.isPublished()
            ? CitationTexts.of(
                site, version, summary.uploadUserId(), finish,
                (content == null ? VersionDescription.NONE : content.description()).dataset(),
                sources.clock().instant())
            : null;
    Upload upload =
        new Upload(
            summary.uploadUserId(), new ShownTime(summary.uploadStart()), new ShownTime(finish));
    return new VersionView(state, upload, content, citation, relations(version));
  }

  private @Nullable VersionContent content(AssetVersion version, int number, String url) {
    FileTree tree;
    try {
      tree = sources.trees().tree(version);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      return null;
    }
    FolderListing listing =
        new FolderListing(version, tree.folder("", number).orElseThrow(), url);
    return new VersionContent(
        descriptions.read(version, tree), listing, tree.fileCount(), tree.totalBytes(),
        digests.of(tree));
  }

  private Relations relations(AssetVersion version) {
    Catalog catalog = sources.catalog();
    return sources.answers()
        .read(
            state -> new Relations(
                catalog.versions(version.projectAsset(), 0, NEWEST),
                catalog.asset(version.projectAsset()).map(row -> row.versions()).orElse(0L),
                catalog.versionBefore(version).orElse(null), catalog.linksTo(version),
                sources.missingTargets(version), state),
            state -> new Relations(
                List.of(), 0, null, new IncomingLinkSummary(0, 0, List.of()),
                MissingTargets.NONE, state));
  }
}
