package io.gypsum.e2e.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An example in the Javadoc of the client library, or in the user guide.
 *
 * @param type the simple name of the documented type, or that of the page
 * @param number the position in that documentation, from 1
 * @param code the unchanged code
 */
record JavadocExample(String type, int number, String code) {
  private static final Path SOURCES = Path.of("../client/src/main/java/io/gypsum/client");
  /** The packages that users import; the others are not exported. */
  private static final List<String> PACKAGES = List.of("", "failure", "nio", "signin");
  private static final List<String> IMPORTED = List.of(
      "io.gypsum.client", "io.gypsum.client.failure", "io.gypsum.client.signin", "io.gypsum.core",
      "io.gypsum.core.document", "io.gypsum.core.name");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?s)(/\\*\\*.*?\\*/)\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public (?:final |sealed |abstract )*"
              + "(?:class|record|interface|enum) (\\w+)");
  private static final Pattern CODE =
      Pattern.compile("(?s)<pre>\\s*\\{@code(.*?)\\n \\* \\}\\s*</pre>");

  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Pattern GUIDE_CODE = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  /** Returns the examples of the user guide, each of which contains all its imports. */
  static List<JavadocExample> ofGuide() {
    List<JavadocExample> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(GUIDE)) {
      for (Path file : files.sorted().toList()) {
        String page = file.getFileName().toString();
        Matcher code = GUIDE_CODE.matcher(Files.readString(file));
        for (int number = 1; code.find(); number++) {
          examples.add(
              new JavadocExample("Guide_" + page.replaceAll("\\W", "_"), number, code.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  /** A public type with its examples. */
  record Documented(String type, List<JavadocExample> examples) {}

  static List<Documented> all() {
    List<Documented> types = new ArrayList<>();
    for (String name : PACKAGES) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(name))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java"))
            .sorted()
            .toList()) {
          find(Files.readString(file), types);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return types;
  }

  private static void find(String source, List<Documented> types) {
    Matcher type = TYPE.matcher(source);
    if (type.find()) {
      List<JavadocExample> examples = new ArrayList<>();
      Matcher code = CODE.matcher(type.group(1));
      while (code.find()) {
        String text = code.group(1).replaceAll("(?m)^ \\* ?", "").strip();
        examples.add(new JavadocExample(type.group(2), examples.size() + 1, text));
      }
      types.add(new Documented(type.group(2), examples));
    }
  }

  String className() {
    return type + "Example" + number;
  }

  /** Returns the example as a class with one method, whose parameters are the variables that examples use without declaring them. */
  String source() {
    String client = code.contains("GypsumClient gypsum =") ? "unused" : "gypsum";
    return """
        %s

        public final class %s {
          public static void run(
              io.gypsum.client.GypsumClient %s, io.gypsum.core.name.AssetVersion version,
              io.gypsum.core.name.AssetVersion newVersion, java.nio.file.Path directory,
              String token, String address, String pathAddress, String project)
              throws Exception {
        %s
          }
        }
        """
        .formatted(imports(), className(), client, body());
  }

  private String imports() {
    return isOfGuide()
        ? code.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"))
        : "import module java.base;"
            + IMPORTED.stream()
                .map(name -> "import " + name + ".*;")
                .collect(Collectors.joining());
  }

  private String body() {
    return isOfGuide()
        ? code.lines()
            .filter(line -> !line.startsWith("import "))
            .collect(Collectors.joining("\n"))
        : code;
  }

  private boolean isOfGuide() {
    return type.startsWith("Guide_");
  }

  /** Returns whether the example needs only what every test server has. */
  boolean runsAnywhere() {
    return !isOfGuide() || type.equals("Guide_java_md");
  }

  @Override
  public String toString() {
    return type + ", example " + number;
  }
}
