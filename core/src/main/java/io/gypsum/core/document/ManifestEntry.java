package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One file of a manifest.
 *
 * @param sizeBytes not negative
 * @param link null for a file that has an object of its own
 */
public record ManifestEntry(long sizeBytes, Md5 md5, @Nullable Link link) implements JsonWritable {
  public boolean isLink() {
    return link != null;
  }

  /** Returns the key of the staged file with this content, below {@link io.gypsum.core.name.BucketLayout#staging}. */
  public Key stagedAt(Prefix staging) {
    return new Key(staging + md5.toString() + "-" + sizeBytes);
  }

  /**
   * Reads one entry, without the codec of other documents since there may be very many entries. Returns null for an empty
   * directory, which other server software describes by <code>{"size":0,"md5sum":""}</code>.
   */
  public static @Nullable ManifestEntry read(JsonInput in) {
    @Nullable Long size = null;
    @Nullable Md5 md5 = null;
    boolean isWithoutContent = false;
    @Nullable Link link = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "size" -> size = size(in);
        case "md5sum" -> {
          String text = in.isNull() ? "" : in.string();
          isWithoutContent = text.isEmpty();
          md5 = isWithoutContent ? null : Md5.parse(text);
        }
        case "link" -> link = in.isNull() ? null : Link.read(in);
        default -> in.skip();
      }
    }
    long sizeBytes = in.required(size, "size");
    if (!isWithoutContent) {
      return new ManifestEntry(sizeBytes, in.required(md5, "md5sum"), link);
    }
    if (sizeBytes > 0 || link != null) {
      throw in.malformed("'md5sum' is empty: expected 32 hex digits");
    }
    return null;
  }

  private static long size(JsonInput in) {
    long size = in.wholeNumber();
    if (size < 0) {
      throw in.malformed("expected a non-negative number of bytes, found " + size);
    }
    return size;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("size", sizeBytes);
    out.writeStringProperty("md5sum", md5.toString());
    if (link != null) {
      out.writeName("link");
      link.writeTo(out);
    }
    out.writeEndObject();
  }

  /** Writes the entry that {@link #read} returns as null. */
  static void writeEmptyDirectory(JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("size", 0);
    out.writeStringProperty("md5sum", "");
    out.writeEndObject();
  }
}
