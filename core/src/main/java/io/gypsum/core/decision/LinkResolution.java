package io.gypsum.core.decision;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import org.jspecify.annotations.Nullable;

/** Resolves the links of an upload (rest-api.md, section 4). */
public final class LinkResolution {
  private LinkResolution() {}

  /**
   * Returns the manifest entry of a link to {@code target}.
   *
   * @param summary the summary of the target's version, null when it does not exist
   * @param manifest the manifest of the target's version, null when it does not exist
   * @throws GypsumException INVALID when the version does not exist, is not finished, is on probation, or does not contain the path
   */
  public static ManifestEntry resolve(
      FileAddress target, @Nullable Summary summary, @Nullable Manifest manifest) {
    if (summary == null || manifest == null) {
      throw refused(target, "version '" + target.version() + "' does not exist");
    }
    if (!summary.isFinished()) {
      throw refused(target, "the upload of '" + target.version() + "' is not finished");
    }
    if (summary.isOnProbation()) {
      throw refused(target, "'" + target.version() + "' is on probation");
    }
    ManifestEntry entry = manifest.get(target.path());
    if (entry == null) {
      throw refused(target, "'" + target.version() + "' has no file '" + target.path() + "'");
    }
    return new ManifestEntry(entry.sizeBytes(), entry.md5(), linkTo(target, entry));
  }

  /** Returns a link to {@code target}; its ancestor is the file with the bytes when {@code entry} is a link itself. */
  static Link linkTo(FileAddress target, ManifestEntry entry) {
    Link link = entry.link();
    return new Link(target, link == null ? null : link.source());
  }

  private static GypsumException refused(FileAddress target, String why) {
    return GypsumException.invalid("cannot link to '" + target + "': " + why);
  }
}
