package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A file that is another file.
 *
 * @param target what the uploader pointed to, which may be a link itself
 * @param ancestor the real file when {@code target} is a link, otherwise null
 */
public record Link(FileAddress target, @Nullable FileAddress ancestor) implements JsonWritable {
  /** Where the bytes are. */
  public FileAddress source() {
    return ancestor == null ? target : ancestor;
  }

  public static Link read(JsonInput in) {
    Fields fields = Fields.read(in, true);
    return new Link(fields.address(in), fields.ancestor);
  }

  /** Reads the four strings of an address, whatever else is there. */
  public static FileAddress readAddress(JsonInput in) {
    return Fields.read(in, false).address(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    writeAddress(out, target);
    if (ancestor != null) {
      out.writeName("ancestor").writeStartObject();
      writeAddress(out, ancestor);
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void writeAddress(JsonGenerator out, FileAddress address) {
    out.writeStringProperty("project", address.version().project().value());
    out.writeStringProperty("asset", address.version().asset().value());
    out.writeStringProperty("version", address.version().version().value());
    out.writeStringProperty("path", address.path().value());
  }

  /** What has been read of a link so far. */
  private static final class Fields {
    private @Nullable String project;
    private @Nullable String asset;
    private @Nullable String version;
    private @Nullable String path;
    private @Nullable FileAddress ancestor;

    static Fields read(JsonInput in, boolean withAncestor) {
      Fields fields = new Fields();
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "project" -> fields.project = in.string();
          case "asset" -> fields.asset = in.string();
          case "version" -> fields.version = in.string();
          case "path" -> fields.path = in.string();
          case "ancestor" -> {
            if (withAncestor && !in.isNull()) {
              fields.ancestor = readAddress(in);
            } else {
              in.skip();
            }
          }
          default -> in.skip();
        }
      }
      return fields;
    }

    FileAddress address(JsonInput in) {
      return new FileAddress(
          AssetVersion.of(
              in.required(project, "project"), in.required(asset, "asset"),
              in.required(version, "version")),
          new UserPath(in.required(path, "path")));
    }
  }
}
