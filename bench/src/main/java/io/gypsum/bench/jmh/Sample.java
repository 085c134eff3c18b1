package io.gypsum.bench.jmh;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.UserPath;

/** An ordinary upload: 5,000 files in 50 directories. */
final class Sample {
  static final int FILES = 5_000;

  private Sample() {}

  static String path(int number) {
    return "part-%04d/sample-%06d.txt".formatted(number / 100, number);
  }

  static Md5 md5(int number) {
    return new Md5(number * 0x9E3779B97F4A7C15L, ~number);
  }

  static Manifest manifest() {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    IntStream.range(0, FILES)
        .forEach(
            number -> files.put(
                new UserPath(path(number)), new ManifestEntry(number, md5(number), null)));
    return new Manifest(files);
  }

  /** The body of {@code upload/start}. */
  static byte[] uploadRequest(String type) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeName("files").writeStartArray();
          for (int number = 0; number < FILES; number++) {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            out.writeStringProperty("path", path(number));
            out.writeNumberProperty("size", number);
            out.writeStringProperty("md5sum", md5(number).toString());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }
}
