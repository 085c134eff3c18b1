package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.page.preview.FilePreview.Table;
import io.gypsum.server.page.preview.FilePreview.TableColumn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableReaderTest {
  private final List<String> notes = new ArrayList<>();

  private Table read(String text, boolean isCut) {
    notes.clear();
    Table table = TableReader.read(text, false, isCut, notes);
    assertThat(table).isNotNull();
    return table;
  }

  private Table read(String text) {
    return read(text, false);
  }

  private List<String> names(String text) {
    return read(text).columns().stream().map(TableColumn::name).toList();
  }

  @Test
  void columnsAreSummarized() {
    Table table =
        read("""
            id,score,when,ok,note,nothing
            1,2.5,2026-01-31,TRUE,"a, b",NA
            10,-1e3,2025-01-31,false,,
            9,NaN,2026-02-01,,x,
            """);
    assertThat(table.columns()).containsExactly(
        new TableColumn("id", "integer", 3, "1", "10", 0),
        new TableColumn("score", "number", 2, "-1e3", "2.5", 1),
        new TableColumn("when", "date", 3, "2025-01-31", "2026-02-01", 0),
        new TableColumn("ok", "boolean", 2, "TRUE", "false", 1),
        new TableColumn("note", "text", 2, "a, b", "x", 1),
        new TableColumn("nothing", "empty", 0, "", "", 3));
    assertThat(table.rows().getFirst())
        .containsExactly("1", "2.5", "2026-01-31", "TRUE", "a, b", "NA");
    assertThat(notes).isEmpty();
  }

  @Test
  void theSeparatorIsDetected() {
    assertThat(names("a;b\n")).containsExactly("a", "b");
    assertThat(names("a\tb,c\td\n")).containsExactly("a", "b,c", "d");
    assertThat(names("a|b\n")).containsExactly("a", "b");
  }

  @Test
  void aTableWithoutHeaderHasNumberedColumns() {
    assertThat(names("1,x\n2,y\n")).containsExactly("Column 1", "Column 2");
    assertThat(notes).containsExactly("The file seems to have no header.");
    assertThat(names("a,b\nx,y\n")).containsExactly("a", "b");
  }

  @Test
  void namesOfRowsAsRWritesThemHaveAColumnWithoutName() {
    assertThat(names("mpg,cyl\nMazda,21,6\nDatsun,22,4\n")).containsExactly("", "mpg", "cyl");
  }

  @Test
  void rowsColumnsAndCellsAreLimited() {
    Table table = read("a,b\n" + "1,2\n".repeat(TableReader.MAX_SHOWN_ROWS));
    assertThat(table.rows()).hasSize(TableReader.MAX_SHOWN_ROWS);
    assertThat(notes).isEmpty();
    table = read("a,b\n" + "1,2\n".repeat(TableReader.MAX_SHOWN_ROWS + 1));
    assertThat(table.rows()).hasSize(TableReader.MAX_SHOWN_ROWS);
    assertThat(notes).containsExactly(
        "Only the first 200 rows are shown. The summary of the columns is that of all 201 rows.");
    table = read("a,".repeat(TableReader.MAX_COLUMNS) + "a\n" + "x".repeat(201) + "\n");
    assertThat(table.columns()).hasSize(TableReader.MAX_COLUMNS);
    assertThat(table.rows().getFirst().getFirst()).isEqualTo("x".repeat(200) + "…");
    assertThat(notes).containsExactly("Only the first 50 of 51 columns are shown.");
  }

  @Test
  void rowsThatAreReadForTheSummaryAreLimited() {
    Table table = read("a\n" + "1\n".repeat(TableReader.MAX_READ_ROWS) + "x\n");
    assertThat(table.columns()).containsExactly(new TableColumn("a", "integer", 1, "1", "1", 0));
    assertThat(notes.getFirst()).contains("that of the first 5000 rows");
  }

  @Test
  void theLastRowOfACutFileIsNotShown() {
    assertThat(read("a,b\n1,2\n3,4", true).rows()).containsExactly(List.of("1", "2"));
    assertThat(read("a,b\n1,2\n3,4", false).rows()).hasSize(2);
  }

  @Test
  void cellsAreCompletedAndEscaped() {
    assertThat(read("a,b,c\nx\u202e\n").rows()).containsExactly(List.of("x\\u202e", "", ""));
  }

  @Test
  void textThatIsNoTableIsNull() {
    assertThat(TableReader.read("\n\n", false, false, notes)).isNull();
    assertThat(TableReader.read(",".repeat(200_000), false, false, notes)).isNull();
  }
}
