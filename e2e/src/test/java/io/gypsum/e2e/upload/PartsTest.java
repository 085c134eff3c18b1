package io.gypsum.e2e.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.TransferListener;
import io.gypsum.client.UploadReport;
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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Big files go up in parts, here of 5 MiB, and go on where they were broken off. */
class PartsTest {
  private static final int PART = 5 * 1024 * 1024;
  private static final int PARTS = 5;
  private static final String[] OPTIONS = {
      "--multipart-threshold", Integer.toString(2 * PART), "--part-size", Integer.toString(PART)};
  private static final Pattern ASKED_PART =
      Pattern.compile(" POST /upload/parts/[^/ ]+/([0-9]+) 200 ");

  private static final Pattern SENT_PART = Pattern.compile("\\.parts/([0-9]+)-");

  @TempDir private Path temporary;
  private Path directory;
  private Path data;
  private final byte[] big = new byte[PARTS * PART - 1];

  @BeforeEach
  void makeFiles() throws IOException {
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

  /** A server that is killed may not have written all of its log. */
  private void forgetAskedParts() throws IOException {
    try (Stream<Path> logs = Files.list(data.resolve("access"))) {
      for (Path log : (Iterable<Path>) logs::iterator) {
        Files.delete(log);
      }
    }
  }

  /** What was asked for an address, in order; once the server has stopped. */
  private List<Integer> askedParts() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> logs = Files.list(data.resolve("access"))) {
      for (Path log : (Iterable<Path>) logs.sorted()::iterator) {
        Matcher asked = ASKED_PART.matcher(Files.readString(log));
        while (asked.find()) {
          numbers.add(Integer.valueOf(asked.group(1)));
        }
      }
    }
    return numbers;
  }

  @Test
  void theCommandSendsThemSoAndGetsTheSameBack() throws IOException {
    try (TestServer server = TestServer.start(data, uploads())) {
      String project = server.newProject();
      CommandUser tina = new CommandUser(server.process().url(), Users.TRUSTED, temporary);
      assertThat(tina.run("put", directory.toString(), project + "/a/v1").exitCode()).isZero();
      requirePublished(server, project);
      Path back = Path.of(tina.run("get", project + "/a/v1").lines().getFirst());
      assertThat(Files.mismatch(back.resolve("d/big"), directory.resolve("d/big"))).isEqualTo(-1);
      server.process().stop();
    }
    assertThat(askedParts()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void whatWasBrokenOffTwiceGoesOnWhereItWas() throws Exception {
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
    assertThat(askedParts()).containsExactly(1, 2, 2, 3, 4, 4, 5);
  }

  @Test
  void aServerThatIsGoneForAWhileIsWaitedForByAskingAgain() throws Exception {
    Path cache = temporary.resolve("cache");
    String project;
    String port;
    List<Integer> there;
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
      RequestFailedException gone =
          catchThrowableOfType(
              RequestFailedException.class,
              () -> upload(server.process(), cache, killer, version(project)));
      assertThat(gone).hasMessageContaining("run the same upload again to continue");
      there = sentParts(server, project);
    }
    assertThat(there).contains(1, 2);
    forgetAskedParts();
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
    missing.removeAll(there);
    assertThat(askedParts()).isEqualTo(missing);
  }

  private UploadReport upload(
      ServerProcess server, Path cache, TransferListener listener, AssetVersion version) {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(server.url().toString())
            .token(Users.TRUSTED.token())
            .cacheDirectory(cache)
            .concurrency(1)
            .listener(listener)
            .build()) {
      return client.uploadDirectory(version, directory);
    }
  }

  /** On S3 straight to the store, on disk through the server. */
  private static String[] uploads() {
    return TestStore.isS3()
        ? Stream.concat(Stream.of(OPTIONS), Stream.of("--uploads", "direct")).toArray(String[]::new)
        : OPTIONS;
  }
}
