package io.gypsum.server.operation;

import java.util.function.Function;
import java.util.function.LongFunction;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An upload that was started, and the answer that says so (rest-api.md, section 4). Addresses are paths on this
 * server; those of the files are signed while the answer is written, since there may be very many.
 */
public final class UploadSession implements JsonWritable {
  private final AssetVersion version;
  private final Manifest manifest;
  private final String token;
  private final LongFunction<@Nullable FileParts> parts;
  private final Slugging slugs;
  private final Function<UserPath, @Nullable String> tickets;

  /** Makes what names a file in requests of its session. */
  @FunctionalInterface
  interface Slugging {
    String slug(UserPath path, @Nullable FileParts parts);
  }

  /**
   * @param parts how a file of a size is sent; null for as a whole
   * @param tickets of the address that takes a file; null to have it asked for
   */
  UploadSession(
      AssetVersion version, Manifest manifest, String token,
      LongFunction<@Nullable FileParts> parts, Slugging slugs,
      Function<UserPath, @Nullable String> tickets) {
    this.version = version;
    this.manifest = manifest;
    this.token = token;
    this.slugs = slugs;
    this.tickets = tickets;
    this.parts = parts;
  }

  /** What the session's requests carry; a version-4 UUID. */
  public String token() {
    return token;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("file_urls").writeStartArray();
    manifest
        .files()
        .forEach(
            (path, entry) -> {
              if (!entry.isLink()) {
                writeFile(out, path, entry);
              }
            });
    out.writeEndArray();
    String encoded =
        PercentEncoding.encode(version.project().value())
            + "/" + PercentEncoding.encode(version.asset().value())
            + "/" + PercentEncoding.encode(version.version().value());
    out.writeStringProperty("complete_url", "/upload/complete/" + encoded);
    out.writeStringProperty("abort_url", "/upload/abort/" + encoded);
    out.writeStringProperty("session_token", token);
    out.writeEndObject();
  }

  private void writeFile(JsonGenerator out, UserPath path, ManifestEntry entry) {
    FileParts cut = parts.apply(entry.sizeBytes());
    String slug = slugs.slug(path, cut);
    out.writeStartObject();
    out.writeStringProperty("path", path.value());
    out.writeStringProperty("url", "/upload/presigned-file/" + slug);
    out.writeStringProperty("method", "presigned");
    if (cut != null) {
      out.writeName("parts").writeStartObject();
      out.writeStringProperty("url", "/upload/parts/" + slug);
      out.writeNumberProperty("size", cut.partBytes());
      out.writeEndObject();
    } else {
      String ticket = tickets.apply(path);
      if (ticket != null) {
        out.writeName("put").writeStartObject();
        out.writeStringProperty("url", "/upload/content?ticket=" + ticket);
        out.writeStringProperty("md5sum_base64", entry.md5().base64());
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }
}
