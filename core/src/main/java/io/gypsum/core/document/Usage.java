package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..usage}: the total size of a project's files.
 *
 * @param totalBytes total size of the user files, without internal objects and links; not negative
 */
public record Usage(long totalBytes) implements JsonWritable {
  private static final RecordCodec<Usage> CODEC =
      RecordCodec.of(
          Property.required("total", JsonType.WHOLE_NUMBER, Usage::totalBytes),
          total -> new Usage(Math.max(0, total)));

  /** Returns the usage after {@code bytes} were added; at most the largest long. */
  public Usage plus(long bytes) {
    long sum = totalBytes + bytes;
    return new Usage(sum < 0 ? Long.MAX_VALUE : sum);
  }

  /** Returns the usage after {@code bytes} were removed; at least zero, even if the old total was too low. */
  public Usage minus(long bytes) {
    return new Usage(Math.max(0, totalBytes - bytes));
  }

  /** Reads a usage; a negative total, which other servers may have written, counts as zero. */
  public static Usage read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
