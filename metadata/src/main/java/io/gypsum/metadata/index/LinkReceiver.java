package io.gypsum.metadata.index;

import java.io.IOException;
import java.sql.SQLException;

/** Receives the links of an index by their row ids. */
@FunctionalInterface
interface LinkReceiver {
  void add(long pid, long fid, long tid) throws SQLException, IOException;
}
