package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..usage}: how much a project's files take.
 *
 * @param totalBytes user files only, never internal ones, never links; not negative
 */
public record Usage(long totalBytes) implements JsonWritable {
  /** After adding {@code bytes}, stopping at the largest long. */
  public Usage plus(long bytes) {
    long sum = totalBytes + bytes;
    return new Usage(sum < 0 ? Long.MAX_VALUE : sum);
  }

  /** After giving {@code bytes} back; never below zero, whatever the old total missed. */
  public Usage minus(long bytes) {
    return new Usage(Math.max(0, totalBytes - bytes));
  }

  /** Reads a total below zero, which other servers may have left behind, as zero. */
  public static Usage read(JsonInput in) {
    @Nullable Long total = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "total" -> total = in.wholeNumber();
        default -> in.skip();
      }
    }
    return new Usage(Math.max(0, in.required(total, "total")));
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("total", totalBytes);
    out.writeEndObject();
  }
}
