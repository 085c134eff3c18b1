package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A file that has the content of another file and no object of its own.
 *
 * @param target the file that the uploader linked to, which may be a link itself
 * @param ancestor the file that has the bytes when {@code target} is a link, otherwise null
 */
public record Link(FileAddress target, @Nullable FileAddress ancestor) implements JsonWritable {
  private static final RecordCodec<FileAddress> ADDRESS =
      RecordCodec.of(
          Property.required("project", DocumentTypes.PROJECT, file -> file.version().project()),
          Property.required("asset", DocumentTypes.ASSET, file -> file.version().asset()),
          Property.required("version", DocumentTypes.VERSION, file -> file.version().version()),
          Property.required("path", DocumentTypes.PATH, FileAddress::path),
          (project, asset, version, path) -> new FileAddress(
              new AssetVersion(project, asset, version), path));
  private static final RecordCodec<Link> CODEC =
      RecordCodec.of(
          Property.required("project", DocumentTypes.PROJECT, link -> link.version().project()),
          Property.required("asset", DocumentTypes.ASSET, link -> link.version().asset()),
          Property.required("version", DocumentTypes.VERSION, link -> link.version().version()),
          Property.required("path", DocumentTypes.PATH, link -> link.target.path()),
          Property.nullable(
              "ancestor",
              new JsonType<>(Link::readAddress, (out, file) -> ADDRESS.write(file, out)),
              Link::ancestor),
          (project, asset, version, path, ancestor) -> new Link(
              new FileAddress(new AssetVersion(project, asset, version), path), ancestor));

  private AssetVersion version() {
    return target.version();
  }

  /** Returns the file that has the bytes. */
  public FileAddress source() {
    return ancestor == null ? target : ancestor;
  }

  /**
   * Returns the key of the object with the content of a file.
   *
   * @param link null for a file that has an object of its own
   */
  public static Key sourceKey(AssetVersion version, UserPath path, @Nullable Link link) {
    return link == null ? BucketLayout.file(version, path) : link.source().key();
  }

  public static Link read(JsonInput in) {
    return CODEC.read(in);
  }

  /** Reads the four names of an address, and ignores other properties such as an ancestor. */
  public static FileAddress readAddress(JsonInput in) {
    return ADDRESS.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
