package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A generated registry on disk; its content depends only on its size.
 *
 * @param documents number of documents in its index
 */
record GeneratedRegistry(Path directory, int documents) {
  private static final int PROJECTS = 8;
  private static final Pattern INDEXABLE = Pattern.compile("\"indexable\": (\\d+)");

  /** Returns a registry of about 50,000 documents, which is generated once in a run. */
  static GeneratedRegistry large(BenchDirectory bench) throws IOException {
    return create(bench, "registry-50k", 1_320);
  }

  /**
   * @param assets number of assets of each of the eight projects; each has about five documents in up to six versions
   */
  static GeneratedRegistry create(BenchDirectory bench, String name, int assets)
      throws IOException {
    Path directory = bench.path(name);
    Path summary = bench.path(name + ".json");
    if (!Files.exists(summary)) {
      Files.writeString(summary, generate(bench, directory, assets));
    }
    String output = Files.readString(summary);
    Matcher indexable = INDEXABLE.matcher(output);
    if (!indexable.find()) {
      throw new IOException("the generator did not print the number of documents: " + output);
    }
    return new GeneratedRegistry(directory, Integer.parseInt(indexable.group(1)));
  }

  private static String generate(BenchDirectory bench, Path directory, int assets)
      throws IOException {
    return bench.programs()
        .run(
            "python3", bench.sources().resolve("bench/tools/gen_registry.py").toString(),
            directory.toString(), "--projects", Integer.toString(PROJECTS), "--assets",
            Integer.toString(assets), "--versions", "6", "--seed", "7")
        .output();
  }
}
