package io.gypsum.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The machine on which the figures were measured. */
final class MachineInfo {
  private static final int CREATED_FILES = 1000;
  /** Several times what a local file system needs. */
  private static final double MAX_CREATION_MICROS = 150;

  private MachineInfo() {}

  static void describe(BenchDirectory bench, PrintStream out) throws IOException {
    Runtime java = Runtime.getRuntime();
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    out.println("- " + LocalDate.now(ZoneOffset.UTC) + ", commit " + commit(bench));
    out.println(
        "- " + java.availableProcessors() + " cores (" + lineOf("/proc/cpuinfo", "model name")
            + "), " + gigabytes(lineOf("/proc/meminfo", "MemTotal")) + " memory, "
            + Files.getFileStore(bench.directory()).type() + ", Linux "
            + System.getProperty("os.version"));
    out.println(
        "- Java " + Runtime.version() + "; nginx with sendfile and " + NginxServer.WORKERS
            + " worker processes; no access logs");
    out.println(
        "- load before the run: " + load
            + (Double.parseDouble(load) > 0.5
                ? " (**the machine was not idle: the figures are noisy**)"
                : ""));
    double creation = microsPerCreatedFile(Files.createDirectories(bench.path("created")));
    out.println(
        String.format(Locale.ROOT, "- creating a file: %.0f µs", creation)
            + (creation > MAX_CREATION_MICROS
                ? " (**the file system is slow: figures of many small files are meaningless**)"
                : ""));
    out.println();
  }

  /** Deletes nothing, since that may be what makes the creation of files slow. */
  private static double microsPerCreatedFile(Path directory) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < CREATED_FILES; i++) {
      Files.createFile(directory.resolve("file-" + i));
    }
    return (System.nanoTime() - start) / 1e3 / CREATED_FILES;
  }

  private static String commit(BenchDirectory bench) {
    String git = "git";
    String sources = bench.sources().toString();
    try {
      String id = bench.programs()
          .run(git, "-C", sources, "rev-parse", "--short", "HEAD")
          .output()
          .strip();
      boolean changed = !bench.programs()
          .run(git, "-C", sources, "status", "--porcelain", "-uno")
          .output()
          .isBlank();
      return changed ? id + " with changes" : id;
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String lineOf(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file))
        .stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String gigabytes(String kibibytes) {
    return String.format(
        Locale.ROOT, "%.0f GB", Long.parseLong(kibibytes.replaceAll("\\D", "")) * 1024 / 1e9);
  }
}
