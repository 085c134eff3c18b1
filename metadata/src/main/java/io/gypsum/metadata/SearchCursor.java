package io.gypsum.metadata;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The end of a page of hits: a later search continues after it.
 *
 * @param snapshotId the state of the index file in which the row id is valid
 * @param pid the row id of the page's last document
 */
record SearchCursor(long snapshotId, long pid) {
  /** The position of a document in the order of all hits. */
  record Position(long vid, String path) {}

  /** Returns the cursor as users see it: letters, digits, {@code -} and {@code _}. */
  String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(2 * Long.BYTES).putLong(snapshotId).putLong(pid).array());
  }

  /** @throws GypsumException INVALID if {@code text} is not an encoded cursor */
  static SearchCursor decode(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == 2 * Long.BYTES) {
        return new SearchCursor(bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException e) {
      throw invalid(text, e);
    }
    throw invalid(text, null);
  }

  /**
   * Returns the position that an encoded cursor stands for.
   *
   * @param snapshotId the state of the file that {@code connection} reads
   * @throws GypsumException INVALID if the cursor was not returned by a search of the same state of the file
   */
  static Position position(String text, long snapshotId, Connection connection)
      throws SQLException {
    SearchCursor cursor = decode(text);
    if (cursor.snapshotId != snapshotId) {
      throw GypsumException.invalid(
          "the index has been rebuilt since the search returned the cursor '"
              + Printable.value(text) + "': search again from the start");
    }
    try (
        PreparedStatement statement =
            new SqlBuilder().add("SELECT vid, path FROM paths WHERE pid = ?", cursor.pid)
                .prepare(connection);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw invalid(text, null);
      }
      return new Position(row.getLong(1), row.getString(2));
    }
  }

  private static GypsumException invalid(String text, @Nullable Throwable cause) {
    return new GypsumException(
        GypsumException.Kind.INVALID,
        "invalid cursor '" + Printable.value(text) + "': expected a cursor that a search returned",
        cause);
  }
}
