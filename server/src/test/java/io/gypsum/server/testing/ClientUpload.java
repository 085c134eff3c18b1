package io.gypsum.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.server.operation.StartResponse;

/**
 * A started upload, as its client sees it.
 *
 * @param uploadTokens the upload tokens of the files to send, by path
 */
public record ClientUpload(AssetVersion version, String token, Map<String, String> uploadTokens) {
  private static final String ADDRESS = "/upload/presigned-file/";

  /** Returns the key under which a file with this content is staged. */
  public Key staged(String content) {
    return new ManifestEntry(
        Files.bytes(content).length, Md5.parse(Files.md5(content)), null)
        .stagedAt(BucketLayout.staging(version.project(), Lock.hash(token)));
  }

  static ClientUpload of(AssetVersion version, StartResponse answer) {
    Map<String, String> uploadTokens = new LinkedHashMap<>();
    byte[] json = JsonOutput.text(answer).getBytes(StandardCharsets.UTF_8);
    String token = JsonInput.read(json, in -> read(in, uploadTokens));
    return new ClientUpload(version, token, uploadTokens);
  }

  private static String read(JsonInput in, Map<String, String> uploadTokens) {
    String token = "";
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "file_urls" -> {
          in.beginArray();
          while (in.nextItem()) {
            readFile(in, uploadTokens);
          }
        }
        case "session_token" -> token = in.string();
        default -> in.skip();
      }
    }
    return token;
  }

  private static void readFile(JsonInput in, Map<String, String> uploadTokens) {
    String path = "";
    String url = "";
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "path" -> path = in.string();
        case "url" -> url = in.string();
        default -> in.skip();
      }
    }
    uploadTokens.put(path, url.substring(ADDRESS.length()));
  }
}
