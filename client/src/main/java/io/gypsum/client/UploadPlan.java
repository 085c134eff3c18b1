package io.gypsum.client;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The version that an upload is meant to create. Two runs with equal plans are runs of the same upload. */
record UploadPlan(AssetVersion version, List<UploadFile> files, boolean onProbation) {
  /**
   * Writes the body of {@code upload/start} (rest-api.md, section 4), streaming, since there may be many files.
   *
   * @param sessionToken requested for the session, so that it is known even if the response is lost
   */
  void writeRequest(JsonGenerator out, String sessionToken) {
    write(out, sessionToken);
  }

  /**
   * Returns a SHA-256 digest of the files and the probation flag, in hexadecimal. Digests are stored in {@link UploadRecord}s,
   * so the digested text must never change.
   */
  String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      JsonOutput.stream(
          new DigestOutputStream(OutputStream.nullOutputStream(), sha256),
          out -> write(out, null));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /** @param sessionToken the token to request, together with presigned URLs, parts and bundles, which other servers do not support; null for none */
  private void write(JsonGenerator out, @Nullable String sessionToken) {
    out.writeStartObject();
    out.writeBooleanProperty("on_probation", onProbation);
    if (sessionToken != null) {
      out.writeStringProperty("session_token", sessionToken);
      out.writeBooleanProperty("presign", true);
      out.writeBooleanProperty("parts", true);
      out.writeBooleanProperty("bundles", true);
    }
    out.writeName("files").writeStartArray();
    files.forEach(file -> file.writeTo(out));
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Returns whether a version with this manifest contains exactly the planned files. */
  boolean matches(Manifest manifest) {
    return manifest.files().size() == files.size()
        && files.stream().allMatch(file -> matches(file, manifest.get(file.path())));
  }

  private static boolean matches(UploadFile file, @Nullable ManifestEntry entry) {
    if (entry == null) {
      return false;
    }
    if (file instanceof UploadFile.Linked linked) {
      Link link = entry.link();
      return link != null && link.target().equals(linked.target());
    }
    if (file instanceof UploadFile.Dedup dedup) {
      return matches(dedup.sizeBytes(), dedup.md5(), entry);
    }
    return file instanceof UploadFile.Simple simple
        && !entry.isLink()
        && matches(simple.sizeBytes(), simple.md5(), entry);
  }

  private static boolean matches(long sizeBytes, Md5 md5, ManifestEntry entry) {
    return entry.sizeBytes() == sizeBytes && entry.md5().equals(md5);
  }
}
