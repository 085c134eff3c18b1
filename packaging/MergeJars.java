import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Merges jars into one, which Java starts faster than many (docs/decisions/0049-packages.md):
 * {@code java MergeJars.java OUT EPOCH_SECONDS JAR|DIRECTORY…}. A directory replaces files of the jars. The result depends only
 * on the content of the arguments.
 */
public class MergeJars {
  private static final int JAVA_VERSION = 25;
  private static final Pattern OF_VERSION = Pattern.compile("META-INF/versions/(\\d+)/(.*)");
  /** Valid for one jar only, or for other programs than Java. */
  private static final Pattern OMITTED =
      Pattern.compile(
          "(META-INF/versions/\\d+/)?module-info\\.class|META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]*\\.(SF|RSA|DSA)|native-image/.*)"
              // Native libraries of other platforms.
              + "|org/sqlite/native/(?!Linux/x86_64/).*|com/sun/jna/(?!linux-x86-64/)[a-z0-9]+-[^/]*/.*");
  /** Files such as META-INF/LICENSE, of which each jar has its own. */
  private static final Pattern OF_JAR = Pattern.compile("META-INF/([^/]+)");

  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedMap<String, Integer> versions = new TreeMap<>();

  public static void main(String[] arguments) throws IOException {
    MergeJars merged = new MergeJars();
    for (String argument : Arrays.copyOfRange(arguments, 2, arguments.length)) {
      Path path = Path.of(argument);
      if (Files.isDirectory(path)) {
        merged.replaceBy(path);
      } else {
        merged.add(path);
      }
    }
    merged.write(Path.of(arguments[0]), Instant.ofEpochSecond(Long.parseLong(arguments[1])));
  }

  private void add(Path jar) throws IOException {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && !OMITTED.matcher(entry.getName()).matches()) {
          add(name, entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private void add(String jar, String path, byte[] content) {
    Matcher ofVersion = OF_VERSION.matcher(path);
    Matcher ofJar = OF_JAR.matcher(path);
    if (ofVersion.matches()) {
      int version = Integer.parseInt(ofVersion.group(1));
      String name = ofVersion.group(2);
      // The class of the newest version that this Java supports replaces the others.
      if (version <= JAVA_VERSION && version > versions.getOrDefault(name, 0)) {
        versions.put(name, version);
        files.put(name, content);
      }
    } else if (ofJar.matches()) {
      files.put("META-INF/libraries/" + jar + "/" + ofJar.group(1), content);
    } else if (path.startsWith("META-INF/services/")) {
      files.merge(path, content, MergeJars::joinLines);
    } else if (!versions.containsKey(path)) {
      byte[] existing = files.putIfAbsent(path, content);
      if (existing != null && !Arrays.equals(existing, content)) {
        throw new IllegalStateException(jar + " and another jar contain different files '" + path + "'");
      }
    }
  }

  private void replaceBy(Path directory) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(directory)) {
      found = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : found) {
      String path = directory.relativize(file).toString();
      if (files.replace(path, Files.readAllBytes(file)) == null) {
        throw new IllegalStateException("no jar contains '" + path + "'");
      }
    }
  }

  private static byte[] joinLines(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + 1 + second.length);
    joined[first.length] = '\n';
    System.arraycopy(second, 0, joined, first.length + 1, second.length);
    return joined;
  }

  private void write(Path out, Instant time) throws IOException {
    LocalDateTime local = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(out));
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      for (var file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        // Unlike setTime, it does not depend on the time zone of this machine.
        entry.setTimeLocal(local);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
  }
}
