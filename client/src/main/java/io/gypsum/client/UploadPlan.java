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

/** What a version shall be: the same files announced twice are the same upload. */
record UploadPlan(AssetVersion version, List<UploadFile> files, boolean onProbation) {
  /** The same for, and only for, the same version, files and probation. */
  String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      JsonOutput.stream(
          new DigestOutputStream(OutputStream.nullOutputStream(), sha256),
          UploadRequests.announcement(files, onProbation)::writeTo);
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a version with this manifest is what was announced. */
  boolean isMetBy(Manifest manifest) {
    return manifest.files().size() == files.size()
        && files.stream().allMatch(file -> isMetBy(file, manifest.get(file.path())));
  }

  private static boolean isMetBy(UploadFile file, @Nullable ManifestEntry entry) {
    if (entry == null) {
      return false;
    }
    if (file instanceof UploadFile.Linked linked) {
      Link link = entry.link();
      return link != null && link.target().equals(linked.target());
    }
    if (file instanceof UploadFile.Dedup dedup) {
      return isMetBy(dedup.sizeBytes(), dedup.md5(), entry);
    }
    return file instanceof UploadFile.Simple simple
        && !entry.isLink()
        && isMetBy(simple.sizeBytes(), simple.md5(), entry);
  }

  private static boolean isMetBy(long sizeBytes, Md5 md5, ManifestEntry entry) {
    return entry.sizeBytes() == sizeBytes && entry.md5().equals(md5);
  }
}
