package io.gypsum.e2e.page;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upload in the browser that is interrupted at random moments by reloads, a lost network and restarts of the server, first
 * while it sends bundles of small files, then while it sends files alone and in parts. The number of interruptions is the
 * system property {@code publish.interruptions}.
 */
@Timeout(600)
class PublishInterruptionsTest {
  private static final int INTERRUPTIONS = Integer.getInteger("publish.interruptions", 3);
  private static final int SMALL_FILES = 200;
  /** The number of files that are too large for a bundle. */
  private static final int FILES = Math.max(40, 10 * INTERRUPTIONS);
  private static final int FILE_BYTES = 64 * 1024 + 1;
  /** The page sends up to this many bodies at the same time; an interruption may cost all of them. */
  private static final int CONCURRENT = 4;

  @TempDir Path temp;

  private ServerProcess server;
  private Chromium chromium;
  private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = launch(Users.newData(temp), "0");
    chromium = Chromium.start();
    folder = Files.createDirectories(temp.resolve("folder"));
    for (int i = 0; i < SMALL_FILES; i++) {
      Files.writeString(folder.resolve("s" + i), "content " + i);
    }
    for (int i = 0; i < FILES; i++) {
      Files.writeString(folder.resolve("f" + i), "x".repeat(FILE_BYTES - 4) + (1000 + i));
    }
    byte[] large = new byte[12_000_000];
    new Random(1).nextBytes(large);
    Files.write(folder.resolve("large"), large);
  }

  @AfterEach
  void stop() {
    chromium.close();
    server.close();
  }

  private static ServerProcess launch(Path data, String port) {
    return ServerProcess.on(data)
        .options(
            "--port", port, "--multipart-threshold", "6000000", "--part-size", "5242880")
        .start();
  }

  @Test
  void anInterruptedUploadEndsCompleteAndSendsNothingAgain() throws IOException {
    server.http()
        .as(Users.ADMIN.token())
        .post("/create/p", Json.of("{'permissions':{'owners':['olga'],'uploaders':[]}}"))
        .ok();
    long seed = Long.getLong("publish.seed", System.nanoTime());
    Random random = new Random(seed);
    try (PublishTab tab = PublishTab.signedIn(chromium, server.url(), Users.OWNER)) {
      tab.open("p", "a", "v1");
      tab.select(folder);
      tab.holdAfter(passing(0, random));
      tab.upload();
      for (int i = 0; i < INTERRUPTIONS; i++) {
        tab.awaitHeld();
        interrupt(tab, i % 3);
        tab.holdAfter(passing(i + 1, random));
      }
      tab.awaitHeld();
      tab.release();
      assertThat(tab.awaitDone()).as("seed %d", seed).endsWith("is published.");
      assertThat(tab.repeated()).as("seed %d", seed)
          .isLessThanOrEqualTo(CONCURRENT * INTERRUPTIONS);
      assertThat(tab.accepted()).as("seed %d", seed).hasSize(SMALL_FILES + FILES + 3);
      assertThat(tab.problems()).isEmpty();
    }
    requireIdentical();
  }

  /** Returns how many requests pass before an interruption. There are only a few bundles, which are sent first. */
  private static int passing(int interruption, Random random) {
    return random.nextInt(
        interruption <= INTERRUPTIONS / 2 ? 2 : FILES / (INTERRUPTIONS + 1));
  }

  private void interrupt(PublishTab tab, int kind) {
    switch (kind) {
      case 0 -> {
        tab.open("p", "a", "v1");
        tab.resume(folder);
      }
      case 1 -> {
        tab.context().setOffline(true);
        tab.releaseHeld();
        tab.awaitWaiting("offline");
        tab.context().setOffline(false);
      }
      default -> {
        URI url = server.url();
        server.kill();
        tab.releaseHeld();
        tab.awaitWaiting("cannot be reached");
        server = launch(temp.resolve("data"), Integer.toString(url.getPort()));
      }
    }
  }

  private void requireIdentical() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertThat(server.http().get("/file/p/a/v1/" + file.getFileName()).ok().body())
            .as(file.toString())
            .isEqualTo(Files.readAllBytes(file));
      }
    }
  }
}
