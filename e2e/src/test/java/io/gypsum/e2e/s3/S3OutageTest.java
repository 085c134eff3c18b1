package io.gypsum.e2e.s3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.gypsum.e2e.harness.CephCluster;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.RetryingUpload;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Kills the S3-compatible service and starts it again while a server keeps running on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3OutageTest {
  private static final int PROJECTS = 8;
  private static final int MAX_VERSIONS = 10_000;

  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();
  private Path temp;
  private CephCluster cluster;
  private TestServer server;

  @BeforeAll
  void start(@TempDir Path directory) {
    temp = directory;
    cluster = CephCluster.start(temp.resolve("ceph"));
    Path data = Users.newData(temp);
    TestStore.use(data, cluster.url());
    server = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
    cluster.close();
  }

  @Test
  void uploadsContinueAfterTheServiceRestarts() throws Exception {
    List<String> projects =
        IntStream.range(0, PROJECTS).mapToObj(i -> server.newProject()).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (String project : projects) {
        clients.add(threads.submit(() -> uploadInto(project)));
      }
      try {
        awaitUploads("before the outage", PROJECTS);
        cluster.kill("rgw");
        awaitFailures();
        cluster.start();
        awaitUploads("after the gateway was killed", 2 * PROJECTS);
        cluster.kill("rgw", "osd", "mon");
        awaitFailures();
        cluster.start();
        awaitUploads("after all daemons were killed", 2 * PROJECTS);
      } finally {
        enough.set(true);
      }
      int versions = 0;
      for (Future<Integer> client : clients) {
        versions += client.get();
      }
      awaitNoFindings(versions);
    }
  }

  /** Uploads versions until enough were uploaded; returns their number. */
  private int uploadInto(String project) {
    int versions = 0;
    while (!enough.get() && versions < MAX_VERSIONS) {
      String version = "v" + versions++;
      RetryingUpload _ =
          new RetryingUpload(
              server.upload(project, "a", version).file("f", project + version),
              failed::incrementAndGet).untilDone();
      int _ = done.incrementAndGet();
    }
    return versions;
  }

  private void awaitUploads(String when, int more) {
    int before = done.get();
    Eventually.await("uploads " + when, () -> done.get() >= before + more);
  }

  private void awaitFailures() {
    int before = failed.get();
    Eventually
        .await("uploads that fail with a proper response", () -> failed.get() >= before + PROJECTS);
  }

  private void awaitNoFindings(int versions) {
    String whole =
        "No problems found in " + PROJECTS + " projects, " + versions + " versions, " + versions
            + " files.\n";
    GypsumCommand verify =
        new CommandUser(server.process().url(), null, temp).run(
            "verify", TestStore.address(server.data()), "--deep", "--s3-endpoint",
            cluster.url().toString());
    assertThat(verify.output() + verify.errors()).isEqualTo(whole);
  }
}
