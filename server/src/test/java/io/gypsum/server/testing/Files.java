package io.gypsum.server.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Creates bodies of {@code upload/start} in the format of the REST API. */
public final class Files {
  private Files() {}

  public static String body(String... files) {
    return body(false, files);
  }

  public static String body(boolean onProbation, String... files) {
    return "{\"on_probation\":" + onProbation + ",\"files\":[" + String.join(",", files) + "]}";
  }

  public static String simple(String path, String content) {
    return own("simple", path, content);
  }

  public static String dedup(String path, String content) {
    return own("dedup", path, content);
  }

  private static String own(String type, String path, String content) {
    return "{\"type\":\"" + type + "\",\"path\":\"" + path + "\",\"size\":" + bytes(content).length
        + ",\"md5sum\":\"" + md5(content) + "\"}";
  }

  /** @param target {@code project/asset/version/path} */
  public static String link(String path, String target) {
    String[] parts = target.split("/", 4);
    return "{\"type\":\"link\",\"path\":\"" + path + "\",\"link\":{\"project\":\"" + parts[0]
        + "\",\"asset\":\"" + parts[1] + "\",\"version\":\"" + parts[2] + "\",\"path\":\""
        + parts[3] + "\"}}";
  }

  public static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the MD5 as hex digits. */
  public static String md5(String content) {
    return HexFormat.of().formatHex(digest(content));
  }

  /** Returns the MD5 in the format of a {@code Content-MD5} header. */
  public static String md5Base64(String content) {
    return Base64.getEncoder().encodeToString(digest(content));
  }

  private static byte[] digest(String content) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
