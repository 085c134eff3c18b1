package io.gypsum.server.page;

import java.io.IOException;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.Page.Head;
import io.gypsum.server.page.VersionDescription.Readme;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.folder.FolderPage;
import io.gypsum.server.page.folder.FolderPage.ListedFile;
import io.gypsum.server.page.preview.ShownFile;
import io.gypsum.server.page.template.JtefileGenerated;
import io.gypsum.server.page.template.JtefolderGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /browse/{project}/{asset}/{version}/{path}}: a folder of a version with its README, or one file with a preview.
 * Only files of the manifest are shown. The version {@code latest} is redirected to the version that it stands for.
 */
public final class VersionPathPage implements Handler {
  private final Site site;
  private final PageSources sources;
  private final DescriptionReader descriptions;
  private final RemovedVersion removed;

  VersionPathPage(Site site, PageSources sources, RemovedVersion removed) {
    this.site = site;
    this.sources = sources;
    this.descriptions = new DescriptionReader(site.urls(), sources);
    this.removed = removed;
  }

  /**
   * The content of the page of a file.
   *
   * @param shown null if the content is missing
   */
  public record FileView(VersionOverview state, ListedFile file, @Nullable ShownFile shown) {
    /** Returns the format in which the content is shown; empty if that is obvious. */
    public String formatName() {
      return shown == null ? "" : shown.preview().formatName();
    }

    public String exactSize() {
      return Numbers.count(file.sizeBytes(), "byte");
    }
  }

  /**
   * The content of the page of a folder.
   *
   * @param readme null if there is none
   */
  public record FolderView(
      VersionOverview state, FolderListing listing, @Nullable Readme readme) {
    public String name() {
      String path = listing.folder().folder();
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    int number = Pager.requested(exchange);
    ComputeTurns turns = sources.turns(exchange);
    RequestedVersion requested =
        turns.run(() -> new UnknownNames(site.urls(), sources).find(exchange, "version"));
    UserPath path = new UserPath(exchange.pathParameter("path"));
    AssetVersion version = requested.version();
    if (requested.isLatest()) {
      redirect(
          exchange,
          FolderListing.url(site.urls().browse(version, path.value()), number));
      return;
    }
    VersionOverview state = turns.run(() -> removed.requireVersion(exchange, version));
    FileTree tree = turns.run(() -> sources.trees().tree(version));
    Optional<ListedFile> file = tree.file(path);
    if (file.isPresent()) {
      sendFile(exchange, state, file.get(), turns);
      return;
    }
    FolderPage folder =
        turns.run(() -> tree.folder(path.value(), number))
            .orElseThrow(
                () -> GypsumException.notFound(
                    "version '" + version + "' has no file or folder '" + path + "'"));
    sendFolder(
        exchange, state, folder,
        turns.run(() -> Optional.ofNullable(descriptions.readme(version, tree, path.value())))
            .orElse(null));
  }

  private static void redirect(Exchange exchange, String url) {
    exchange.setHeader("Location", url);
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.sendEmpty(302);
  }

  private void sendFile(
      Exchange exchange, VersionOverview state, ListedFile file, ComputeTurns turns)
      throws IOException {
    AssetVersion version = state.version();
    String path = file.path();
    FileView view =
        new FileView(
            state, file, turns.run(() -> descriptions.preview(version, file)).orElse(null));
    Page page =
        page(exchange, state, path)
            .withJson(site.urls().object(BucketLayout.manifest(version)))
            .withCommands(ResourceCommands.ofFile(site.urls(), version, path))
            .withHead(
                head(
                    version, path,
                    "File " + path + " of " + version + ", "
                        + Numbers.size(file.sizeBytes())));
    PageRenderer.send(exchange, out -> JtefileGenerated.render(out, null, page, view));
  }

  private void sendFolder(
      Exchange exchange, VersionOverview state, FolderPage folder, @Nullable Readme readme)
      throws IOException {
    AssetVersion version = state.version();
    String path = folder.folder();
    PageUrls urls = site.urls();
    String count = Numbers.count(folder.fileCount(), "file");
    FolderView view =
        new FolderView(
            state, new FolderListing(version, folder, urls.browse(version, path)), readme);
    Page page =
        page(exchange, state, path)
            .withJson(
                PageUrls.query(
                    urls.path("list"), "prefix", version + "/" + path + "/", "recursive", "true"))
            .withCommands(ResourceCommands.ofFolder(urls, version, path))
            .withHead(
                head(
                    version, path,
                    "Folder " + path + " of " + version + ": " + count + ", "
                        + Numbers.size(folder.totalBytes())));
    PageRenderer.send(exchange, out -> JtefolderGenerated.render(out, null, page, view));
  }

  private Page page(Exchange exchange, VersionOverview state, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return Page.of(
        site, exchange, Printable.line(name) + " – " + Printable.line(state.version().toString()))
        .withCrumbs(Crumbs.of(site.urls(), state.version(), path));
  }

  private Head head(AssetVersion version, String path, String description) {
    return new Head(
        Printable.line(description), site.urls().absolute(site.urls().browse(version, path)), null,
        null);
  }
}
