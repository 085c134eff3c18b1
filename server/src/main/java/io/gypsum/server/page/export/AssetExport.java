package io.gypsum.server.page.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.gypsum.core.Timestamps;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.compute.PagedJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes all assets that a query selects, of which at most {@link Catalog#MAX_ROWS} are in memory at a time. The rows are read in
 * pages: an asset that changes its place in the order meanwhile may be written twice or not at all.
 *
 * <p>Programs that show CSV as a table run cells that start with {@code =}, {@code +}, {@code -} or {@code @} as formulas, and
 * names are chosen by users. Such cells, and those that start with a tab or line end, begin with {@code '} in CSV; JSON contains the
 * names unchanged.
 */
public record AssetExport(Catalog catalog, AssetQuery query) {
  private static final List<String> COLUMNS =
      List.of(
          "project", "asset", "latest", "versions", "probational", "files", "links", "bytes",
          "own_bytes", "changed");

  /**
   * Writes a table with a line of column names.
   *
   * @param turns where rows are read
   */
  public void writeCsv(ComputeTurns turns, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    // The caller closes the stream.
    CsvWriter csv = CsvWriter.builder().build(text);
    int offset = 0;
    List<AssetRow> rows = page(turns, offset);
    csv.writeRecord(COLUMNS);
    while (!rows.isEmpty()) {
      for (AssetRow row : rows) {
        csv.writeRecord(cells(row));
      }
      csv.flush();
      text.flush();
      offset += rows.size();
      rows = rows.size() < Catalog.MAX_ROWS ? List.of() : page(turns, offset);
    }
    csv.flush();
    text.flush();
  }

  private List<AssetRow> page(ComputeTurns turns, int offset) {
    return turns.run(() -> catalog.assets(query, offset, Catalog.MAX_ROWS));
  }

  private static List<String> cells(AssetRow row) {
    VersionName latest = row.latest();
    Instant changed = row.changed();
    return List.of(
        cell(row.asset().project().value()), cell(row.asset().asset().value()),
        latest == null ? "" : cell(latest.value()), "" + row.versions(), "" + row.probational(),
        "" + row.content().files(), "" + row.content().links(), "" + row.content().bytes(),
        "" + row.content().ownBytes(), changed == null ? "" : Timestamps.format(changed));
  }

  /** Returns a text as a cell that no program runs as a formula. */
  static String cell(String text) {
    return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  /** Writes an array of objects. */
  public void writeJson(ComputeTurns turns, OutputStream out) throws IOException {
    PagedJson.send(turns, out, new Json(this));
  }

  private record Json(AssetExport export) implements PagedJson.Document<AssetRow> {
    @Override
    public Stream<AssetRow> items() {
      return Stream.iterate(0, offset -> offset + Catalog.MAX_ROWS)
          .map(offset -> export.catalog.assets(export.query, offset, Catalog.MAX_ROWS))
          .takeWhile(rows -> !rows.isEmpty())
          .flatMap(List::stream);
    }

    @Override
    public void begin(JsonGenerator out) {
      out.writeStartArray();
    }

    @Override
    public void item(JsonGenerator out, AssetRow row) {
      out.writeStartObject();
      out.writeStringProperty("project", row.asset().project().value());
      out.writeStringProperty("asset", row.asset().asset().value());
      VersionName latest = row.latest();
      writeText(out, "latest", latest == null ? null : latest.value());
      out.writeNumberProperty("versions", row.versions());
      out.writeNumberProperty("probational", row.probational());
      out.writeNumberProperty("files", row.content().files());
      out.writeNumberProperty("links", row.content().links());
      out.writeNumberProperty("bytes", row.content().bytes());
      out.writeNumberProperty("own_bytes", row.content().ownBytes());
      Instant changed = row.changed();
      writeText(out, "changed", changed == null ? null : Timestamps.format(changed));
      out.writeEndObject();
    }

    private static void writeText(JsonGenerator out, String name, @Nullable String value) {
      if (value == null) {
        out.writeNullProperty(name);
      } else {
        out.writeStringProperty(name, value);
      }
    }

    @Override
    public void end(JsonGenerator out) {
      out.writeEndArray();
    }
  }
}
