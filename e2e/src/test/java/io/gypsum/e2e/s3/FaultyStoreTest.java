package io.gypsum.e2e.s3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.e2e.harness.BucketTree;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.FaultyProxy;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ProxyFault;
import io.gypsum.e2e.harness.RetryingUpload;
import io.gypsum.e2e.harness.ServerGroup;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.TestUpload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads through an S3-compatible service that fails about one request in eleven, before or after executing it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyStoreTest {
  private static final int PROJECTS = Repetitions.of(20);
  private static final int VERSIONS = 10;
  private static final int SEED = 20261125;

  private Path temp;
  private FaultyProxy proxy;
  private ServerGroup servers;

  @BeforeAll
  void start(@TempDir Path directory) {
    temp = directory;
    servers = new ServerGroup(temp);
    proxy = FaultyProxy.to(TestStore.s3Endpoint(temp), SEED);
    String url = proxy.url().toString();
    TestServer _ = servers.add("--s3-endpoint", url, "--uploads", "proxied");
    TestServer _ = servers.add("--s3-endpoint", url, "--uploads", "direct");
  }

  @AfterAll
  void stop() {
    servers.close();
    proxy.close();
  }

  /** The result of the upload of one version. */
  private record Upload(int failures, boolean acknowledged) {}

  @Test
  void everyUploadSucceedsExactlyOnceOrReportsItsFailure() throws Exception {
    List<String> projects =
        IntStream.range(0, PROJECTS).mapToObj(i -> servers.get(0).newProject()).toList();

    proxy.setFaulty(true);
    List<Upload> uploads = uploadAll(projects);
    proxy.setFaulty(false);

    assertThat(uploads).hasSize(PROJECTS * VERSIONS);
    assertThat(proxy.counts()).as("each kind of fault").containsOnlyKeys(ProxyFault.values());
    assertThat(uploads).as("failures that clients saw").anyMatch(upload -> upload.failures() > 0);
    assertThat(uploads).filteredOn(Upload::acknowledged)
        .hasSizeGreaterThan(uploads.size() * 9 / 10);
    recover();
    assertLoggedOnce(projects);
    projects.parallelStream().forEach(this::assertWhole);
  }

  private List<Upload> uploadAll(List<String> projects) throws Exception {
    List<Callable<List<Upload>>> clients = new ArrayList<>();
    for (int i = 0; i < projects.size(); i++) {
      int number = i;
      clients.add(() -> uploadInto(projects.get(number), number));
    }
    List<Upload> uploads = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Upload>> client : threads.invokeAll(clients)) {
        uploads.addAll(client.get());
      }
    }
    return uploads;
  }

  private List<Upload> uploadInto(String project, int client) {
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < VERSIONS; i++) {
      TestUpload upload =
          servers.get(client + i)
              .upload(project, "a", "v" + i)
              .file("own.txt", content(project, "v" + i));
      if (i % 5 == 0) {
        upload.file("same.txt", "the same");
      } else if (i % 5 == 1) {
        upload.dedup("same.txt", "the same");
      }
      RetryingUpload done = new RetryingUpload(upload).untilDone();
      uploads.add(new Upload(done.failures(), done.isAcknowledged()));
    }
    return uploads;
  }

  private static String content(String project, String version) {
    // One file in four is large enough to be sent directly to the store.
    return version.hashCode() % 4 == 0
        ? (project + " " + version + " ").repeat(5000)
        : project + " " + version;
  }

  /** Starts another server, which recovers operations that the other servers did not finish. */
  private void recover() {
    Path data = servers.get(0).data();
    TestServer _ = servers.add();
    String whole =
        "No problems found in " + PROJECTS + " projects, " + PROJECTS * VERSIONS + " versions, "
            + PROJECTS * VERSIONS * 6 / 5 + " files.\n";
    StringBuilder found = new StringBuilder();
    try {
      Eventually.await("a bucket without findings", () -> {
        GypsumCommand verify = verify(data);
        found.replace(0, found.length(), verify.output() + verify.errors());
        return verify.errors().equals(whole);
      });
    } catch (AssertionError e) {
      throw new AssertionError("expected " + whole + "found " + found, e);
    }
  }

  private GypsumCommand verify(Path data) {
    return new CommandUser(servers.get(0).process().url(), null, temp).run(
        "verify", TestStore.address(data), "--deep", "--s3-endpoint",
        TestStore.s3Endpoint(data).toString());
  }

  private void assertLoggedOnce(List<String> projects) {
    List<String> expected =
        projects.stream()
            .flatMap(project -> versions().map(version -> project + "/" + version))
            .toList();
    BucketTree bucket = servers.get(0).bucket();
    List<String> logged =
        bucket.logNames()
            .parallelStream()
            .map(name -> bucket.object("..logs/" + name))
            .map(change -> change.get("project") + "/" + change.get("version"))
            .toList();
    assertThat(logged).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Stream<String> versions() {
    return IntStream.range(0, VERSIONS).mapToObj(i -> "v" + i);
  }

  private void assertWhole(String project) {
    BucketTree bucket = servers.get(0).bucket();
    assertThat(bucket.json(project + "/a/..latest"))
        .isEqualTo(Json.of("{'version':'v" + (VERSIONS - 1) + "'}"));
    versions().forEach(
        version -> assertThat(bucket.bytes(project + "/a/" + version + "/own.txt")).asString()
            .isEqualTo(content(project, version)));
  }
}
