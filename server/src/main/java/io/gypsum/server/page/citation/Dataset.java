package io.gypsum.server.page.citation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.gypsum.core.name.AssetVersion;

/**
 * A version as a data set that can be cited.
 *
 * @param user who uploaded it; empty if unknown
 * @param finish when its upload was finished
 * @param addresses its URLs and those of its site
 */
public record Dataset(
    AssetVersion version, String user, Instant finish, DatasetMetadata metadata,
    Addresses addresses) {

  /**
   * Full URLs.
   *
   * @param siteTitle the name of the server, which publishes the data set
   * @param siteUrl of its home page
   * @param pageUrl of the page of the version
   * @param archiveUrl of the archive of all files
   */
  public record Addresses(String siteTitle, String siteUrl, String pageUrl, String archiveUrl) {}

  /** Returns the title of the metadata, or else the name of the asset. */
  String title() {
    String title = metadata.title();
    return title == null ? version.projectAsset().toString() : title;
  }

  /** Returns the authors of the metadata, or else the user; empty if neither is known. */
  List<Author> authors() {
    return !metadata.authors().isEmpty() ? metadata.authors()
        : user.isEmpty() ? List.of()
        : List.of(Author.literal(user));
  }

  LocalDate published() {
    return finish.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
