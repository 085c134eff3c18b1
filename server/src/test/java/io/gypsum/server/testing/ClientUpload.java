package io.gypsum.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.operation.StartResponse;

/**
 * A started upload, as its client sees it.
 *
 * @param uploadTokens the upload tokens of the files to send, by path
 * @param bundleToken the token with which bundles are sent; empty if they were not offered
 * @param addresses the paths of the files with a URL that accepts them
 */
public record ClientUpload(
    AssetVersion version, String token, Map<String, String> uploadTokens, String bundleToken,
    Set<String> addresses) {
  private static final String BUNDLES = "/upload/bundle/";
  private static final String ADDRESS = "/upload/presigned-file/";

  /** Returns the key under which a file with this content is staged. */
  public Key staged(String content) {
    return new ManifestEntry(
        Files.bytes(content).length, Md5.parse(Files.md5(content)), null)
        .stagedAt(staging());
  }

  /** Returns the staging area of the session. */
  public Prefix staging() {
    return BucketLayout.staging(version.project(), Lock.hash(token));
  }

  /** Returns the {@code url} of a file. */
  public String url(String path) {
    return ADDRESS + uploadTokens.get(path);
  }

  static ClientUpload of(AssetVersion version, StartResponse answer) {
    Reader reader = new Reader();
    byte[] json = JsonOutput.text(answer).getBytes(StandardCharsets.UTF_8);
    String token = JsonInput.read(json, reader::read);
    return new ClientUpload(
        version, token, reader.uploadTokens, reader.bundleToken, reader.addresses);
  }

  private static final class Reader {
    private final Map<String, String> uploadTokens = new LinkedHashMap<>();
    private final Set<String> addresses = new HashSet<>();
    private String bundleToken = "";

    private String read(JsonInput in) {
      String token = "";
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "file_urls" -> {
            in.beginArray();
            while (in.nextItem()) {
              readFile(in);
            }
          }
          case "session_token" -> token = in.string();
          case "bundles" ->
              bundleToken =
                  in.requiredProperty("url", JsonInput::string).substring(BUNDLES.length());
          default -> in.skip();
        }
      }
      return token;
    }

    private void readFile(JsonInput in) {
      String path = "";
      String url = "";
      boolean hasAddress = false;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "path" -> path = in.string();
          case "url" -> url = in.string();
          case "put" -> {
            hasAddress = true;
            in.skip();
          }
          default -> in.skip();
        }
      }
      uploadTokens.put(path, url.substring(ADDRESS.length()));
      if (hasAddress) {
        addresses.add(path);
      }
    }
  }
}
