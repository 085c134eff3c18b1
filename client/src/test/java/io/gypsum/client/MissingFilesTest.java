package io.gypsum.client;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.core.name.AssetVersion;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Most files of a download do not exist yet. To create an exception for each of them takes longer than to ask the operating
 * system, so that downloads of many small files would become slower.
 */
class MissingFilesTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int FILES = 400;

  @TempDir private Path directory;
  private final FakeServer server = new FakeServer();

  MissingFilesTest() {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("d" + i / 100 + "/f" + i, "content of " + i);
    }
    server.bucket.addVersion(V1, files);
    server.bundles = new FakeBundles(server.bucket, FakeBundles.Kind.CORRECT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSavedFileCausesNoException() throws IOException {
    try (GypsumClient client = server.client()) {
      assertThat(missingFileExceptions(() -> client.saveVersion(V1))).isLessThan(FILES / 2);
    }
  }

  @Test
  void aDownloadedFileCausesNoException() throws IOException {
    try (GypsumClient client = server.client()) {
      assertThat(
          missingFileExceptions(() -> client.downloadVersion(V1, directory.resolve("new"))))
          .isLessThan(FILES / 2);
    }
  }

  /** Returns how many exceptions {@code action} creates because a file does not exist. */
  private long missingFileExceptions(Runnable action) throws IOException {
    Path events = directory.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JavaExceptionThrow").with("throttle", "off").withoutStackTrace();
      recording.start();
      action.run();
      recording.stop();
      recording.dump(events);
    }
    return RecordingFile.readAllEvents(events)
        .stream()
        .filter(
            event -> event.getClass("thrownClass")
                .getName()
                .equals(NoSuchFileException.class.getName()))
        .count();
  }
}
