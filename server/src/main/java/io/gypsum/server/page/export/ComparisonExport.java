package io.gypsum.server.page.export;

import java.util.stream.Stream;

import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileChange;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.compute.PagedJson;
import tools.jackson.core.JsonGenerator;

/** All differences of two versions as JSON, like those of {@code gypsum diff --json} (pages.md, section 4). */
public record ComparisonExport(AssetVersion from, AssetVersion to, VersionDiff diff)
    implements PagedJson.Document<FileChange> {
  @Override
  public Stream<FileChange> items() {
    return diff.changes().stream();
  }

  @Override
  public void begin(JsonGenerator out) {
    out.writeStartObject();
    write(out, "from", from);
    write(out, "to", to);
    out.writeName("changes").writeStartArray();
  }

  private static void write(JsonGenerator out, String name, AssetVersion version) {
    out.writeName(name).writeStartObject();
    out.writeStringProperty("project", version.project().value());
    out.writeStringProperty("asset", version.asset().value());
    out.writeStringProperty("version", version.version().value());
    out.writeEndObject();
  }

  @Override
  public void item(JsonGenerator out, FileChange change) {
    change.writeTo(out);
  }

  @Override
  public void end(JsonGenerator out) {
    out.writeEndArray();
    diff.writeTotals(out);
    out.writeEndObject();
  }
}
