package io.gypsum.e2e.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts Java processes with the classes of this one.
 *
 * <p>Hundreds of them are started, and most of what each costs is loading classes. So the first one makes an ahead-of-time
 * cache of what the command loads, as the launcher does for users, and the others start from it.
 */
public final class JavaCommand {
  private static final String MAIN = "io.gypsum.cli.Main";
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");
  private static final long TRAINING_TIMEOUT_SECONDS = 120;
  private static final ClassPath CLASS_PATH = ClassPath.ofThisProcess();

  private JavaCommand() {}

  /** Returns a builder of the process, in whose environment no setting of the person who runs the tests is left. */
  public static ProcessBuilder of(
      String main, int heapMib, List<String> options, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add("-Xmx" + heapMib + "m");
    Cache.FILE.ifPresent(file -> line.add("-XX:AOTCache=" + file));
    line.addAll(options);
    line.addAll(List.of("-cp", CLASS_PATH.whole(), main));
    line.addAll(arguments);
    return java(line);
  }

  private static ProcessBuilder java(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(OPTIONS);
    line.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(line);
    process.environment().keySet().removeIf(name -> name.startsWith("GYPSUM_"));
    process.environment().remove("JAVA_TOOL_OPTIONS");
    process.environment().put("LC_ALL", "C.UTF-8");
    return process;
  }

  /** A cache is valid for jars only, and for every class path that starts with them. */
  private record ClassPath(List<String> jars, List<String> directories) {
    static ClassPath ofThisProcess() {
      List<String> jars = new ArrayList<>();
      List<String> directories = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        (entry.endsWith(".jar") ? jars : directories).add(entry);
      }
      // As in the launcher: picocli's classes cannot be cached, so they should be found first.
      jars.sort((a, b) -> Boolean.compare(isPicocli(b), isPicocli(a)));
      return new ClassPath(jars, directories);
    }

    private static boolean isPicocli(String jar) {
      return Path.of(jar).getFileName().toString().startsWith("picocli-");
    }

    boolean hasCommand() {
      return jars.stream().anyMatch(jar -> jar.contains("gypsum-cli"));
    }

    String archived() {
      return String.join(File.pathSeparator, jars);
    }

    String whole() {
      List<String> all = new ArrayList<>(jars);
      all.addAll(directories);
      return String.join(File.pathSeparator, all);
    }

    /** Changes whenever a jar is built again. */
    String version() {
      Object[] states =
          jars.stream()
              .map(Path::of)
              .map(jar -> jar + " " + jar.toFile().length() + " " + jar.toFile().lastModified())
              .toArray();
      return Integer.toHexString(Arrays.hashCode(states));
    }
  }

  /** The cache, made by the first process that needs it. */
  private static final class Cache {
    /** Empty if the classes are not in jars, as in an editor. */
    static final Optional<Path> FILE =
        CLASS_PATH.hasCommand() ? Optional.of(findOrTrain()) : Optional.empty();

    private Cache() {}

    private static Path findOrTrain() {
      try {
        Path directory = Files.createDirectories(Path.of("target", "aot").toAbsolutePath());
        Path file = directory.resolve(CLASS_PATH.version() + ".aot");
        try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock _ = channel.lock()) {
          if (!Files.exists(file)) {
            train(directory, file);
          }
        }
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while the ahead-of-time cache is made", e);
      }
    }

    private static void train(Path directory, Path file) throws IOException, InterruptedException {
      Path unfinished = directory.resolve("unfinished.aot");
      Path log = directory.resolve("training.log");
      Process training =
          java(
              List.of(
                  "-Xmx128m", "-XX:AOTCacheOutput=" + unfinished, "-cp", CLASS_PATH.archived(),
                  MAIN, "quickstart"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!training.waitFor(TRAINING_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        training.destroyForcibly();
      }
      if (training.waitFor() != 0 || !Files.exists(unfinished)) {
        throw new AssertionError("the ahead-of-time cache was not made, see " + log);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
