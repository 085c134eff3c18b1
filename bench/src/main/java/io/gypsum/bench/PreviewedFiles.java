package io.gypsum.bench;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.UserPath;

/** A file of each kind that pages show, nearly as large as they show it, or much larger. */
final class PreviewedFiles {
  static final String CSV = "measurements.csv";
  static final String COMPRESSED_CSV = "measurements.csv.gz";
  static final String MARKDOWN = "README.md";
  static final String JSON = "samples.json";
  static final String TEXT = "pipeline.log";
  static final String BINARY = "counts.bin";

  /** Markdown is shown up to 256 KB. */
  static final int MARKDOWN_BYTES = 160_000;
  private static final int JSON_BYTES = 200_000;
  private static final int TEXT_BYTES = 10_000_000;
  private static final int COMPRESSED_BYTES = 5_000_000;
  private static final int BLOCK_BYTES = 1_000_000;

  private final Path directory;
  private final Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();

  private PreviewedFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes the part of a file that has a number. */
  private interface Part {
    String text(int number);
  }

  /** Writes the files and returns their entries in the manifest. */
  static Map<UserPath, ManifestEntry> writeTo(Path directory, long csvBytes) throws IOException {
    PreviewedFiles files = new PreviewedFiles(Files.createDirectories(directory));
    files.add(CSV, out -> writeCsv(out, csvBytes));
    files.add(
        COMPRESSED_CSV,
        out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out);
          writeCsv(gzip, COMPRESSED_BYTES);
          gzip.finish();
        });
    files.add(MARKDOWN, out -> write(out, MARKDOWN_BYTES, PreviewedFiles::section));
    files.add(
        JSON,
        out -> {
          out.write('[');
          write(out, JSON_BYTES, number -> (number == 0 ? "" : ",") + sample(number));
          out.write(']');
        });
    files.add(
        TEXT,
        out -> write(
            out, TEXT_BYTES,
            number -> "step %d: aligned %d reads of sample-%04d%n"
                .formatted(number, number * 7919L % 1_000_000, number % 1000)));
    files.add(
        BINARY,
        out -> {
          for (int i = 0; i < BLOCK_BYTES; i++) {
            out.write(i / 7);
          }
        });
    return files.entries;
  }

  private interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  private void add(String name, Writer content) throws IOException {
    MessageDigest digest = Md5.newDigest();
    Path file = directory.resolve(name);
    try (OutputStream out =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), digest)) {
      content.writeTo(out);
    }
    entries.put(
        new UserPath(name),
        new ManifestEntry(
            Files.size(file), Md5.of(digest.digest()), null));
  }

  /** Writes parts until the content has at least a size. */
  private static void write(OutputStream out, long bytes, Part part) throws IOException {
    long written = 0;
    for (int number = 0; written < bytes; number++) {
      byte[] text = part.text(number).getBytes(StandardCharsets.UTF_8);
      out.write(text);
      written += text.length;
    }
  }

  /** Repeats a block of rows, since generating each row would take longer than writing the file. */
  private static void writeCsv(OutputStream out, long bytes) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    write(
        block, BLOCK_BYTES,
        number -> String.format(
            Locale.ROOT, "sample-%05d,%s,%.4f,%d,\"brain, left\",2024-%02d-%02d,%s%n", number,
            number % 2 == 0 ? "mouse" : "human", number * 0.37 % 100, number * 17 % 5000,
            1 + number % 12, 1 + number % 28, number % 7 == 0 ? "" : "true"));
    out.write(
        "sample,species,score,count,tissue,day,passed\n".getBytes(StandardCharsets.UTF_8));
    for (long written = 0; written < bytes; written += block.size()) {
      block.writeTo(out);
    }
  }

  private static String section(int number) {
    return """
        ## Section %1$d

        Counts of *sample %1$d* with **quality** values, see [the log](pipeline.log) and `counts[%1$d]`.
        Reads were aligned, filtered and counted; the table has the totals.

        - first step of section %1$d
        - second step, with <https://example.org/%1$d>

        | sample | reads | passed |
        | --- | ---: | --- |
        | s%1$d-a | %2$d | yes |
        | s%1$d-b | %3$d | no |

        ```
        counts <- read.csv("measurements.csv")[%1$d, ]
        ```

        """
        .formatted(number, number * 7919L, number * 6101L);
  }

  private static String sample(int number) {
    return """
        {"id": "sample-%1$d", "species": "mouse", "reads": %2$d, "passed": true,
         "files": [{"path": "part-%1$d/a.txt", "size": 4096}], "note": null}
        """
        .formatted(number, number * 7919L);
  }
}
