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

  /** Reads one entry, without the codec of other documents since there may be very many entries. */
  public static ManifestEntry read(JsonInput in) {
    @Nullable Long size = null;
    @Nullable Md5 md5 = null;
    @Nullable Link link = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "size" -> size = size(in);
        case "md5sum" -> md5 = Md5.parse(in.string());
        case "link" -> link = in.isNull() ? null : Link.read(in);
        default -> in.skip();
      }
    }
    return new ManifestEntry(in.required(size, "size"), in.required(md5, "md5sum"), link);
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
}
