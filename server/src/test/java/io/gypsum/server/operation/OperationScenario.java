package io.gypsum.server.operation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestOperations;
import org.jspecify.annotations.Nullable;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;

/**
 * One operation and the bucket on which it runs.
 *
 * @param prepare prepares the bucket and returns the session of the operation, or null
 * @param whenDone the failures of a repeated operation; empty if a repetition succeeds
 */
record OperationScenario(
    String name,
    Function<TestOperations, @Nullable ClientUpload> prepare,
    BiConsumer<TestOperations, @Nullable ClientUpload> operation,
    Set<Kind> whenDone) {
  static final ProjectName P = new ProjectName("p");
  private static final User UPLOADER = new User("uploader", Set.of(), false);
  private static final String PERMISSIONS =
      "{\"owners\":[\"owner\"],\"uploaders\":[{\"id\":\"uploader\"}]}";

  /** Returns whether the operation starts an upload: its lock remains after success, and it is rolled back when its lease ends. */
  boolean isUploadStart() {
    return name.startsWith("start");
  }

  /** Returns whether the version has more objects than one call deletes. */
  boolean isLarge() {
    return name.contains("large");
  }

  @Override
  public String toString() {
    return name;
  }

  static List<OperationScenario> all() {
    return List.of(
        of(
            "create", server -> null, server -> server.projects.create(
                ADMIN, P, TestOperations.permissions(PERMISSIONS),
                TestOperations.quota("{\"baseline\":77}")),
            Kind.INVALID),
        of(
            "set permissions", OperationScenario::project, server -> server.projects.setPermissions(
                OWNER, P, TestOperations.permissions("{\"uploaders\":[{\"id\":\"other\"}]}"))),
        of(
            "set quota", OperationScenario::project, server -> server.projects.setQuota(
                P, TestOperations.quota("{\"growth_rate\":5}"))),
        of(
            "start a first upload", OperationScenario::project, server -> server.start(
                OWNER, "p/a/v", Files.body(Files.simple("x", "one"), Files.simple("d/y", "two")))),
        of(
            "start with links", OperationScenario::links, server -> server.start(
                OWNER, "p/a/v3",
                Files.body(
                    Files.dedup("x", "one"), Files.link("l", "p/a/v2/linked"),
                    Files.simple("d/y", "new")))),
        of("start with links to another project", server -> {
          links(server);
          server.create("q");
          server.publish(OWNER, "q/a/v1", "x", "other");
          return null;
        }, server -> server.start(OWNER, "p/a/v3", Files.body(Files.link("l", "q/a/v1/x")))),
        ofSession("send a file", server -> {
          project(server);
          return server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
        }, (server, session) -> server.send(session, "x", "one")),
        ofSession(
            "complete a first version", OperationScenario::sent,
            (server, session) -> server.complete(session), Kind.FORBIDDEN),
        ofSession("complete an empty version", server -> {
          project(server);
          return server.start(OWNER, "p/a/v", Files.body());
        }, (server, session) -> server.complete(session), Kind.FORBIDDEN),
        ofSession(
            "complete a later version", OperationScenario::sentWithLinksAndStrays,
            (server, session) -> server.complete(session), Kind.FORBIDDEN),
        ofSession(
            "complete a version from bundles", OperationScenario::sentInBundles,
            (server, session) -> server.complete(session), Kind.FORBIDDEN),
        ofSession("complete on probation", server -> {
          links(server);
          return sent(server, UPLOADER);
        }, (server, session) -> server.complete(session), Kind.FORBIDDEN),
        ofSession(
            "abort", OperationScenario::sentWithLinksAndStrays,
            (server, session) -> server.abort(session), Kind.FORBIDDEN),
        ofSession(
            "abort an upload with bundles", OperationScenario::sentInBundles,
            (server, session) -> server.abort(session), Kind.FORBIDDEN),
        ofSession("abort a large upload", server -> {
          project(server);
          ClientUpload session =
              server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
          fill(server, "p/a/v", 1500);
          return session;
        }, (server, session) -> server.abort(session), Kind.FORBIDDEN),
        of(
            "unlock a running upload", OperationScenario::sentWithLinksAndStrays,
            server -> server.projects.unlock(OWNER, P)),
        of(
            "approve the latest", OperationScenario::onProbation,
            server -> server.probation.approve(
                OWNER, TestOperations.version("p/a/v")),
            Kind.INVALID),
        of("approve an older one", server -> {
          onProbation(server);
          server.publish(OWNER, "p/a/newer", "z", "three");
          return null;
        }, server -> server.probation.approve(OWNER, TestOperations.version("p/a/v")),
            Kind.INVALID),
        of("approve the only one", server -> {
          project(server);
          server.publishOnProbation(UPLOADER, "p/a/v", "x", "one");
          return null;
        }, server -> server.probation.approve(OWNER, TestOperations.version("p/a/v")),
            Kind.INVALID),
        of(
            "reject", OperationScenario::onProbation, server -> server.probation.reject(
                UPLOADER, TestOperations.version("p/a/v")),
            Kind.INVALID),
        of(
            "remove the latest version", OperationScenario::links,
            server -> server.removal.removeVersion(
                ADMIN, TestOperations.version("p/a/v2"))),
        of("remove the only version", server -> {
          project(server);
          server.publish(OWNER, "p/a/v", "x", "one");
          return null;
        }, server -> server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"))),
        of(
            "remove an older version", OperationScenario::links,
            server -> server.removal.removeVersion(
                ADMIN, TestOperations.version("p/a/v1"))),
        of(
            "remove a version on probation", OperationScenario::onProbation,
            server -> server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"))),
        of("remove a large version", server -> {
          links(server);
          fill(server, "p/a/v2", 1500);
          return null;
        }, server -> server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v2"))),
        of(
            "remove an asset", OperationScenario::twoAssets, server -> server.removal.removeAsset(
                ADMIN, TestOperations.asset("p", "a"))),
        of(
            "remove a missing asset", OperationScenario::links,
            server -> server.removal.removeAsset(
                ADMIN, TestOperations.asset("p", "none"))),
        of(
            "remove a project", OperationScenario::twoAssets,
            server -> server.removal.removeProject(
                ADMIN, P)),
        of("refresh latest", server -> {
          links(server);
          BucketState.put(server.store, "p/a/..latest", "{\"version\":\"v1\"}");
          return null;
        }, server -> server.refresh.latest(ADMIN, TestOperations.asset("p", "a"))),
        of("refresh latest to none", server -> {
          project(server);
          server.publishOnProbation(UPLOADER, "p/a/v", "x", "one");
          BucketState.put(server.store, "p/a/..latest", "{\"version\":\"gone\"}");
          return null;
        }, server -> server.refresh.latest(ADMIN, TestOperations.asset("p", "a"))),
        of("refresh usage", server -> {
          twoAssets(server);
          BucketState.put(server.store, "p/..usage", "{\"total\":1}");
          return null;
        }, server -> server.refresh.usage(ADMIN, P)));
  }

  private static OperationScenario of(
      String name, Function<TestOperations, @Nullable ClientUpload> prepare,
      Consumer<TestOperations> operation, Kind... whenDone) {
    return ofSession(name, prepare, (server, session) -> operation.accept(server), whenDone);
  }

  private static OperationScenario ofSession(
      String name, Function<TestOperations, @Nullable ClientUpload> prepare,
      BiConsumer<TestOperations, @Nullable ClientUpload> operation, Kind... whenDone) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    kinds.addAll(List.of(whenDone));
    return new OperationScenario(name, prepare, operation, kinds);
  }

  static @Nullable ClientUpload project(TestOperations server) {
    server.projects.create(ADMIN, P, TestOperations.permissions(PERMISSIONS), QuotaChange.NONE);
    return null;
  }

  /** Publishes versions v1 and v2 of p/a; v2 has links to v1. */
  static @Nullable ClientUpload links(TestOperations server) {
    project(server);
    server.publish(OWNER, "p/a/v1", "x", "one", "d/y", "two");
    ClientUpload second =
        server.start(
            OWNER, "p/a/v2",
            Files.body(
                Files.dedup("x", "one"), Files.link("linked", "p/a/v1/d/y"),
                Files.simple("own", "own of two")));
    server.send(second, "own", "own of two");
    server.complete(second);
    return null;
  }

  private static @Nullable ClientUpload twoAssets(TestOperations server) {
    links(server);
    server.publish(OWNER, "p/ab/v1", "x", "another asset");
    return null;
  }

  private static @Nullable ClientUpload onProbation(TestOperations server) {
    links(server);
    server.publishOnProbation(UPLOADER, "p/a/v", "x", "waiting", "d/z", "waiting too");
    return null;
  }

  private static ClientUpload sent(TestOperations server) {
    project(server);
    return sent(server, OWNER);
  }

  private static ClientUpload sent(TestOperations server, User user) {
    ClientUpload session =
        server.start(
            user, "p/a/v", Files.body(Files.simple("x", "first"), Files.simple("d/y", "second")));
    server.send(session, "x", "first");
    server.send(session, "d/y", "second");
    return session;
  }

  private static ClientUpload sentInBundles(TestOperations server) {
    project(server);
    ClientUpload session =
        server.start(
            OWNER, "p/a/v",
            Files.body(
                Files.simple("x", "first"), Files.simple("d/y", "second"),
                Files.simple("d/same", "first"), Files.simple("alone", "third"),
                Files.simple("empty", "")));
    server.stageBundle(session, "first", "");
    // Sent again in another group.
    server.stageBundle(session, "second", "first");
    server.send(session, "alone", "third");
    BucketState.put(server.store, "p/a/v/x", "of a failed upload");
    return session;
  }

  private static ClientUpload sentWithLinksAndStrays(TestOperations server) {
    links(server);
    ClientUpload session =
        server.start(
            OWNER, "p/a/v",
            Files.body(
                Files.dedup("x", "one"), Files.link("deep/er/l", "p/a/v2/linked"),
                Files.link("m", "p/a/v1/x"), Files.simple("new", "new content")));
    server.send(session, "new", "new content");
    BucketState.put(server.store, "p/a/v/stray", "not in the manifest");
    BucketState.put(server.store, "p/a/v/deep/er/stray", "not in the manifest either");
    BucketState.put(server.store, "p/a/v/m", "at the path of a link");
    return session;
  }

  private static void fill(TestOperations server, String version, int files) {
    for (int i = 0; i < files; i++) {
      BucketState.put(server.store, version + "/filler/" + i, "x");
    }
  }
}
