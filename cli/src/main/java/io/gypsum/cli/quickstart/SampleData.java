package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The data that ships with the command: a simulated experiment, made by {@code cli/src/sample/make.py}. */
final class SampleData {
  /** The file that {@link #correct} changes. */
  static final String CORRECTED = "samples.csv";

  private SampleData() {}

  /** Writes it to {@code directory}, which is made. */
  static void extractTo(Path directory) {
    try {
      for (String path : list()) {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        try (InputStream in = open("sample/" + path)) {
          Files.copy(in, file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Mends a mistake in the design of the experiment. */
  static void correct(Path directory) {
    replace(directory.resolve(CORRECTED), "S07,control,7", "S07,treated,7");
  }

  /** Adds what someone else found out about the data. */
  static Path annotate(Path directory) {
    try {
      return Files.writeString(
          directory.resolve("qc/notes.md"),
          "S07 looks treated by its heatmap, as the corrected design says.\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String old, String changed) {
    try {
      String text = Files.readString(file);
      Surprise.unless(text.contains(old), file.getFileName() + " has no '" + old + "'");
      Files.writeString(file, text.replace(old, changed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> list() throws IOException {
    try (InputStream in = open("sample-files.txt")) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = SampleData.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("this gypsum was built without its sample file '" + name + "'");
    }
    return in;
  }
}
