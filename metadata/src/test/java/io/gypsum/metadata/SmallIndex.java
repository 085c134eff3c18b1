package io.gypsum.metadata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import tools.jackson.databind.ObjectMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Creates the index of the small registry from a dump of its content. */
final class SmallIndex {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<IndexFile.Variant, byte[]> BUILT =
      new EnumMap<>(IndexFile.Variant.class);

  private SmallIndex() {}

  /** Writes the index to a new file. It is built once for each variant; later files are copies. */
  static synchronized Path writeTo(Path file, IndexFile.Variant variant)
      throws IOException, SQLException {
    byte[] built = BUILT.get(variant);
    if (built != null) {
      return Files.write(file, built, StandardOpenOption.CREATE_NEW);
    }
    build(file, variant);
    BUILT.put(variant, Files.readAllBytes(file));
    return file;
  }

  private static void build(Path file, IndexFile.Variant variant) throws IOException, SQLException {
    Map<List<String>, Long> documents = new HashMap<>();
    try (
        IndexFile index = new IndexFile(file, variant);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(SmallIndex.class.getResourceAsStream("index-small.txt.gz")),
                    UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t");
        switch (cells[0]) {
          case "U" -> {}
          case "V" -> index.version(
              text(cells[1]), text(cells[2]), text(cells[3]), cells[4].equals("1"), text(cells[5]),
              Double.parseDouble(cells[6]));
          case "P" -> documents.put(
              place(cells),
              index.document(
                  text(cells[1]), text(cells[2]), text(cells[3]), text(cells[4]), cells[5]));
          case "L" -> index.link(documents.get(place(cells)), text(cells[5]), text(cells[6]));
          default -> throw new IOException("what is " + cells[0] + "?");
        }
      }
    }
  }

  private static List<String> place(String[] cells) {
    return List.of(text(cells[1]), text(cells[2]), text(cells[3]), text(cells[4]));
  }

  private static String text(String json) {
    return JSON.readValue(json, String.class);
  }
}
