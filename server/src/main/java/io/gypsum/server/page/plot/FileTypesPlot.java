package io.gypsum.server.page.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.gypsum.server.format.Numbers;

/** The files of a version by the extension of their names. */
public final class FileTypesPlot {
  private static final String CAPTION = "File types";
  private static final int MAX_BARS = 12;
  /** Further extensions are counted as {@link #OTHERS}, so that memory is bounded. */
  static final int MAX_TYPES = 1_000;
  private static final String NO_EXTENSION = "no extension";
  private static final String OTHERS = "others";
  private static final int MAX_EXTENSION_CHARS = 11;
  /** Extensions of compressed files, which belong together with the one before. */
  private static final Set<String> COMPRESSED = Set.of("gz", "bgz", "bz2", "xz", "zst");

  private FileTypesPlot() {}

  private record FileType(String name, long files, long bytes) {
    FileType plus(FileType other) {
      return new FileType(name, files + other.files, bytes + other.bytes);
    }
  }

  /** Sums up files. Memory does not grow with their number. */
  public static final class Sum {
    private final Map<String, FileType> types = new HashMap<>();

    /** Adds a file. */
    public Sum add(String path, long sizeBytes) {
      String extension = extension(path);
      boolean isKnown = types.containsKey(extension) || types.size() < MAX_TYPES;
      String name = isKnown ? extension : OTHERS;
      types.merge(name, new FileType(name, 1, sizeBytes), FileType::plus);
      return this;
    }

    /** Draws the plot. */
    public Figure plot() {
      List<FileType> sorted = new ArrayList<>(types.values());
      sorted.sort(
          Comparator.comparingLong(FileType::bytes)
              .reversed()
              .thenComparing(Comparator.comparingLong(FileType::files).reversed())
              .thenComparing(FileType::name));
      return draw(sorted);
    }
  }

  /** Returns the extension of a file in lower case with its dot, such as {@code .csv} or {@code .tar.gz}. */
  static String extension(String path) {
    int start = path.lastIndexOf('/') + 1;
    int dot = dotOfExtension(path, start, path.length());
    if (dot < 0) {
      return NO_EXTENSION;
    }
    if (COMPRESSED.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT))) {
      int inner = dotOfExtension(path, start, dot);
      dot = inner < 0 ? dot : inner;
    }
    return path.substring(dot).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the index of the dot of a short extension with a letter, -1 if there is none. A dot at the beginning of the name is
   * that of a hidden file.
   */
  private static int dotOfExtension(String path, int nameStart, int end) {
    boolean hasLetter = false;
    for (int i = end - 1; i > nameStart && i >= end - MAX_EXTENSION_CHARS - 1; i--) {
      char c = path.charAt(i);
      if (c == '.') {
        return hasLetter ? i : -1;
      }
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && !(c >= '0' && c <= '9') && c != '_') {
        return -1;
      }
      hasLetter |= isLetter;
    }
    return -1;
  }

  private static Figure draw(List<FileType> types) {
    if (types.isEmpty()) {
      return Figure.empty(CAPTION, "This version has no files.");
    }
    double bytes = types.stream().mapToDouble(FileType::bytes).sum();
    long files = types.stream().mapToLong(FileType::files).sum();
    int shown = types.size() <= MAX_BARS + 1 ? types.size() : MAX_BARS;
    List<HorizontalBars.Bar> bars = new ArrayList<>();
    types.stream()
        .limit(shown)
        .forEach(type -> bars.add(new HorizontalBars.Bar(type.name(), type.bytes(), label(type))));
    types.stream()
        .skip(shown)
        .reduce(FileType::plus)
        .ifPresent(
            rest -> bars.add(
                HorizontalBars.Bar.ofOthers(
                    (types.size() - shown) + " other types", label(rest))));
    String summary =
        Numbers.count(files, "file") + " of " + Numbers.count(types.size(), "type") + ", "
            + Numbers.size(bytes) + " with links.";
    Svg svg = new Svg("plot-types", HorizontalBars.height(bars.size()), CAPTION, summary);
    HorizontalBars.draw(svg, bars);
    List<DataTable.Row> rows =
        types.stream()
            .limit(100)
            .map(
                type -> DataTable.Row.of(
                    type.name(), Numbers.count(type.files()), Numbers.size(type.bytes()),
                    Numbers.share(type.bytes(), bytes)))
            .toList();
    return Figure.of(
        CAPTION, summary, svg,
        new DataTable(
            List.of("Type", "Files", "Size", "Share"), rows,
            types.size() > 100
                ? "The largest 100 of " + Numbers.count(types.size()) + " types."
                : ""));
  }

  private static String label(FileType type) {
    return Numbers.size(type.bytes()) + ", " + Numbers.count(type.files(), "file");
  }
}
