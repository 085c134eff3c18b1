package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BucketReadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void listsProjectsAssetsVersionsAndFilesWithoutInternalNames() {
    server.bucket.addVersion(V1, Map.of("x", "1", "d/y", "2"));
    server.bucket.addVersion(AssetVersion.parse("p/a/v2"), Map.of("x", "1"));
    server.bucket.addVersion(AssetVersion.parse("p/b/v1"), Map.of("x", "1"));
    server.bucket.addVersion(AssetVersion.parse("q/a/v1"), Map.of("x", "1"));
    ProjectName p = new ProjectName("p");
    assertThat(client.listProjects()).containsExactly(p, new ProjectName("q"));
    assertThat(client.listAssets(p)).containsExactly(new AssetName("a"), new AssetName("b"));
    assertThat(client.listVersions(V1.projectAsset()))
        .containsExactly(new VersionName("v1"), new VersionName("v2"));
    ListOptions userFiles = ListOptions.DEFAULTS.withInternal(false);
    assertThat(client.listFiles(V1, userFiles)).containsExactly("d/y", "x");
    assertThat(client.listFiles(V1, userFiles.withPrefix("d/"))).containsExactly("d/y");
    assertThat(client.listAssets(new ProjectName("none"))).isEmpty();
  }

  @Test
  void readsNamesThatNeedEncoding() {
    AssetVersion version = AssetVersion.of("p +%", "ä/ß".replace('/', '&'), "v#1?");
    Manifest manifest = server.bucket.addVersion(version, Map.of("d d/é+%2F#?.txt", "1"));
    assertThat(client.fetchManifest(version)).isEqualTo(manifest);
    assertThat(client.listFiles(version)).contains("d d/é+%2F#?.txt", "..manifest");
    assertThat(client.listVersions(version.projectAsset())).containsExactly(version.version());
  }

  @Test
  void readsDocuments() {
    server.bucket.addVersion(V1, Map.of("x", "1"));
    assertThat(client.fetchLatest(V1.projectAsset())).contains(new VersionName("v1"));
    assertThat(client.fetchSummary(V1).uploadUserId()).isEqualTo("jane");
  }

  @Test
  void onlyNotFoundMeansThatThereIsNoLatestVersion() {
    ProjectAsset asset = V1.projectAsset();
    assertThat(client.fetchLatest(asset)).isEmpty();
    for (int i = 0; i < 6; i++) {
      server.inject(ServerFault.returnStatus("GET /file/", 500));
    }
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> client.fetchLatest(asset));
    assertThat(failure.status()).hasValue(500);
  }

  @Test
  void aFailureContainsTheActionAndTheServersReason() {
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.fetchManifest(V1));
    assertThat(failure)
        .hasMessage(
            "cannot read p/a/v1/..summary: version 'p/a/v1' does not exist");
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(failure.serverReason()).contains("file 'p/a/v1/..summary' does not exist");
  }

  @Test
  void retriesADocumentAfterABrokenConnection() {
    Manifest manifest = server.bucket.addVersion(V1, Map.of("x", "1"));
    server.inject(new ServerFault("GET /file/", ServerFault.Effect.BREAK_BODY));
    assertThat(client.fetchManifest(V1)).isEqualTo(manifest);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void rejectsAMalformedDocument() {
    server.bucket.addVersion(V1, Map.of("x", "1"));
    server.inject(new ServerFault("GET /file/", ServerFault.Effect.TRUNCATE));
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> client.fetchManifest(V1));
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.CORRUPT);
  }

  @Test
  void readsTheChangeLogOldestFirst() {
    for (int i = 0; i < 20; i++) {
      server.bucket.addVersion(AssetVersion.of("p", "a", "v" + i), Map.of());
    }
    List<LoggedChange> log = client.changeLog();
    assertThat(log).hasSize(20)
        .allSatisfy(
            change -> assertThat(change.time()).isEqualTo(FakeBucket.NOW));
    assertThat(log.get(19).change())
        .isEqualTo(new ChangeLogEntry.AddVersion(AssetVersion.parse("p/a/v19"), true));
    assertThat(client.changeLog(FakeBucket.NOW.plusMillis(1))).isEmpty();
  }

  @Test
  void readsTheUploadersOfPublishedVersionsWithOneRequestEach() {
    List<AssetVersion> versions = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      versions.add(AssetVersion.of("p", "a", "v" + i));
      server.bucket.addVersion(versions.get(i - 1), Map.of("x", "1"));
    }
    server.bucket.publish(versions.get(1), new Manifest(Map.of()), true);
    server.bucket.remove(versions.get(2) + "/");
    server.bucket.put(BucketLayout.summary(versions.get(3)), "{".getBytes(UTF_8));
    server.bucket.put(
        BucketLayout.summary(versions.get(4)),
        new Summary("", FakeBucket.NOW, FakeBucket.NOW, null));

    assertThat(client.fetchUploaders(versions)).isEqualTo(Map.of(versions.get(0), "jane"));

    assertThat(server.requests()).hasSize(5);
    assertThat(client.fetchUploaders(List.of())).isEmpty();
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void createsAProjectAndChangesItsPermissions() {
    ProjectName project = new ProjectName("new one");
    client.createProject(
        project, new PermissionsChange(List.of("jane"), null), new QuotaChange(5L, null, null));
    assertThat(client.fetchPermissions(project))
        .isEqualTo(new Permissions(List.of("jane"), List.of()));
    assertThat(client.fetchQuota(project).baselineBytes()).isEqualTo("5");
    assertThat(client.fetchUsage(project).totalBytes()).isZero();
    client.setPermissions(project, PermissionsChange.builder().owners("joe").build());
    assertThat(client.fetchPermissions(project).owners()).containsExactly("jane", "joe");
  }

  @Test
  void anUnreachableServerIsReported() {
    server.close();
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, client::listProjects);
    assertThat(failure)
        .hasMessageStartingWith("cannot list the projects: '127.0.0.1:")
        .hasMessageContaining("cannot be reached");
    assertThat(failure.mayHaveHappened()).isFalse();
  }
}
