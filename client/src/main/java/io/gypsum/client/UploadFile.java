package io.gypsum.client;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/**
 * One file of an upload, as {@code upload/start} announces it.
 *
 * <pre>{@code
 * long bytes = 0;
 * for (UploadFile file : gypsum.prepareDirectoryUpload(Path.of("counts"), true)) {
 *   bytes += file.knownBytes();
 * }
 * }</pre>
 */
public sealed interface UploadFile extends JsonWritable {
  /** Where it will be below its version. */
  UserPath path();

  /** Its size; 0 for a link, whose size is its target's. */
  default long knownBytes() {
    return 0;
  }

  /** A file whose bytes will be sent. */
  record Simple(UserPath path, long sizeBytes, Md5 md5) implements UploadFile {
    @Override
    public void writeTo(JsonGenerator out) {
      writeContent(out, "simple", path, sizeBytes, md5);
    }

    @Override
    public long knownBytes() {
      return sizeBytes;
    }
  }

  /** A file that becomes a link if the asset's latest version has the same bytes; sent otherwise. */
  record Dedup(UserPath path, long sizeBytes, Md5 md5) implements UploadFile {
    @Override
    public void writeTo(JsonGenerator out) {
      writeContent(out, "dedup", path, sizeBytes, md5);
    }

    @Override
    public long knownBytes() {
      return sizeBytes;
    }
  }

  /** A file that is another version's file; never sent. */
  record Linked(UserPath path, FileAddress target) implements UploadFile {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("type", "link");
      out.writeStringProperty("path", path.value());
      out.writeName("link").writeStartObject();
      out.writeStringProperty("project", target.version().project().value());
      out.writeStringProperty("asset", target.version().asset().value());
      out.writeStringProperty("version", target.version().version().value());
      out.writeStringProperty("path", target.path().value());
      out.writeEndObject();
      out.writeEndObject();
    }
  }

  private static void writeContent(
      JsonGenerator out, String type, UserPath path, long sizeBytes, Md5 md5) {
    out.writeStartObject();
    out.writeStringProperty("type", type);
    out.writeStringProperty("path", path.value());
    out.writeNumberProperty("size", sizeBytes);
    out.writeStringProperty("md5sum", md5.toString());
    out.writeEndObject();
  }
}
