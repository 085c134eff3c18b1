package io.gypsum.client;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;

/**
 * The files of other versions that are links to a version, an asset or a project. They become unreadable when it is deleted.
 *
 * <pre>{@code
 * IncomingLinks links = gypsum.findLinksTo(AssetVersion.parse("my-project/counts/v1"));
 * boolean isSafe = links.versions() == 0 && links.isComplete();
 * }</pre>
 *
 * @param filesByVersion the number of such files in each of the first versions with such files
 * @param versions the total number of versions with such files
 * @param files the total number of such files
 * @param isComplete whether the versions of all projects were examined. If the server cannot do that, the client examines a
 *     limited number of versions of the same project, and counts only these
 */
public record IncomingLinks(
    SortedMap<AssetVersion, Integer> filesByVersion, long versions, long files,
    boolean isComplete) {
  private static final Comparator<AssetVersion> BY_NAME =
      Comparator.comparing(AssetVersion::toString);

  public IncomingLinks {
    SortedMap<AssetVersion, Integer> copy = new TreeMap<>(BY_NAME);
    copy.putAll(filesByVersion);
    filesByVersion = Collections.unmodifiableSortedMap(copy);
  }

  /** Returns the result of an examination of some of the versions by the client. */
  static IncomingLinks examined(SortedMap<AssetVersion, Integer> filesByVersion) {
    return new IncomingLinks(
        filesByVersion, filesByVersion.size(),
        filesByVersion.values().stream().mapToInt(Integer::intValue).sum(), false);
  }

  /** Reads the response of {@code GET /links/…} (rest-api.md, section 5). */
  static IncomingLinks read(JsonInput in) {
    SortedMap<AssetVersion, Integer> filesByVersion = new TreeMap<>(BY_NAME);
    long[] counts = new long[2];
    in.forEachProperty(name -> {
      switch (name) {
        case "version_count" -> counts[0] = in.wholeNumber();
        case "file_count" -> counts[1] = in.wholeNumber();
        case "versions" -> in.array(IncomingLinks::readVersion)
            .forEach(found -> filesByVersion.put(found.version(), found.files()));
        default -> in.skip();
      }
    });
    return new IncomingLinks(filesByVersion, counts[0], counts[1], true);
  }

  private record FoundVersion(AssetVersion version, int files) {}

  private static FoundVersion readVersion(JsonInput in) {
    String[] names = new String[3];
    int[] files = new int[1];
    in.forEachProperty(name -> {
      switch (name) {
        case "project" -> names[0] = in.string();
        case "asset" -> names[1] = in.string();
        case "version" -> names[2] = new VersionName(in.string()).value();
        case "files" -> files[0] = (int) Math.min(in.wholeNumber(), Integer.MAX_VALUE);
        default -> in.skip();
      }
    });
    return new FoundVersion(
        AssetVersion.of(
            in.required(names[0], "project"), in.required(names[1], "asset"),
            in.required(names[2], "version")),
        files[0]);
  }
}
