package io.gypsum.server.page;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;

import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.citation.Citation;
import io.gypsum.server.page.citation.Dataset;
import io.gypsum.server.page.citation.DatasetMetadata;
import io.gypsum.server.page.citation.JsonLd;

/**
 * A citation in all formats, to copy.
 *
 * @param jsonLd the description for search engines, safe inside a script element
 */
public record CitationTexts(String text, String bibTex, String cslJson, String jsonLd) {
  /** Cites a published version. */
  static CitationTexts of(
      Site site, AssetVersion version, String user, Instant finish, DatasetMetadata metadata,
      Instant now) {
    PageUrls urls = site.urls();
    Dataset dataset =
        new Dataset(
            version, user, finish, metadata,
            new Dataset.Addresses(
                site.title(), urls.absolute(urls.home()), urls.absolute(urls.version(version)),
                urls.absolute(urls.archive(version))));
    Citation citation =
        new Citation(dataset, LocalDate.ofInstant(now, ZoneOffset.UTC));
    return new CitationTexts(
        citation.text(), printable(citation.bibTex()), printable(citation.cslJson()),
        JsonLd.of(dataset));
  }

  /** Escapes characters that cannot be seen; a JSON document remains one with the same content. */
  private static String printable(String lines) {
    return lines.lines().map(Printable::line).collect(Collectors.joining("\n"));
  }
}
