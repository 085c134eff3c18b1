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
record Registry(Path directory, int documents) {
  private static final int PROJECTS = 8;
  private static final Pattern INDEXABLE = Pattern.compile("\"indexable\": (\\d+)");

  /** Some 50,000 documents; made once in a run. */
  static Registry large(BenchDirectory workplace) throws IOException {
    return make(workplace, "registry-50k", 1_320);
  }

  /** @param assets of each of eight projects, each with some five documents in up to six versions */
  static Registry make(BenchDirectory workplace, String name, int assets) throws IOException {
    Path directory = workplace.path(name);
    Path said = workplace.path(name + ".json");
    if (!Files.exists(said)) {
      Files.writeString(said, generate(workplace, directory, assets));
    }
    String output = Files.readString(said);
    Matcher indexable = INDEXABLE.matcher(output);
    if (!indexable.find()) {
      throw new IOException("the generator did not say how many documents it made: " + output);
    }
    return new Registry(directory, Integer.parseInt(indexable.group(1)));
  }

  private static String generate(BenchDirectory workplace, Path directory, int assets)
      throws IOException {
    return workplace.command()
        .run(
            "python3", workplace.sources().resolve("bench/tools/gen_registry.py").toString(),
            directory.toString(), "--projects", Integer.toString(PROJECTS), "--assets",
            Integer.toString(assets), "--versions", "6", "--seed", "7")
        .output();
  }
}
