package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The data of a simulated experiment, which {@code cli/src/sample/make.py} generates. */
final class SampleData {
  /** The file that {@link #correct} changes. */
  static final String CORRECTED = "samples.csv";

  private SampleData() {}

  /** Writes the data to {@code directory}, which is created. */
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

  /** Corrects a mistake in the design of the experiment. */
  static void correct(Path directory) {
    replace(directory.resolve(CORRECTED), "S07,control,7", "S07,treated,7");
  }

  /** Adds a note about the data by another user, and returns its file. */
  static Path annotate(Path directory) {
    try {
      return Files.writeString(
          directory.resolve("qc/notes.md"),
          "The heatmap confirms the corrected design: S07 was treated.\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String old, String changed) {
    try {
      String text = Files.readString(file);
      CheckFailedException.unless(text.contains(old), file.getFileName() + " has no '" + old + "'");
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
      throw new IOException("this build of gypsum has no sample file '" + name + "'");
    }
    return in;
  }
}
