package io.gypsum.cli.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A cache with p/a/v1, which another client is downloading, and p/a/v2, of which only a document was read. */
class CacheCommandTest {
  private static final String KEPT =
      "p/a/v1: the lock or incomplete download 'x.lock' in it is less than an hour old";

  @TempDir private Path home;

  @BeforeEach
  void fillCache() throws IOException {
    Path assets = home.resolve("cache/bucket/p/a");
    Files.createDirectories(assets.resolve("v1"));
    Files.writeString(assets.resolve("v1/x"), "1");
    Files.writeString(assets.resolve("v1/x.lock"), "");
    Files.createDirectories(assets.resolve("v2"));
    Files.writeString(assets.resolve("v2/..summary"), "{}");
  }

  private CommandRun cache(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "cache";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--cache";
    all[args.length + 2] = home.resolve("cache").toString();
    return CommandRun.of(home, all);
  }

  @Test
  void versionsWithoutFilesAreDeletedButNotListed() {
    assertThat(cache("ls").out()).contains("p/a/v1").doesNotContain("p/a/v2");
    assertThat(cache("ls", "p/a/v2").exitCode()).isEqualTo(3);
    assertThat(cache("rm", "p/a/v2").err()).startsWith("Deleted p/a/v2.");
    assertThat(home.resolve("cache/bucket/p/a/v2")).doesNotExist();
  }

  @Test
  void sharedFilesAndAllClonesAreListed() throws IOException {
    Path assets = home.resolve("cache/bucket/p/a");
    Files.writeString(assets.resolve("v1/y"), "23");
    Files.createLink(assets.resolve("v2/z"), assets.resolve("v1/y"));
    Path status = Files.createDirectories(home.resolve("cache/status/p/a/v2"));
    for (String name : List.of("one", "two")) {
      Path clone = Files.createDirectories(home.resolve(name));
      Files.createSymbolicLink(clone.resolve("z"), assets.resolve("v2/z"));
      Files.writeString(
          status.resolve("CLONES"), clone + "\n", StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }

    assertThat(cache("ls").out().lines())
        .anyMatch(line -> line.startsWith("p/a/v1 ") && line.endsWith("incomplete  2 B shared"))
        .anyMatch(
            line -> line.endsWith(
                "incomplete  2 B shared  cloned into " + home.resolve("one") + " and 1 more"));
  }

  @Test
  void theReasonForKeepingAVersionIsAlwaysReported() {
    for (String[] args : new String[][] {{"rm", "p/a/v1"}, {"rm", "p/a/v1", "--dry-run"}}) {
      CommandRun run = cache(append(args, "-q"));
      assertThat(run.exitCode()).isEqualTo(5);
      assertThat(run.err()).isEqualTo("gypsum: kept " + KEPT + System.lineSeparator());
      CommandRun json = cache(append(args, "--json"));
      assertThat(json.out().replace(" ", "")).contains(
          "\"kept\":[\"" + KEPT.replace(" ", "") + "\"]");
      assertThat(json.err()).isEmpty();
    }
    assertThat(home.resolve("cache/bucket/p/a/v1/x")).exists();
  }

  private void fillCorruptVersion() throws IOException {
    Path version = Files.createDirectories(home.resolve("cache/bucket/p/b/v1"));
    Files.writeString(version.resolve("x"), "1");
    Files.writeString(
        version.resolve("..manifest"),
        "{\"x\":{\"size\":1,\"md5sum\":\"0cc175b9c0f1b6a831c399e269772661\"}}");
    Files.writeString(
        version.resolve("..summary"),
        "{\"upload_user_id\":\"u\",\"upload_start\":\"2030-01-31T12:00:00Z\",\"upload_finish\":"
            + "\"2030-01-31T12:00:01Z\"}");
  }

  @Test
  void aCorruptFileIsReplacedByGetOnlyIfTheCacheCanBeWritten() throws IOException {
    fillCorruptVersion();
    CommandRun run = cache("verify", "p/b");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("1 problem; 'gypsum get' downloads these files again.");

    // Tests may run with all permissions, so a directory takes the place of the lock.
    Path lock = home.resolve("cache/status/p/b/v1/LOCK");
    Files.deleteIfExists(lock);
    Files.createDirectories(lock);
    CommandRun readOnly = cache("verify", "p/b");
    assertThat(readOnly.exitCode()).isEqualTo(1);
    assertThat(readOnly.err())
        .contains("'gypsum get' cannot replace these files", "--cache or GYPSUM_CACHE_DIR")
        .doesNotContain("downloads these files again");
  }

  private static String[] append(String[] args, String last) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }
}
