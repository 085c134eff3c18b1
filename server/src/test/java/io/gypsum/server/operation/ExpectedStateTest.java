package io.gypsum.server.operation;

import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.ETag;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Changes that a user has based on a state that another user may have changed since. */
class ExpectedStateTest {
  private static final ProjectName P = new ProjectName("p");
  private static final User EVE = new User("eve", Set.of(), false);
  private static final SigningKey KEY = SigningKey.random();
  private static final PermissionsChange ANN =
      PermissionsChange.builder().owners("owner", "ann").build();
  private static final PermissionsChange BEN =
      PermissionsChange.builder().owners("owner", "ben").build();

  private final MemoryStore store = new MemoryStore();
  private final WatchedStore watched = new WatchedStore(store);
  private final TestClock clock = new TestClock();
  private final TestOperations one = new TestOperations(watched, clock, KEY);
  private final TestOperations other = new TestOperations(store, clock, KEY);

  @BeforeEach
  void create() {
    other.create("p");
  }

  private ETag permissionsTag() {
    return one.projects.permissions(OWNER, P).etag();
  }

  private ETag quotaTag() {
    return one.env.bucket().quota(P).orElseThrow().etag();
  }

  private String content(String key) {
    return BucketState.content(store, new Key(key));
  }

  @Test
  void permissionsThatAreUnchangedAreReplaced() {
    one.projects.setPermissions(OWNER, P, ANN, permissionsTag());
    assertThat(content("p/..permissions")).contains("ann");
  }

  @Test
  void permissionsThatWereChangedBeforeTheRequestAreKept() {
    ETag seen = permissionsTag();
    other.projects.setPermissions(OWNER, P, BEN);
    assertThatThrownBy(() -> one.projects.setPermissions(OWNER, P, ANN, seen))
        .isInstanceOf(ChangedMeanwhileException.class)
        .hasMessageContaining("project 'p'");
    assertThat(content("p/..permissions")).contains("ben").doesNotContain("ann");
  }

  /** The comparison at the store is the last possible moment. */
  @Test
  void permissionsThatAreChangedDuringTheRequestAreKept() {
    ETag seen = permissionsTag();
    watched.before(
        "replace p/..permissions", () -> other.projects.setPermissions(OWNER, P, BEN));
    assertThatThrownBy(() -> one.projects.setPermissions(OWNER, P, ANN, seen))
        .isInstanceOf(ChangedMeanwhileException.class);
    assertThat(content("p/..permissions")).contains("ben").doesNotContain("ann");
  }

  @Test
  void anOwnerWhoWasRemovedInTheMeantimeLearnsNothingElse() {
    ETag seen = permissionsTag();
    other.projects.setPermissions(
        ADMIN, P, PermissionsChange.builder().owners("ben").build());
    assertThatThrownBy(() -> one.projects.setPermissions(OWNER, P, ANN, seen))
        .isInstanceOfSatisfying(
            GypsumException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
  }

  @Test
  void aProjectThatWasDeletedInTheMeantimeIsNotFound() {
    ETag seen = permissionsTag();
    other.removal.removeProject(ADMIN, P);
    assertThatThrownBy(() -> one.projects.setPermissions(OWNER, P, ANN, seen))
        .isInstanceOfSatisfying(
            GypsumException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/"));
  }

  @Test
  void aQuotaIsReplacedOnlyInTheStateThatWasSeen() {
    QuotaChange change = QuotaChange.builder().baselineBytes(1).build();
    ETag seen = quotaTag();
    one.projects.setQuota(P, change, seen);
    assertThat(content("p/..quota")).contains("\"baseline\":1,");
    watched.before(
        "replace p/..quota",
        () -> other.projects.setQuota(P, QuotaChange.builder().baselineBytes(2).build()));
    ETag current = quotaTag();
    assertThatThrownBy(() -> one.projects.setQuota(P, change, current))
        .isInstanceOf(ChangedMeanwhileException.class);
    assertThat(content("p/..quota")).contains("\"baseline\":2,");
  }

  @Test
  void onlyTheLockThatWasSeenIsEnded() {
    ClientUpload upload = one.start(OWNER, "p/a/v1", Files.body(Files.simple("x", "one")));
    assertThatThrownBy(() -> one.projects.unlock(OWNER, P, Lock.hash("another session")))
        .isInstanceOf(ChangedMeanwhileException.class);
    one.send(upload, "x", "one");

    one.projects.unlock(OWNER, P, Lock.hash(upload.token()));
    assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/a/"))
        .doesNotContain("p/..LOCK");
    one.projects.unlock(OWNER, P, Lock.hash(upload.token()));
  }

  /** The operation that was seen ends, and another one begins, between the comparison and the end. */
  @Test
  void anOperationThatBeginsDuringTheRequestContinues() {
    ClientUpload seen = other.start(OWNER, "p/a/v1", Files.body(Files.simple("x", "one")));
    ClientUpload[] next = new ClientUpload[1];
    watched.after("get p/..LOCK", () -> {
      other.abort(seen);
      next[0] = other.start(OWNER, "p/a/v2", Files.body(Files.simple("x", "two")));
    });
    one.projects.unlock(OWNER, P, Lock.hash(seen.token()));
    other.send(next[0], "x", "two");
    other.complete(next[0]);
    assertThat(content("p/a/..latest")).contains("v2");
  }

  @Test
  void usersWithoutARoleEndNothing() {
    ClientUpload upload = one.start(OWNER, "p/a/v1", Files.body(Files.simple("x", "one")));
    assertThatThrownBy(() -> one.projects.unlock(EVE, P, Lock.hash(upload.token())))
        .isInstanceOfSatisfying(
            GypsumException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    one.send(upload, "x", "one");
    one.complete(upload);
  }
}
