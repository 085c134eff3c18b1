package io.gypsum.server.testing;

import java.io.ByteArrayOutputStream;

/** Builds the body of a bundle, valid or not. */
public final class BundleBody {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds files of an upload, given as alternating paths and contents. */
  public static BundleBody of(ClientUpload upload, String... pathsAndContents) {
    BundleBody body = new BundleBody();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      body.file(upload.url(pathsAndContents[i]), pathsAndContents[i + 1]);
    }
    return body;
  }

  /** Adds one file. */
  public BundleBody file(String url, String content) {
    return text(Files.bytes(content).length + " " + url + "\n" + content);
  }

  /** Adds bytes that need not belong to a file. */
  public BundleBody text(String text) {
    bytes.writeBytes(Files.bytes(text));
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
