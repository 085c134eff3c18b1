package io.gypsum.server.operation;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.PagedJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The response to {@code upload/start} (rest-api.md, section 4). The URLs are paths on this server; upload tokens are signed
 * while the response is written, since there may be very many.
 */
public final class StartResponse
    implements PagedJson.Document<Map.Entry<UserPath, ManifestEntry>> {
  private final AssetVersion version;
  private final Manifest manifest;
  private final String token;
  private final LongFunction<@Nullable FileParts> parts;
  private final BiFunction<UserPath, @Nullable FileParts, String> slugs;
  private final Function<UserPath, @Nullable String> putTokens;
  private final @Nullable BundleOffer bundles;

  /**
   * @param parts returns the parts in which a file of a size is sent; null if it is sent as a whole
   * @param slugs returns the upload token with which the client requests the URL of a file
   * @param putTokens returns the token of the URL that accepts a file; null if the client must request the URL
   * @param bundles null if no files can be sent in bundles
   */
  StartResponse(
      AssetVersion version, Manifest manifest, String token,
      LongFunction<@Nullable FileParts> parts,
      BiFunction<UserPath, @Nullable FileParts, String> slugs,
      Function<UserPath, @Nullable String> putTokens, @Nullable BundleOffer bundles) {
    this.version = version;
    this.manifest = manifest;
    this.token = token;
    this.slugs = slugs;
    this.putTokens = putTokens;
    this.parts = parts;
    this.bundles = bundles;
  }

  /** Returns the session token, a UUID of version 4. */
  public String token() {
    return token;
  }

  /** Returns the files that the client must send. */
  @Override
  public Stream<Map.Entry<UserPath, ManifestEntry>> items() {
    return manifest.files().entrySet().stream().filter(file -> !file.getValue().isLink());
  }

  @Override
  public void begin(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("file_urls").writeStartArray();
  }

  @Override
  public void item(JsonGenerator out, Map.Entry<UserPath, ManifestEntry> file) {
    writeFile(out, file.getKey(), file.getValue());
  }

  @Override
  public void end(JsonGenerator out) {
    out.writeEndArray();
    String encoded =
        PercentEncoding.encode(version.project().value())
            + "/" + PercentEncoding.encode(version.asset().value())
            + "/" + PercentEncoding.encode(version.version().value());
    out.writeStringProperty("complete_url", "/upload/complete/" + encoded);
    out.writeStringProperty("abort_url", "/upload/abort/" + encoded);
    out.writeStringProperty("session_token", token);
    if (bundles != null) {
      out.writeName("bundles");
      bundles.writeTo(out);
    }
    out.writeEndObject();
  }

  private void writeFile(JsonGenerator out, UserPath path, ManifestEntry entry) {
    FileParts fileParts = parts.apply(entry.sizeBytes());
    String slug = slugs.apply(path, fileParts);
    out.writeStartObject();
    out.writeStringProperty("path", path.value());
    out.writeStringProperty("url", UploadUrls.FILE_PATH + slug);
    out.writeStringProperty("method", "presigned");
    if (fileParts != null) {
      out.writeName("parts").writeStartObject();
      out.writeStringProperty("url", "/upload/parts/" + slug);
      out.writeNumberProperty("size", fileParts.partBytes());
      out.writeEndObject();
    } else {
      String putToken = putTokens.apply(path);
      if (putToken != null) {
        out.writeName("put").writeStartObject();
        out.writeStringProperty("url", "/upload/content?ticket=" + putToken);
        out.writeStringProperty("md5sum_base64", entry.md5().base64());
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }
}
