package io.gypsum.server.page;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.VersionDescription.Readme;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.folder.FolderPage;
import io.gypsum.server.page.folder.FolderPage.ListedFile;
import io.gypsum.server.page.preview.ShownFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads previews of files, and the description of a version: a README and a metadata document, both at the top.
 * Thread-safe.
 */
final class DescriptionReader {
  private static final String BIOCONDUCTOR = "_bioconductor.json";

  private final PageUrls urls;
  private final PageSources sources;

  DescriptionReader(PageUrls urls, PageSources sources) {
    this.urls = urls;
    this.sources = sources;
  }

  /** Reads the files of a version, so this should be called in a compute lane. */
  VersionDescription read(AssetVersion version, FileTree tree) {
    return new VersionDescription(
        readme(version, tree, ""),
        metadata(tree).flatMap(file -> card(version, file)).orElse(null));
  }

  /**
   * Reads the file that describes a folder; null if there is none.
   *
   * @param folder the path of the folder without trailing {@code /}; empty for the top of the version
   */
  @Nullable
  Readme readme(AssetVersion version, FileTree tree, String folder) {
    return tree.readme(folder)
        .flatMap(file -> preview(version, file).map(shown -> new Readme(file.file(), shown)))
        .orElse(null);
  }

  /** Reads the preview of a file; empty if the content is missing. */
  Optional<ShownFile> preview(AssetVersion version, ListedFile file) {
    return sources.previews()
        .read(
            file.source(version), file.name(),
            VersionFileLinks.of(urls, version, file.file()));
  }

  /** Returns the document of the first class that the server indexes, or else any other one. */
  private Optional<ListedFile> metadata(FileTree tree) {
    List<String> indexed = sources.search() == null ? List.of() : sources.search().classes();
    Optional<ListedFile> known =
        Stream.concat(indexed.stream(), Stream.of(BIOCONDUCTOR))
            .flatMap(name -> tree.file(new UserPath(name)).stream())
            .findFirst();
    return known.isPresent() ? known : otherMetadata(tree);
  }

  private static Optional<ListedFile> otherMetadata(FileTree tree) {
    return tree.folder("", 1)
        .map(FolderPage::entries)
        .orElse(List.of())
        .stream()
        .filter(entry -> entry.name().startsWith("_") && entry.name().endsWith(".json"))
        .flatMap(entry -> entry instanceof ListedFile file ? Stream.of(file) : Stream.empty())
        .findFirst();
  }

  private Optional<MetadataCard> card(AssetVersion version, ListedFile file) {
    if (file.sizeBytes() > MetadataCard.MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return sources.bucket()
          .readBytes(file.source(version), MetadataCard.MAX_BYTES)
          .map(document -> MetadataCard.read(file.file(), document));
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      // The object is larger than its size in the manifest.
      return Optional.empty();
    }
  }
}
