package io.gypsum.store.verify;

import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Whether the {@code ..links} of one version are those that follow from its manifest. */
final class LinkDocuments {
  private final ReadStore store;
  private final Findings findings;
  private final AssetVersion version;
  /** By directory: those that have not been met yet. */
  private final SortedMap<String, Links> awaited;

  LinkDocuments(ReadStore store, Findings findings, AssetVersion version, Manifest manifest) {
    this.store = store;
    this.findings = findings;
    this.version = version;
    this.awaited = manifest.linksByDirectory();
  }

  /** Takes what is listed as {@code ..links} of {@code directory}. */
  void met(Key key, String directory) {
    Links right = awaited.remove(directory);
    if (right == null) {
      findings.tell(
          new Finding(
              FindingKind.STRAY_LINKS, key.value(), "nothing, since there are no links here",
              "a document", new Step.Delete(key)));
      return;
    }
    findings.tellLater(() -> {
      DocumentResult<Links> read = new BucketReader(store).tryRead(key, Links::read);
      return right.equals(read.document())
          ? Optional.empty()
          : Optional.of(wrong(key, right, read.document(), read.problem()));
    });
  }

  private static Finding wrong(
      Key key, Links right, @Nullable Links found, @Nullable String problem) {
    return new Finding(
        FindingKind.STALE_LINKS, key.value(), "the " + right.byFileName().size()
            + " links that the manifest has here",
        problem != null
            ? problem
            : found == null ? "nothing any more"
            : found.byFileName().size() + " links, not those",
        Step.put(key, right));
  }

  /** After the listing. */
  void tellMissing() {
    awaited.forEach((directory, right) -> {
      if (!isHoldable(version, directory)) {
        return; // Its links are impossible, which is told of each.
      }
      Key key = BucketLayout.links(version, directory);
      findings.tell(
          new Finding(
              FindingKind.MISSING_LINKS, key.value(),
              "the " + right.byFileName().size() + " links that the manifest has here", "nothing",
              Step.put(key, right)));
    });
  }

  /** Whether the name of the document that a directory with links must have is not too long for a key. */
  static boolean isHoldable(AssetVersion version, String directory) {
    try {
      Objects.requireNonNull(BucketLayout.links(version, directory));
      return true;
    } catch (GypsumException e) {
      return false;
    }
  }
}
