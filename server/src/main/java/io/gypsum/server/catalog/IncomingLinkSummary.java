package io.gypsum.server.catalog;

import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import tools.jackson.core.JsonGenerator;

/**
 * The versions that link to a project, an asset or a version.
 *
 * @param versionCount the number of all such versions
 * @param fileCount the number of files of these versions that are links
 * @param first the first versions by name, at most {@link #MAX_NAMED}
 */
public record IncomingLinkSummary(long versionCount, long fileCount, List<LinkingVersion> first)
    implements JsonWritable {
  /** Maximum number of named versions. */
  public static final int MAX_NAMED = 20;

  /** @param files the number of its files that are links */
  public record LinkingVersion(AssetVersion version, long files) {}

  public IncomingLinkSummary {
    first = List.copyOf(first);
  }

  public boolean isEmpty() {
    return versionCount == 0;
  }

  /** Returns the named versions, such as {@code 'p/a/v1', 'p/a/v2' and 3 more}. */
  String names() {
    String names =
        first.stream().map(link -> "'" + link.version() + "'").collect(Collectors.joining(", "));
    return versionCount > first.size()
        ? names + " and " + (versionCount - first.size()) + " more"
        : names;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("version_count", versionCount);
    out.writeNumberProperty("file_count", fileCount);
    out.writeName("versions").writeStartArray();
    for (LinkingVersion link : first) {
      out.writeStartObject();
      out.writeStringProperty("project", link.version().project().value());
      out.writeStringProperty("asset", link.version().asset().value());
      out.writeStringProperty("version", link.version().version().value());
      out.writeNumberProperty("files", link.files());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
