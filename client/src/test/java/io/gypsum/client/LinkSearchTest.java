package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.name.AssetVersion;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinkSearchTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final AssetVersion OTHER = AssetVersion.parse("p/b/v1");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir private Path directory;

  @BeforeEach
  void upload() throws IOException {
    Files.writeString(directory.resolve("x"), "x");
    Files.writeString(directory.resolve("y"), "y");
    client.uploadDirectory(V1, directory);
    Files.writeString(directory.resolve("z"), "z");
    client.uploadDirectory(V2, directory);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void linksOfOtherVersionsAreFound() throws IOException {
    Path clone = Files.createTempDirectory(directory, "clone");
    client.cloneVersion(V1, clone, CloneOptions.DEFAULTS.withDownload(false));
    client.uploadDirectory(OTHER, clone);

    IncomingLinks links = client.findLinksTo(V1);
    assertThat(links.filesByVersion()).isEqualTo(Map.of(V2, 2, OTHER, 2));
    assertThat(links.files()).isEqualTo(4);
    assertThat(links.versions()).isEqualTo(2);
    assertThat(links.isComplete()).as("includes other projects").isFalse();
    assertThat(client.findLinksTo(V2).filesByVersion()).isEmpty();
    assertThat(client.findLinksTo(V1.projectAsset()).filesByVersion())
        .isEqualTo(Map.of(OTHER, 2));
  }

  @Test
  void aServerThatFindsLinksIsAsked() {
    server.bucket.publishFile(
        "/links/p/a/v1",
        "{\"version_count\":30,\"file_count\":31,\"more\":[],\"versions\":[{\"project\":\"q\",\"asset\":\"c\","
            + "\"version\":\"v\",\"files\":2,\"x\":null}]}");
    IncomingLinks links = client.findLinksTo(V1);

    assertThat(links.filesByVersion()).isEqualTo(Map.of(AssetVersion.parse("q/c/v"), 2));
    assertThat(links.versions()).isEqualTo(30);
    assertThat(links.files()).isEqualTo(31);
    assertThat(links.isComplete()).isTrue();

    client.removeVersion(V1, LinkPolicy.REFUSE);
    assertThat(server.count("DELETE /remove/p/a/v1?links=refuse")).isEqualTo(1);
  }

  /** Another server would ignore the query and remove. */
  @Test
  void aServerThatDoesNotFindLinksNeverGetsTheQuery() {
    assertThatThrownBy(() -> client.removeVersion(V1, LinkPolicy.REFUSE))
        .isInstanceOf(GypsumException.class)
        .hasMessageContainingAll("cannot delete p/a/v1", "2 files", "p/a/v2", "links to it");
    assertThat(server.count("DELETE")).isZero();

    client.removeVersion(V2, LinkPolicy.REFUSE);
    client.removeVersion(V1, LinkPolicy.IGNORE);
    client.removeProject(V1.project(), LinkPolicy.REFUSE);
    assertThat(server.requests().stream().filter(request -> request.startsWith("DELETE")))
        .containsExactly("DELETE /remove/p/a/v2", "DELETE /remove/p/a/v1", "DELETE /remove/p");
  }

  @Test
  void aFailureOfTheServerIsNotTakenForAMissingRoute() {
    server.inject(ServerFault.returnStatus("GET /links", 500));
    assertThatThrownBy(() -> client.removeVersion(V1, LinkPolicy.REFUSE))
        .isInstanceOf(GypsumException.class);
    assertThat(server.count("DELETE")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aUserWithoutRightsIsRefusedBeforeLinksAreSearched(int status) {
    for (ThrowingCallable call : List.<ThrowingCallable>of(
        () -> client.findLinksTo(V1), () -> client.findLinksTo(V1.projectAsset()),
        () -> client.findLinksTo(V1.project()),
        () -> client.removeVersion(V1, LinkPolicy.REFUSE))) {
      server.inject(ServerFault.returnStatus("GET /links", status));
      assertThatThrownBy(call).isInstanceOfSatisfying(
          RequestFailedException.class,
          e -> assertThat(e.kind()).isIn(Kind.UNAUTHENTICATED, Kind.FORBIDDEN));
    }
    assertThat(server.count("DELETE")).isZero();
    assertThat(server.requests()).noneMatch(request -> request.contains("v2%2F..manifest"));
  }

  @Test
  void aBoundedNumberOfManifestsIsRead() {
    for (int i = 0; i < LinkSearch.MAX_VERSIONS; i++) {
      server.bucket.addVersion(AssetVersion.of("p", "a", "w" + i), Map.of("x", "1"));
    }
    long before = server.requests().stream().filter(r -> r.contains("..manifest")).count();

    assertThat(client.findLinksTo(V1).isComplete()).isFalse();

    long after = server.requests().stream().filter(r -> r.contains("..manifest")).count();
    assertThat(after - before).isEqualTo(LinkSearch.MAX_VERSIONS);
  }
}
