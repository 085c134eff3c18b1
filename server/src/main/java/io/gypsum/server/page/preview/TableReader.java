package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.gypsum.core.Printable;
import io.gypsum.server.page.preview.FilePreview.TableColumn;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of a file with separated values as a table. */
final class TableReader {
  static final int MAX_SHOWN_ROWS = 200;
  static final int MAX_COLUMNS = 50;
  static final int MAX_CELL_CHARS = 200;
  /** Rows that are read for the summary of the columns. */
  static final int MAX_READ_ROWS = 5_000;
  /** Separators of files that end with {@code .csv}; the first is the usual one. */
  private static final String SEPARATORS = ",;\t|";

  private final List<List<String>> rows;
  private final boolean isCut;
  private final List<String> notes;

  private TableReader(List<List<String>> rows, boolean isCut, List<String> notes) {
    this.rows = rows;
    this.isCut = isCut;
    this.notes = notes;
  }

  /**
   * Returns the table; null if the text is not one.
   *
   * @param isTabs whether values are separated by tabs; otherwise the separator is detected
   * @param isCut whether the file continues
   * @param notes receives what is not shown
   */
  static FilePreview.@Nullable Table read(
      String text, boolean isTabs, boolean isCut, List<String> notes) {
    List<List<String>> rows = new ArrayList<>();
    char separator = isTabs ? '\t' : separator(text);
    boolean isComplete = true;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .commentStrategy(CommentStrategy.NONE)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        if (rows.size() > MAX_READ_ROWS) {
          isComplete = false;
          break;
        }
        rows.add(row.getFields());
      }
    } catch (CsvParseException | java.io.IOException e) {
      return null;
    }
    boolean isLastCut = isComplete && isCut && rows.size() > 1;
    if (isLastCut) {
      rows.removeLast();
    }
    return rows.isEmpty()
        ? null
        : new TableReader(rows, isCut || !isComplete, notes).table();
  }

  /** Returns the separator that occurs most often in the first line. */
  private static char separator(String text) {
    int end = 0;
    int[] counts = new int[SEPARATORS.length()];
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      int index = SEPARATORS.indexOf(text.charAt(end));
      if (index >= 0) {
        counts[index]++;
      }
      end++;
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS.charAt(best);
  }

  private FilePreview.Table table() {
    List<String> first = rows.getFirst();
    int count = rows.stream().mapToInt(List::size).max().orElse(0);
    List<List<String>> data = rows.subList(1, rows.size());
    boolean hasHeader = hasHeader(first, data);
    List<List<String>> body = hasHeader ? data : rows;
    // R writes no name for the column of row names.
    boolean hasRowNames =
        hasHeader && !data.isEmpty()
            && data.stream().allMatch(row -> row.size() == first.size() + 1);
    int shownColumns = Math.min(count, MAX_COLUMNS);
    List<TableColumn> columns = new ArrayList<>(shownColumns);
    for (int i = 0; i < shownColumns; i++) {
      String name = hasHeader
          ? cell(first, hasRowNames ? i - 1 : i)
          : "Column " + (i + 1);
      columns.add(ColumnSummary.of(shown(name), body, i));
    }
    List<List<String>> shownRows =
        body.stream()
            .limit(MAX_SHOWN_ROWS)
            .map(row -> shownRow(row, shownColumns))
            .toList();
    addNotes(hasHeader, body.size(), count);
    return new FilePreview.Table(columns, shownRows);
  }

  private void addNotes(boolean hasHeader, int rowCount, int columnCount) {
    if (!hasHeader) {
      notes.add("The file seems to have no header.");
    }
    if (isCut || rowCount > MAX_SHOWN_ROWS) {
      notes.add(
          "Only the first " + Math.min(rowCount, MAX_SHOWN_ROWS) + " rows are shown. "
              + (isCut
                  ? "The summary of the columns is that of the first " + rowCount + " rows."
                  : "The summary of the columns is that of all " + rowCount + " rows."));
    }
    if (columnCount > MAX_COLUMNS) {
      notes.add("Only the first " + MAX_COLUMNS + " of " + columnCount + " columns are shown.");
    }
  }

  /** Returns whether the first row is unlike the others: no number where all others have numbers. */
  private static boolean hasHeader(List<String> first, List<List<String>> data) {
    if (data.isEmpty()) {
      return true;
    }
    boolean hasNumbers = false;
    for (int i = 0; i < Math.min(first.size(), MAX_COLUMNS); i++) {
      if (ColumnSummary.isNumeric(data, i)) {
        if (!ColumnSummary.isNumber(first.get(i))) {
          return true;
        }
        hasNumbers = true;
      }
    }
    return !hasNumbers;
  }

  private static List<String> shownRow(List<String> row, int columns) {
    List<String> shown = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      shown.add(shown(cell(row, i)));
    }
    return Collections.unmodifiableList(shown);
  }

  static String cell(List<String> row, int column) {
    return column >= 0 && column < row.size() ? row.get(column) : "";
  }

  /** Returns a value that can be shown. */
  static String shown(String value) {
    return Printable.text(value, MAX_CELL_CHARS);
  }
}
