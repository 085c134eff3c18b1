import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies the documents for users into a package: {@code java CopyDocs.java SOURCES TARGET}. Links lead to the copies; a link to
 * what the package does not contain, such as a source file, is replaced by its text.
 */
public class CopyDocs {
  /** Files and directories of the sources, and their names in the package. */
  private static final Map<String, String> COPIED =
      Map.of(
          "README.md", "README.md", "CHANGELOG.md", "CHANGELOG.md", "docs", "docs",
          "packaging/examples", "examples");
  /** A block of code, or an inline link; of links only, the groups are set. */
  private static final Pattern CODE_OR_LINK =
      Pattern.compile(
          "^```.*?^```$|(!?)\\[((?:[^\\[\\]]|\\[[^\\]]*\\])*)\\]\\(([^)\\s]+)\\)",
          Pattern.DOTALL | Pattern.MULTILINE);

  private final Path sources;
  /** The path in the package of each copied file, by its path in the sources. */
  private final Map<Path, Path> copies = new TreeMap<>();

  private CopyDocs(Path sources) {
    this.sources = sources;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected SOURCES TARGET");
    }
    CopyDocs docs = new CopyDocs(Path.of(args[0]));
    docs.find();
    docs.copyTo(Path.of(args[1]));
  }

  private void find() throws IOException {
    for (Map.Entry<String, String> copied : COPIED.entrySet()) {
      Path from = sources.resolve(copied.getKey());
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          Path name = Path.of(copied.getValue());
          copies.put(
              sources.relativize(file),
              file.equals(from) ? name : name.resolve(from.relativize(file)));
        }
      }
    }
  }

  private void copyTo(Path target) throws IOException {
    for (Map.Entry<Path, Path> copy : copies.entrySet()) {
      Path from = sources.resolve(copy.getKey());
      Path to = target.resolve(copy.getValue());
      Files.createDirectories(to.getParent());
      if (from.toString().endsWith(".md")) {
        Files.writeString(to, withLinksToCopies(Files.readString(from), copy.getKey()));
      } else {
        Files.copy(from, to);
      }
    }
  }

  private String withLinksToCopies(String text, Path page) {
    return CODE_OR_LINK.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(
            found.group(3) == null
                ? found.group()
                : link(page, found.group(1), found.group(2), found.group(3))));
  }

  private String link(Path page, String image, String text, String target) {
    if (target.startsWith("#") || target.contains("://")) {
      return image + "[" + text + "](" + target + ")";
    }
    String[] parts = target.split("#", 2);
    String anchor = parts.length == 2 ? "#" + parts[1] : "";
    Path copy = copy(page.resolveSibling(parts[0]).normalize());
    if (copy == null) {
      return text;
    }
    String relative = copies.get(page).resolveSibling("").relativize(copy).toString();
    return image + "[" + text + "](" + relative + anchor + ")";
  }

  /** Returns the copy of a file, or of a directory of which a file is copied; null if there is none. */
  private Path copy(Path linked) {
    for (Map.Entry<Path, Path> copy : copies.entrySet()) {
      if (copy.getKey().startsWith(linked)) {
        Path name = copy.getValue();
        int below = copy.getKey().getNameCount() - linked.getNameCount();
        for (int i = 0; i < below; i++) {
          name = name.getParent();
        }
        return name;
      }
    }
    return null;
  }
}
