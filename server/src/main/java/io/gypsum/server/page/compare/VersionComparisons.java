package io.gypsum.server.page.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileTotal;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.file.CachedManifests.StoredManifest;
import io.gypsum.server.page.preview.DecodedText;
import io.gypsum.server.page.preview.TextLines;
import io.gypsum.store.ETag;
import org.jspecify.annotations.Nullable;

/**
 * Compares versions, and the texts of their files. All methods compute, so call them in a compute lane. Comparisons are cached
 * for a minute, and used only while both manifests are unchanged. Thread-safe.
 */
public final class VersionComparisons {
  /** Maximum size of a text that is compared, in bytes. */
  public static final int MAX_TEXT_BYTES = 256 * 1024;
  /** About 30 MB. A larger comparison is computed for each page. */
  private static final int MAX_CACHED_CHANGES = 200_000;
  private static final Duration TTL = Duration.ofMinutes(1);

  private final CachedManifests manifests;
  private final Cache<StatePair, Comparison> cached =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_CHANGES)
          .weigher(
              (StatePair pair, Comparison comparison) -> 1 + comparison.diff().changes().size())
          .expireAfterAccess(TTL)
          .build();

  /** Two versions in a certain state. */
  private record StatePair(AssetVersion from, ETag fromTag, AssetVersion to, ETag toTag) {}

  /**
   * The differences of two versions.
   *
   * @param from all files of the old version
   * @param to all files of the new version
   */
  public record Comparison(VersionDiff diff, FileTotal from, FileTotal to) {}

  /** The result of comparing the texts of a file. */
  public sealed interface TextComparison {
    /**
     * The lines of both texts, with characters that cannot be seen as escapes.
     *
     * @param notes sentences about what is not shown
     */
    record Lines(LineDiff diff, List<String> notes) implements TextComparison {
      public Lines {
        notes = List.copyOf(notes);
      }
    }

    /** @param reason why the texts are not compared: a sentence for people */
    record NotCompared(String reason) implements TextComparison {}
  }

  public VersionComparisons(CachedManifests manifests) {
    this.manifests = manifests;
  }

  /**
   * Compares the files of two versions.
   *
   * @throws io.gypsum.core.GypsumException as {@link CachedManifests#read}
   */
  public Comparison compare(AssetVersion from, AssetVersion to) {
    StoredManifest old = manifests.read(from);
    StoredManifest current = manifests.read(to);
    return cached.get(
        new StatePair(from, old.etag(), to, current.etag()),
        pair -> new Comparison(
            VersionDiff.between(old.manifest(), current.manifest()), total(old.manifest()),
            total(current.manifest())));
  }

  private static FileTotal total(Manifest manifest) {
    FileTotal total = FileTotal.NONE;
    for (ManifestEntry entry : manifest.files().values()) {
      total = total.plus(entry.sizeBytes());
    }
    return total;
  }

  /**
   * Compares the lines of a file of two versions.
   *
   * @param oldPath the path in the old version; null if the file was added
   * @param path the path in the new version; null if the file was removed
   * @throws io.gypsum.core.GypsumException as {@link CachedManifests#read}
   */
  public TextComparison compareText(
      AssetVersion from, @Nullable UserPath oldPath, AssetVersion to, @Nullable UserPath path) {
    List<String> notes = new ArrayList<>();
    Side old = oldPath == null ? new Side(List.of(), null) : side(from, oldPath, notes);
    Side current = path == null ? new Side(List.of(), null) : side(to, path, notes);
    String problem = old.problem() == null ? current.problem() : old.problem();
    return problem == null
        ? new TextComparison.Lines(
            LineDiff.between(old.lines(), current.lines()), notes.stream().distinct().toList())
        : new TextComparison.NotCompared(problem);
  }

  /** @param problem null if the text was read */
  private record Side(List<String> lines, @Nullable String problem) {}

  private Side side(AssetVersion version, UserPath path, List<String> notes) {
    ManifestEntry entry = manifests.read(version).manifest().get(path);
    if (entry == null) {
      return new Side(List.of(), "Version " + version.version() + " does not contain this file.");
    }
    if (entry.sizeBytes() > MAX_TEXT_BYTES) {
      return new Side(
          List.of(),
          "Only texts of at most " + MAX_TEXT_BYTES / 1024
              + " KiB are compared here; download both files to compare them.");
    }
    Key source = Link.sourceKey(version, path, entry.link());
    byte[] content = manifests.bucket().readBytes(source, MAX_TEXT_BYTES).orElse(null);
    if (content == null) {
      return new Side(List.of(), "The content of this file is missing in the bucket.");
    }
    DecodedText text = DecodedText.of(content, false, false);
    return text == null
        ? new Side(List.of(), "This is not a text file, so its lines cannot be compared.")
        : new Side(TextLines.of(text.text(), false, notes), null);
  }
}
