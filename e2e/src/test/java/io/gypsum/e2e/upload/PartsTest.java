package io.gypsum.e2e.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.TransferListener;
import io.gypsum.client.UploadReport;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Large files are uploaded in parts, here of 5 MiB, and an interrupted upload continues with the missing parts. */
class PartsTest {
  private static final int PART = 5 * 1024 * 1024;
  private static final int PARTS = 5;
  private static final String[] OPTIONS = {
      "--multipart-threshold", Integer.toString(2 * PART), "--part-size", Integer.toString(PART)};
  private static final Pattern PRESIGNED_PART =
      Pattern.compile(" POST /upload/parts/[^/ ]+/([0-9]+) 200 ");

  private static final Pattern SENT_PART = Pattern.compile("\\.parts/([0-9]+)-");

  @TempDir private Path temporary;
  private Path directory;
  private Path data;
  private final byte[] big = new byte[PARTS * PART - 1];

  @BeforeEach
  void createFiles() throws IOException {
    data = Users.newData(temporary);
    directory = Files.createDirectories(temporary.resolve("files/d"));
    new Random(7).nextBytes(big);
    Files.write(directory.resolve("big"), big);
    Files.writeString(directory.resolve("small"), "small");
    directory = directory.getParent();
  }

  private static AssetVersion version(String project) {
    return AssetVersion.of(project, "a", "v1");
  }

  private void requirePublished(TestServer server, String project) {
    assertThat(server.bucket().bytes(project + "/a/v1/d/big")).isEqualTo(big);
    assertThat(server.bucket().bytes(project + "/a/v1/d/small")).hasSize(5);
    assertThat(server.bucket().keys("..arrivals/")).isEmpty();
  }

  private static List<Integer> sentParts(TestServer server, String project) {
    return server.bucket()
        .keys("..arrivals/" + project + "/")
        .stream()
        .map(SENT_PART::matcher)
        .filter(Matcher::find)
        .map(part -> Integer.valueOf(part.group(1)))
        .toList();
  }

  /** Deletes the access logs, because a killed server may not have written its whole log. */
  private void deleteAccessLogs() throws IOException {
    try (Stream<Path> logs = Files.list(data.resolve("access"))) {
      for (Path log : (Iterable<Path>) logs::iterator) {
        Files.delete(log);
      }
    }
  }

  /** Returns the numbers of the presigned parts from the access logs, in order. The server must have been stopped. */
  private List<Integer> presignedParts() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> logs = Files.list(data.resolve("access"))) {
      for (Path log : (Iterable<Path>) logs.sorted()::iterator) {
        Matcher presigned = PRESIGNED_PART.matcher(Files.readString(log));
        while (presigned.find()) {
          numbers.add(Integer.valueOf(presigned.group(1)));
        }
      }
    }
    return numbers;
  }

  @Test
  void theCommandUploadsPartsAndDownloadsTheSameFile() throws IOException {
    try (TestServer server = TestServer.start(data, uploads())) {
      String project = server.newProject();
      CommandUser tina = new CommandUser(server.process().url(), Users.TRUSTED, temporary);
      assertThat(tina.run("put", directory.toString(), project + "/a/v1").exitCode()).isZero();
      requirePublished(server, project);
      Path back = Path.of(tina.run("get", project + "/a/v1").lines().getFirst());
      assertThat(Files.mismatch(back.resolve("d/big"), directory.resolve("d/big"))).isEqualTo(-1);
      server.process().stop();
    }
    assertThat(presignedParts()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void aTwiceInterruptedUploadSendsOnlyTheMissingParts() throws Exception {
    try (TestServer server = TestServer.start(data, uploads())) {
      String project = server.newProject();
      Path cache = temporary.resolve("cache");
      for (double parts : new double[] {1.5, 3.5}) {
        assertThat(
            InterruptedUpload.run(
                server.process().url(), cache, version(project), directory, (long) (parts * PART)))
            .isEqualTo(InterruptedUpload.HALTED);
      }
      assertThat(
          InterruptedUpload.run(
              server.process().url(), cache, version(project), directory, Long.MAX_VALUE))
          .isZero();
      requirePublished(server, project);
      server.process().stop();
    }
    assertThat(presignedParts()).containsExactly(1, 2, 2, 3, 4, 4, 5);
  }

  @Test
  void aLargeFileThatChangesIsReported() throws IOException {
    try (TestServer server = TestServer.start(data, uploads())) {
      String project = server.newProject();
      TransferListener writer = new TransferListener() {
        private boolean written;

        @Override
        public synchronized void moves(long bytes) {
          if (!written) {
            written = true;
            big[big.length - 1]++;
            try {
              Files.write(directory.resolve("d/big"), big);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        }
      };
      assertThatThrownBy(
          () -> upload(
              server.process(), temporary.resolve("cache"), writer, version(project)))
          .isInstanceOf(LocalFileException.class)
          .hasMessageContaining("big' has changed since the upload was prepared");
      assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
    }
  }

  @Test
  void anUploadRetriesWhileTheServerIsDown() throws Exception {
    Path cache = temporary.resolve("cache");
    String project;
    String port;
    List<Integer> sent;
    try (TestServer server = TestServer.start(data, uploads())) {
      project = server.newProject();
      port = Integer.toString(server.process().url().getPort());
      TransferListener killer = new TransferListener() {
        private long moved;

        @Override
        public synchronized void moves(long bytes) {
          moved += bytes;
          if (moved >= 2.5 * PART) {
            server.process().kill();
          }
        }
      };
      RequestFailedException failure =
          catchThrowableOfType(
              RequestFailedException.class,
              () -> upload(server.process(), cache, killer, version(project)));
      assertThat(failure).hasMessageContaining("run the same upload again to continue");
      sent = sentParts(server, project);
    }
    assertThat(sent).contains(1, 2);
    deleteAccessLogs();
    List<String> options = new ArrayList<>(List.of(uploads()));
    options.addAll(List.of("--port", port));
    try (TestServer server = TestServer.start(data, options.toArray(String[]::new))) {
      UploadReport report =
          upload(server.process(), cache, TransferListener.NONE, version(project));
      assertThat(report.sentFiles()).isEqualTo(2);
      requirePublished(server, project);
      server.process().stop();
    }
    List<Integer> missing = new ArrayList<>(List.of(1, 2, 3, 4, 5));
    missing.removeAll(sent);
    assertThat(presignedParts()).isEqualTo(missing);
  }

  private UploadReport upload(
      ServerProcess server, Path cache, TransferListener listener, AssetVersion version) {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(server.url().toString())
            .token(Users.TRUSTED.token())
            .cacheDirectory(cache)
            .concurrency(1)
            .retryFor(Duration.ofSeconds(2))
            .listener(listener)
            .build()) {
      return client.uploadDirectory(version, directory);
    }
  }

  /** Selects direct uploads on S3 and proxied uploads on disk. */
  private static String[] uploads() {
    return TestStore.isS3()
        ? Stream.concat(Stream.of(OPTIONS), Stream.of("--uploads", "direct")).toArray(String[]::new)
        : OPTIONS;
  }
}
