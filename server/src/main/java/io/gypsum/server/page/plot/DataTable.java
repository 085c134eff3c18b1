package io.gypsum.server.page.plot;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The data of a plot as a table. The first column contains the headers of the rows.
 *
 * @param headers of the columns
 * @param rows as many cells as there are headers
 * @param note a sentence about rows that are missing; empty if there are none
 */
record DataTable(List<String> headers, List<Row> rows, String note) {
  /**
   * @param address a page about the row; null for none
   * @param cells the first is the header of the row
   */
  record Row(@Nullable String address, List<String> cells) {
    static Row of(String... cells) {
      return new Row(null, Arrays.asList(cells));
    }

    static Row linked(@Nullable String address, String... cells) {
      return new Row(address, Arrays.asList(cells));
    }
  }

  void writeTo(Markup markup) {
    markup.open("div", "class", "plot-table").open("table").open("thead").open("tr");
    for (String header : headers) {
      markup.element("th", header, "scope", "col");
    }
    markup.close().close().open("tbody");
    for (Row row : rows) {
      markup.open("tr").open("th", "scope", "row");
      String address = row.address();
      if (address == null) {
        markup.text(row.cells().getFirst());
      } else {
        markup.element("a", row.cells().getFirst(), "href", address);
      }
      markup.close();
      for (String cell : row.cells().subList(1, row.cells().size())) {
        markup.element("td", cell);
      }
      markup.close();
    }
    markup.close().close().close();
    if (!note.isEmpty()) {
      markup.element("p", note);
    }
  }
}
