package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A made-up registry on disk, always the same for the same size.
 *
 * @param documents that an index has
 */
record GeneratedRegistry(Path directory, int documents) {
  private static final int PROJECTS = 8;
  private static final Pattern INDEXABLE = Pattern.compile("\"indexable\": (\\d+)");

  /** Some 50,000 documents; made once in a run. */
  static GeneratedRegistry large(BenchDirectory bench) throws IOException {
    return create(bench, "registry-50k", 1_320);
  }

  /** @param assets of each of eight projects, each with some five documents in up to six versions */
  static GeneratedRegistry create(BenchDirectory bench, String name, int assets)
      throws IOException {
    Path directory = bench.path(name);
    Path said = bench.path(name + ".json");
    if (!Files.exists(said)) {
      Files.writeString(said, generate(bench, directory, assets));
    }
    String output = Files.readString(said);
    Matcher indexable = INDEXABLE.matcher(output);
    if (!indexable.find()) {
      throw new IOException("the generator did not say how many documents it made: " + output);
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
