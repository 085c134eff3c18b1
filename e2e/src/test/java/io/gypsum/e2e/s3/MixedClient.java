package io.gypsum.e2e.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.ServerGroup;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.s3.ExpectedVersions.Version;

/**
 * A client that sends random requests, each to a random server. Every client has a separate asset in each project, and all clients share one asset. Only the client that uploaded a version changes it, so that its expected state is known.
 */
final class MixedClient {
  private static final String SHARED = "common";
  /** Large enough to be sent directly to the store. */
  private static final int MAX_BYTES = 200_000;

  private final ServerGroup servers;
  private final List<String> projects;
  private final ExpectedVersions expected;
  private final Random random;
  private final String own;
  private final List<Version> pending = new ArrayList<>();
  private final List<Version> published = new ArrayList<>();
  private int uploads;

  MixedClient(
      ServerGroup servers, List<String> projects, ExpectedVersions expected, int number,
      long seed) {
    this.servers = servers;
    this.projects = projects;
    this.expected = expected;
    this.own = "client" + number;
    this.random = new Random(seed + number);
  }

  void sendRandomRequest() {
    int choice = random.nextInt(100);
    if (choice < 25 && !pending.isEmpty()) {
      approve(take(pending));
    } else if (choice < 37 && !pending.isEmpty()) {
      reject(take(pending));
    } else if (choice < 60 && !published.isEmpty()) {
      removeVersion(take(published));
    } else if (choice < 64 && !published.isEmpty()) {
      removeAsset(published.get(random.nextInt(published.size())).project());
    } else {
      upload(choice < 85);
    }
  }

  private Version take(List<Version> versions) {
    return versions.remove(random.nextInt(versions.size()));
  }

  private void upload(boolean onProbation) {
    String project = projects.get(random.nextInt(projects.size()));
    String content = "x".repeat(1 + random.nextInt(random.nextInt(10) == 0 ? MAX_BYTES : 1000));
    String asset = random.nextBoolean() ? own : SHARED;
    Version version = new Version(project, asset, own + "-" + ++uploads, content.length());
    Users user = onProbation ? Users.UNTRUSTED : Users.TRUSTED;
    AtomicReference<Session> session = new AtomicReference<>();
    retryWhileLocked(() -> {
      TestUpload upload =
          new TestUpload(any(user), project, asset, version.name()).file("f", content);
      TestResponse started = upload.tryStart();
      if (started.status() == 200) {
        session.set(upload.begun(started));
      }
      return started;
    });
    session.get().at(any(user).server()).send("f");
    session.get().at(any(user).server()).complete().empty();
    expected.uploaded(version, onProbation);
    (onProbation ? pending : published).add(version);
  }

  private void approve(Version version) {
    retryWhileLocked(() -> any(Users.OWNER).post(path("approve", version)));
    expected.approved(version);
    published.add(version);
  }

  private void reject(Version version) {
    Users user = random.nextBoolean() ? Users.OWNER : Users.UNTRUSTED;
    retryWhileLocked(() -> any(user).post(path("reject", version)));
    expected.removed(version);
  }

  private static String path(String what, Version version) {
    return TestHttpClient
        .path("probation", what, version.project(), version.asset(), version.name());
  }

  private void removeVersion(Version version) {
    retryWhileLocked(
        () -> any(Users.ADMIN).delete(
            TestHttpClient.path("remove", version.project(), version.asset(), version.name())));
    expected.removed(version);
  }

  private void removeAsset(String project) {
    retryWhileLocked(() -> any(Users.ADMIN).delete(TestHttpClient.path("remove", project, own)));
    expected.removed(project, own);
    pending.removeIf(version -> version.project().equals(project) && version.asset().equals(own));
    published
        .removeIf(version -> version.project().equals(project) && version.asset().equals(own));
  }

  private TestHttpClient any(Users user) {
    return servers.get(random.nextInt()).as(user);
  }

  private static void retryWhileLocked(Supplier<TestResponse> request) {
    Eventually.await("other clients to release the lock of a project", () -> {
      TestResponse response = request.get();
      if (response.status() == 403) {
        response.refused(403, "locked");
        return false;
      }
      response.ok();
      return true;
    });
  }
}
