package io.gypsum.cli.browse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A cache with the documents of p/a/v1. */
class ShowCommandTest {
  @TempDir private Path home;

  @BeforeEach
  void fillCache() throws IOException {
    Path version = Files.createDirectories(home.resolve("cache/bucket/p/a/v1"));
    Files.writeString(
        version.resolve("..summary"),
        "{\"upload_user_id\":\"alice\",\"upload_start\":\"2030-01-31T12:00:00Z\","
            + "\"upload_finish\":\"2030-01-31T12:00:01Z\"}");
    Files.writeString(
        version.resolve("..manifest"),
        "{\"x\":{\"size\":1,\"md5sum\":\"0cc175b9c0f1b6a831c399e269772661\"}}");
  }

  private CommandRun showOffline(String name, String... more) {
    String[] args = {
        "show", name, "--offline", "--cache", home.resolve("cache").toString()};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(home, all);
  }

  @Test
  void aVersionInTheCacheIsShownOffline() {
    CommandRun run = showOffline("p/a/v1");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).first().isEqualTo("version    p/a/v1");
    assertThat(run.out()).contains("state      published", "files      1 (0 links)");
  }

  @Test
  void whetherAVersionIsTheLatestIsUnknownOffline() {
    assertThat(showOffline("p/a/v1", "--json").out()).contains("\"latest\":null");
  }

  @Test
  void whatIsNotInTheCacheIsReportedWithTheWayToGetIt() {
    CommandRun run = showOffline("p/a/v2");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("cannot read p/a/v2/..summary: this client is offline", "omit --offline");
  }
}
