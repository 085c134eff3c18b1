package io.gypsum.client;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/**
 * One file of an upload, as {@code upload/start} declares it (rest-api.md, section 4).
 *
 * <pre>{@code
 * long bytes = 0;
 * for (UploadFile file : gypsum.prepareDirectoryUpload(Path.of("counts"))) {
 *   bytes += file.knownBytes();
 * }
 * }</pre>
 */
public sealed interface UploadFile extends JsonWritable {
  /** Returns the path of the file in the version. */
  UserPath path();

  /** Returns the size; 0 for a link, whose size is that of its target. */
  default long knownBytes() {
    return 0;
  }

  /** A file that is sent. */
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

  /** A file that becomes a link if the latest version of the asset contains the same content, and is sent otherwise. */
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

  /** A link to a file of another version; never sent. */
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
