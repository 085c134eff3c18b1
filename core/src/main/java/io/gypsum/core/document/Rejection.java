package io.gypsum.core.document;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A request to reject a version on probation.
 *
 * @param reason why, for the uploader: one or more lines without white space around them; null for none
 */
public record Rejection(@Nullable String reason) implements JsonWritable {
  public static final int MAX_REASON_CHARS = 1_000;
  public static final Rejection WITHOUT_REASON = new Rejection(null);

  private static final RecordCodec<Rejection> CODEC =
      RecordCodec.of(
          Property.optional("reason", JsonType.STRING, Rejection::reason), Rejection::new);

  /** @throws GypsumException INVALID if the reason is blank or too long */
  public Rejection {
    if (reason != null) {
      reason = reason.replace("\r\n", "\n").strip();
      if (reason.isEmpty()) {
        throw GypsumException.invalid(
            "the reason of the rejection is empty: expected 1 to " + MAX_REASON_CHARS
                + " characters");
      }
      if (reason.length() > MAX_REASON_CHARS) {
        throw GypsumException.invalid(
            "the reason of the rejection has " + reason.length() + " characters: expected at most "
                + MAX_REASON_CHARS);
      }
    }
  }

  /** Reads the body of a request. */
  public static Rejection read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
