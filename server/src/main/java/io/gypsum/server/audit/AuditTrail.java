package io.gypsum.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.audit.AuditSearch.Position;
import io.gypsum.server.audit.AuditSearch.Result;
import org.jspecify.annotations.Nullable;

/**
 * The audit log of a server, for its pages. It contains the requests to this server, and the changes by commands on its machine; other
 * servers of the bucket have their own.
 *
 * @param data the data directory; null if the server does not write an audit log
 */
public record AuditTrail(@Nullable Path data) {
  private static final Result NOTHING = new Result(List.of(), null, null);

  public boolean isWritten() {
    return data != null;
  }

  /**
   * Returns the newest events, as {@link AuditSearch#newest} does; none if no log is written.
   *
   * @throws GypsumException UNAVAILABLE if the log cannot be read
   */
  public Result newest(AuditFilter filter, @Nullable Position before, int limit) {
    try {
      return data == null ? NOTHING : AuditSearch.newest(data, filter, before, limit);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the audit log cannot be read at the moment; the server's log contains the cause", e);
    }
  }
}
