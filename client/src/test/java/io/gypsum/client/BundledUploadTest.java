package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.client.FakeUploadBundles.Kind;
import io.gypsum.client.FakeUploadBundles.Limits;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Uploads of small files, several with one request, to servers that support bundles. */
class BundledUploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int FILES = 99;
  /** Number of small files per bundle with four connections. */
  private static final int BATCH = 26;
  private static final int BIG_BYTES = 64 * 1024 + 1;

  private final FakeServer server = new FakeServer();
  private final RecordingListener listener = new RecordingListener();
  private final Map<String, String> files = new TreeMap<>();
  @TempDir private Path directory;

  @BeforeEach
  void createFiles() throws IOException {
    for (int i = 0; i < FILES; i++) {
      files.put("d" + i % 7 + "/f" + i, "content of " + i);
    }
    files.put("d1/big", "x".repeat(BIG_BYTES));
    files.put("empty", "");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    serve(Kind.CORRECT, Limits.USUAL);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(Kind kind, Limits limits) {
    server.uploadBundles = new FakeUploadBundles(server.bucket, kind, limits);
  }

  private void upload() {
    try (GypsumClient client = server.clientBuilder().listener(listener).build()) {
      client.uploadDirectory(V1, directory);
    }
  }

  private void requireUploaded() {
    files.forEach(
        (path, content) -> assertThat(server.bucket.get(V1 + "/" + path))
            .as(path)
            .isEqualTo(content.getBytes(UTF_8)));
    assertThat(server.bucket.get("p/..LOCK")).isNull();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
    long bytes = files.values().stream().mapToLong(String::length).sum();
    assertThat(listener.moved.sum()).as("bytes of the progress").isEqualTo(bytes);
    assertThat(listener.events.stream().filter(event -> event.startsWith("finishes")))
        .hasSize(files.size())
        .doesNotHaveDuplicates();
  }

  private long single() {
    return server.count("PUT /put/");
  }

  @Test
  void smallFilesAreSentTogetherAndLargeOnesAlone() {
    upload();

    requireUploaded();
    assertThat(server.count("POST /upload/bundle/")).isEqualTo(4);
    assertThat(single()).isEqualTo(1);
    assertThat(server.uploadBundles.received).allMatch(bundle -> bundle.size() <= BATCH);
    // The version, its start, four bundles, two requests for the large file, and the completion.
    assertThat(server.requests()).hasSize(1 + 1 + 4 + 2 + 1);
  }

  @Test
  void fewSmallFilesAreSentAlone() throws IOException {
    for (String path : List.copyOf(files.keySet())) {
      if (files.size() > 16) {
        files.remove(path);
        Files.delete(directory.resolve(path));
      }
    }
    upload();

    requireUploaded();
    assertThat(server.count("POST /upload/bundle/")).isPositive();
    assertThat(files).hasSize(16);
  }

  @Test
  void serversWithoutBundlesReceiveSingleFiles() {
    server.uploadBundles = null;
    upload();

    requireUploaded();
    assertThat(single()).isEqualTo(files.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void aServerThatNoLongerSupportsBundlesReceivesSingleFiles(int status) {
    for (int i = 0; i < 4; i++) {
      server.inject(ServerFault.returnStatus("POST /upload/bundle/", status));
    }
    upload();

    requireUploaded();
    assertThat(single()).isEqualTo(files.size());
    assertThat(server.count("POST /upload/bundle/")).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413})
  void filesOfARefusedBundleAreSentAlone(int status) {
    server.inject(ServerFault.returnStatus("POST /upload/bundle/", status));
    upload();

    requireUploaded();
    assertThat(server.count("POST /upload/bundle/")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class,
      names = {"LOSE_RESPONSE", "RESET", "BREAK_BODY", "FLIP_BYTE", "TRUNCATE"})
  void aBrokenBundleIsRepeatedOrItsFilesAreSentAlone(ServerFault.Effect effect) {
    server.inject(new ServerFault("POST /upload/bundle/", effect));
    upload();

    requireUploaded();
  }

  @Test
  void aBusyServerReceivesTheBundleAgain() {
    server.inject(ServerFault.returnStatus("POST /upload/bundle/", 503));
    upload();

    requireUploaded();
    assertThat(server.count("POST /upload/bundle/")).isEqualTo(5);
    assertThat(single()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void filesThatWereNotReceivedAreSentAlone(Kind kind) {
    serve(kind, Limits.USUAL);
    upload();

    requireUploaded();
    long bundled =
        switch (kind) {
          case CORRECT -> files.size() - 1;
          case HALF -> (files.size() - 1) / 2;
          case WITHOUT_FIRST -> files.size() - 1 - 4;
          case TOO_MANY_STATES, NO_JSON -> 0;
        };
    assertThat(single()).isEqualTo(files.size() - bundled);
  }

  @Test
  void theLimitsOfTheServerApply() throws IOException {
    files.put("d1/long", "content of 100");
    Files.writeString(directory.resolve("d1/long"), "content of 100");
    serve(Kind.CORRECT, new Limits(7, 4 * 1024 * 1024, "content of 10".length()));
    upload();

    requireUploaded();
    assertThat(server.uploadBundles.received).allMatch(bundle -> bundle.size() <= 7);
    assertThat(server.uploadBundles.received.stream().mapToInt(List::size).sum())
        .as("files of up to 13 bytes")
        .isEqualTo(FILES + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 1_000, 2_000})
  void bodiesAreNeverLargerThanTheServerAccepts(int maxBytes) {
    serve(Kind.CORRECT, new Limits(7, maxBytes, 64 * 1024));
    upload();

    requireUploaded();
    long refused =
        server.count("POST /upload/bundle/") - server.uploadBundles.received.size();
    assertThat(refused).as("bundles that were too large").isZero();
  }

  @Test
  void aFileThatChangedIsNamed() throws IOException {
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        if (request.startsWith("POST /upload/start")) {
          change("f", "CONTENT OF 5");
        }
        return true;
      }
    });
    Files.writeString(directory.resolve("f"), "content of 5");

    assertThatThrownBy(this::upload)
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("has changed since the upload was prepared");
    assertThat(server.bucket.get("p/..LOCK")).isNull();
  }

  @Test
  void aFileThatGrewIsNamed() {
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        if (request.startsWith("POST /upload/start")) {
          change("empty", "no longer empty");
        }
        return true;
      }
    });

    assertThatThrownBy(this::upload)
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("its size was 0 bytes and is now 15");
    assertThat(server.bucket.get("p/..LOCK")).isNull();
  }

  private void change(String file, String content) {
    try {
      Files.writeString(directory.resolve(file), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLaterRunSendsOnlyTheFilesOfTheMissingBundles() {
    serve(Kind.CORRECT, new Limits(20, 4 * 1024 * 1024, 64 * 1024));
    boolean[] fails = {true};
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        return !fails[0] || server.uploadBundles.received.size() < 2;
      }
    });
    Throwable failure = catchThrowable(this::uploadOneByOne);
    assertThat(failure).isInstanceOf(GypsumException.class);
    assertThat(server.uploadBundles.received).hasSize(2);
    fails[0] = false;
    uploadOneByOne();

    assertThat(server.uploadBundles.received).hasSize(5);
    assertThat(server.uploadBundles.received.stream().flatMap(List::stream))
        .hasSize(FILES + 1)
        .doesNotHaveDuplicates();
    assertThat(single()).isEqualTo(1);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
  }

  private void uploadOneByOne() {
    try (GypsumClient client = server.clientBuilder().concurrency(1).build()) {
      client.uploadDirectory(V1, directory);
    }
  }
}
