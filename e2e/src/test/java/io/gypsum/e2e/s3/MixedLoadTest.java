package io.gypsum.e2e.s3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.e2e.harness.BucketTree;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ServerGroup;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Many clients that upload, approve, reject and remove versions concurrently on three servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedLoadTest {
  private static final int PROJECTS = 32;
  private static final int CLIENTS = 16;
  private static final int OPERATIONS = Repetitions.of(200);
  private static final long SEED = 20261125;

  private final ExpectedVersions expectedVersions = new ExpectedVersions();
  private Path temp;
  private ServerGroup servers;

  @BeforeAll
  void start(@TempDir Path directory) {
    temp = directory;
    servers = ServerGroup.start(temp, 2, "--uploads", "proxied");
    TestServer _ = servers.add("--uploads", "direct");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @Test
  void theBucketMatchesTheAcknowledgedChanges() throws Exception {
    List<String> projects =
        IntStream.range(0, PROJECTS).mapToObj(i -> servers.get(i).newProject()).toList();

    runAll(projects);

    BucketTree bucket = servers.get(0).bucket();
    for (String project : projects) {
      assertThat(bucket.json(project + "/..usage"))
          .isEqualTo(Json.object("total", expectedVersions.usage(project)));
    }
    expectedVersions.published()
        .forEach((asset, versions) -> assertLatest(bucket, asset, versions));
    assertThat(summaryKeys(bucket)).containsExactlyInAnyOrderElementsOf(expectedSummaryKeys());
    assertNoFindings();
  }

  private void runAll(List<String> projects) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        MixedClient client = new MixedClient(servers, projects, expectedVersions, number, SEED);
        clients.add(threads.submit(() -> {
          for (int i = 0; i < OPERATIONS / CLIENTS; i++) {
            client.sendRandomRequest();
          }
        }));
      }
      for (Future<?> client : clients) {
        Object _ = client.get();
      }
    }
  }

  /** Asserts that the latest version is the published version that was finished last. */
  private static void assertLatest(BucketTree bucket, String asset, List<String> versions) {
    String latest = asset + "/..latest";
    if (versions.isEmpty()) {
      assertThat(bucket.has(latest)).as(latest).isFalse();
      return;
    }
    String expected =
        versions.stream()
            .max(
                Comparator.comparing(
                    version -> (String) bucket.object(asset + "/" + version + "/..summary")
                        .get("upload_finish")))
            .orElseThrow();
    assertThat(bucket.json(latest)).as(latest).isEqualTo(Json.object("version", expected));
  }

  private static Set<String> summaryKeys(BucketTree bucket) {
    Set<String> summaries = new HashSet<>(bucket.keys(""));
    summaries.removeIf(key -> !key.endsWith("/..summary"));
    return summaries;
  }

  private List<String> expectedSummaryKeys() {
    return expectedVersions.versions()
        .stream()
        .map(v -> v.project() + "/" + v.asset() + "/" + v.name() + "/..summary")
        .toList();
  }

  private void assertNoFindings() {
    Path data = servers.get(0).data();
    GypsumCommand verify =
        new CommandUser(servers.get(0).process().url(), null, temp).run(
            "verify", TestStore.address(data), "--deep", "--s3-endpoint",
            TestStore.s3Endpoint(data).toString());
    int count = expectedVersions.versions().size();
    assertThat(verify.ok().errors()).isEqualTo(
        "No problems found in " + PROJECTS + " projects, " + count + " versions, " + count
            + " files.\n");
  }
}
