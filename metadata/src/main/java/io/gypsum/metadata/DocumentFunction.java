package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.metadata.json.DocumentValues;
import org.sqlite.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * The SQL function that decides {@link DocumentCheck}s: its arguments are the number of a test and the JSON text of a document.
 * Each byte of a document counts as a step of the search, since it takes about as long. Not thread-safe.
 */
final class DocumentFunction extends Function {
  private static final String NAME = "gypsum_document";

  private final List<DocumentCheck.Reader> readers;
  private final Work work;

  /** Counts the work of reading documents against the limit of the search. */
  interface Work {
    /** @throws SQLException if the search exceeds its limit or is interrupted */
    void add(long steps) throws SQLException;
  }

  private DocumentFunction(List<DocumentCheck> tests, Work work) {
    this.readers = tests.stream().map(DocumentCheck::reader).toList();
    this.work = work;
  }

  /** Makes {@link #call} possible on a connection, until {@link #deregister}. */
  static void register(Connection connection, List<DocumentCheck> tests, Work work)
      throws SQLException {
    Function.create(connection, NAME, new DocumentFunction(tests, work));
  }

  static void deregister(Connection connection) throws SQLException {
    Function.destroy(connection, NAME);
  }

  /**
   * Returns an SQL expression that is 1 if a document fulfills a test, otherwise 0. It is a correlated subquery, which SQLite
   * evaluates after all simpler conditions.
   *
   * @param test the index of the test in the list
   * @param document the column with the document's {@code pid}
   */
  static String call(int test, String document) {
    return "(SELECT " + NAME + "(" + test + ", json(m.metadata)) FROM paths m WHERE m.pid = "
        + document + ")";
  }

  /** Returns whether any document fulfills the first test of the list that was registered. */
  static boolean anyDocument(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM paths p WHERE " + NAME + "(0, json(p.metadata)) LIMIT 1")) {
      return rows.next();
    }
  }

  @Override
  protected void xFunc() throws SQLException {
    // json() returns text in UTF-8.
    byte[] json = value_blob(1);
    work.add(json.length);
    DocumentCheck.Reader reader = readers.get(value_int(0));
    reader.reset();
    try (JsonParser parser = DocumentFormat.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      DocumentValues.read(parser, reader);
    } catch (JacksonException e) {
      throw new SQLException("a document in the database cannot be read", e);
    }
    result(reader.isDone() ? 1 : 0);
  }
}
