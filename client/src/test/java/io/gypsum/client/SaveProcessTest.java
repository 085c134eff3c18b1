package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.property.Repetitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Several processes that share a cache. */
@Tag("process")
class SaveProcessTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int KILLS = Repetitions.of(3);

  private final FakeServer server = new FakeServer();
  private final Map<String, String> files = new LinkedHashMap<>();
  /** The number of requests for each file that was complete when the last process was killed. */
  private final Map<String, Long> requestsForSavedFiles = new LinkedHashMap<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 60; i++) {
      files.put(
          "d" + i % 3 + "/f" + i,
          i % 20 == 7 ? ("much of " + i).repeat(300_000) : ("content of " + i).repeat(300));
    }
    server.bucket.addVersion(V1, files);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eightProcessesDownloadEachFileOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      processes.add(start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).as(() -> ClientProcess.output(process)).isZero();
    }
    assertThatAllFilesExist();
    files.keySet().forEach(name -> assertThat(requests(name)).as(name).isEqualTo(1));
  }

  @Test
  void aKilledProcessLeavesAConsistentCacheAndTheNextOneContinues() throws Exception {
    Random random = new Random(11);
    int kills = 0;
    while (kills < KILLS) {
      if (isKilled(1 + random.nextLong(1 + missingBytes() / 5))) {
        kills++;
        assertThatNoFileIsDownloadedTwice(kills);
      } else {
        reset();
      }
    }
    Process last = start();
    assertThat(last.waitFor()).as(() -> ClientProcess.output(last)).isZero();
    assertThatAllFilesExist();
    assertThat(parts()).isEmpty();
  }

  /** Returns whether a new process was killed after this many bytes were sent; it may have ended before. */
  private boolean isKilled(long bytes) throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    Process process = start();
    server.afterServing(
        bytes, () -> {
          killed.set(true);
          process.destroyForcibly();
        });
    int exit = process.waitFor();
    server.afterServing(0, null);
    assertThat(exit == 0 || killed.get()).as(() -> ClientProcess.output(process)).isTrue();
    return exit != 0;
  }

  private long missingBytes() {
    return files.entrySet()
        .stream()
        .filter(file -> !Files.exists(place(file.getKey())))
        .mapToLong(file -> file.getValue().length())
        .sum();
  }

  private void reset() throws IOException {
    assertThatAllFilesExist();
    server.emptyCache();
    requestsForSavedFiles.clear();
  }

  private void assertThatNoFileIsDownloadedTwice(int kills) {
    requestsForSavedFiles.forEach(
        (name, count) -> assertThat(requests(name))
            .as("requests for %s after %d kills", name, kills)
            .isEqualTo(count));
    files.keySet()
        .stream()
        .filter(name -> Files.exists(place(name)))
        .forEach(name -> requestsForSavedFiles.put(name, requests(name)));
  }

  private void assertThatAllFilesExist() {
    files.forEach((name, text) -> assertThat(place(name)).hasContent(text));
    requestsForSavedFiles.forEach(
        (name, count) -> assertThat(requests(name)).as(name).isEqualTo(count));
    assertThat(server.cache.resolve("status/p/a/v1/COMPLETE")).hasContent("CHECKED\n");
  }

  private long requests(String name) {
    String request = "GET /file/" + PercentEncoding.encode(V1 + "/" + name);
    return server.requests().stream().filter(request::equals).count();
  }

  private Path place(String name) {
    return server.cache.resolve("bucket/p/a/v1").resolve(name);
  }

  private Set<String> parts() throws IOException {
    try (Stream<Path> walk = Files.walk(server.cache)) {
      return walk.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("..part-"))
          .collect(Collectors.toSet());
    }
  }

  private Process start() throws IOException {
    return ClientProcess.start(SaveMain.class, server.url(), server.cache, V1);
  }
}
