package io.gypsum.server.operation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/** An upload cannot be completed, because declared files were not received, or were lost afterwards. */
final class MissingFilesException extends GypsumException implements FailureDetails {
  private static final long serialVersionUID = 1;

  /** Clients read up to 64 KiB of an error, and a path may need twice as many bytes in JSON. */
  private static final int MAX_NAMED_BYTES = 24 * 1024;

  private final transient List<UserPath> named;
  private final int count;

  private MissingFilesException(String reason, List<UserPath> named, int count) {
    super(Kind.INVALID, reason);
    this.named = named;
    this.count = count;
  }

  /** @param missing at least one */
  static MissingFilesException of(List<UserPath> missing) {
    List<UserPath> named = new ArrayList<>();
    int bytes = 0;
    for (UserPath path : missing) {
      bytes += path.value().getBytes(StandardCharsets.UTF_8).length + "'',".length();
      if (bytes > MAX_NAMED_BYTES) {
        break;
      }
      named.add(path);
    }
    int others = missing.size() - 1;
    return new MissingFilesException(
        "file '" + missing.get(0)
            + "' was not uploaded, or was lost by a failure of the server's machine"
            + (others == 0
                ? "; send it"
                : ", and " + others + (others == 1 ? " more file is" : " more files are")
                    + " missing; send all of them")
            + ", then complete the upload again",
        named, missing.size());
  }

  @Override
  public void writeProperties(JsonGenerator out) {
    out.writeNumberProperty("missing_count", count);
    out.writeArrayPropertyStart("missing");
    for (UserPath path : named) {
      out.writeString(path.value());
    }
    out.writeEndArray();
  }
}
