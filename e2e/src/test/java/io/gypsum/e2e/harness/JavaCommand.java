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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts Java processes with the class path of this process.
 *
 * <p>The tests start hundreds of processes, whose main cost is class loading. The first one creates an ahead-of-time cache of the classes that the command loads, as the launcher does for users; the others start from that cache.
 */
public final class JavaCommand {
  private static final String MAIN = "io.gypsum.cli.Main";
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");
  private static final long TRAINING_TIMEOUT_SECONDS = 120;
  private static final ClassPath CLASS_PATH = ClassPath.ofThisProcess();
  private static final Map<Cache, Path> CACHES = new ConcurrentHashMap<>();

  private JavaCommand() {}

  /** Returns a builder of the process, without the {@code GYPSUM_} environment variables of this process. */
  public static ProcessBuilder of(
      String main, int heapMib, List<String> options, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add("-Xmx" + heapMib + "m");
    Cache.of(arguments).ifPresent(file -> line.add("-XX:AOTCache=" + file));
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

  /** The class path, split because a cache is valid for jars only, and for every class path that starts with them. */
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

    /** Returns a text that changes whenever a jar is rebuilt. */
    String version() {
      Object[] states =
          jars.stream()
              .map(Path::of)
              .map(jar -> jar + " " + jar.toFile().length() + " " + jar.toFile().lastModified())
              .toArray();
      return Integer.toHexString(Arrays.hashCode(states));
    }
  }

  /** An ahead-of-time cache, created by the first process that needs it from a run that loads the classes. */
  private enum Cache {
    /** For commands, and for servers that store files in a directory. */
    COMMANDS {
      @Override
      Process startTraining(Path output, Path log) throws IOException {
        return java(trainingLine(output, List.of("quickstart")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
      }
    },
    /** For servers that store files in an S3-compatible service, whose client library has very many classes. */
    S3_SERVERS {
      @Override
      Process startTraining(Path output, Path log) throws IOException {
        Path data = Files.createTempDirectory("gypsum-training");
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of("--data", data.toString()));
        arguments.addAll(TestStore.options(data, List.of()));
        Process server =
            java(trainingLine(output, arguments)).redirectError(log.toFile()).start();
        TestHttpClient http = new TestHttpClient(ServerProcess.awaitReady(server, log), null);
        for (String path : List.of("/health/ready", "/list", "/file/none")) {
          TestResponse _ = http.get(path);
        }
        server.destroy();
        return server;
      }
    };

    /** Returns the file of the cache for a command; empty if the classes are not in jars, as in an editor. */
    static Optional<Path> of(List<String> arguments) {
      if (!CLASS_PATH.hasCommand()) {
        return Optional.empty();
      }
      boolean serves = !arguments.isEmpty() && arguments.get(0).equals("serve");
      Cache cache = serves && TestStore.isS3() ? S3_SERVERS : COMMANDS;
      return Optional.of(CACHES.computeIfAbsent(cache, Cache::findOrTrain));
    }

    /** Starts a process that ends by itself and writes the cache when it ends. */
    abstract Process startTraining(Path output, Path log) throws IOException;

    private Path findOrTrain() {
      try {
        return findOrTrainOnce();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while creating the ahead-of-time cache", e);
      }
    }

    private Path findOrTrainOnce() throws IOException, InterruptedException {
      Path directory = Files.createDirectories(Path.of("target", "aot").toAbsolutePath());
      String name = name().toLowerCase(Locale.ROOT) + "-" + CLASS_PATH.version();
      Path found = directory.resolve(name + ".aot");
      try (FileChannel channel =
          FileChannel.open(
              directory.resolve(name + ".lock"), StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.exists(found)) {
          train(directory.resolve(name + ".unfinished"), directory.resolve(name + ".log"));
          Files.move(
              directory.resolve(name + ".unfinished"), found, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return found;
    }

    private void train(Path output, Path log) throws IOException, InterruptedException {
      // Left by a process that was killed during its training.
      Files.deleteIfExists(output);
      Process training = startTraining(output, log);
      if (!training.waitFor(TRAINING_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        training.destroyForcibly();
        throw new AssertionError(
            "the ahead-of-time cache was not created within " + TRAINING_TIMEOUT_SECONDS
                + " s; see " + log);
      }
      int code = training.exitValue();
      if (!Files.exists(output)) {
        throw new AssertionError(
            "the ahead-of-time cache was not created (exit code " + code + "); see " + log);
      }
    }

    private static List<String> trainingLine(Path output, List<String> arguments) {
      List<String> line = new ArrayList<>();
      line.addAll(List.of("-Xmx128m", "-XX:AOTCacheOutput=" + output));
      line.addAll(List.of("-cp", CLASS_PATH.archived(), MAIN));
      line.addAll(arguments);
      return line;
    }
  }
}
