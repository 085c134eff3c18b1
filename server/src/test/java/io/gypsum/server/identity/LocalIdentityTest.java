package io.gypsum.server.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.server.data.DataDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.identity.LocalAccountsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalIdentityTest {
  @TempDir Path temp;
  private LocalAccounts accounts;
  private LocalIdentity identity;

  @BeforeEach
  void open() {
    accounts = new LocalAccounts(DataDirectory.at(temp), InstantSource.system());
    identity = new LocalIdentity(DataDirectory.at(temp), InstantSource.system());
  }

  @Test
  void identifiesTheOwnerOfAToken() {
    String alice = accounts.add("alice", List.of("lab"), false);
    String root = accounts.add("root", List.of(), true);

    assertThat(identity.identify(alice)).isEqualTo(new User("alice", Set.of("lab"), false));
    assertThat(identity.identify(root)).isEqualTo(new User("root", Set.of(), true));
  }

  @Test
  void refusesAllTokensBeforeTheFirstAccount() {
    assertRefused("gypsum_x");
    assertRefused("");
  }

  @Test
  void refusesAlmostCorrectTokensWithoutRepeatingThem() {
    String token = accounts.add("alice", List.of(), false);

    assertRefused(token + "x");
    assertRefused(token.substring(1));
    assertRefused(TokenHash.of(token).hex());
  }

  @Test
  void aRemovedAccountIsRefusedByTheNextCall() {
    String token = accounts.add("alice", List.of(), false);
    assertThat(identity.identify(token).login()).isEqualTo("alice");

    accounts.remove("alice");

    assertRefused(token);
  }

  @Test
  void onlyTheNewestTokenIsAccepted() {
    String first = accounts.add("alice", List.of("lab"), true);
    String second = accounts.rotate("alice");

    assertRefused(first);
    assertThat(identity.identify(second)).isEqualTo(new User("alice", Set.of("lab"), true));
  }

  /** Every change keeps the size, and its stamp may equal an earlier one. */
  @Test
  void changesInQuickSuccessionAreAllDetected() {
    String token = accounts.add("alice", List.of(), false);
    for (int i = 0; i < 100; i++) {
      assertThat(identity.identify(token).login()).isEqualTo("alice");
      String next = accounts.rotate("alice");
      assertRefused(token);
      token = next;
    }
  }

  @Test
  void anUnchangedFileIsNotReadAgain() throws Exception {
    String token = accounts.add("alice", List.of(), false);
    Instant changed = Instant.parse("2026-01-01T00:00:00Z");
    setModified(changed);
    identity = identityAt(changed.plusSeconds(3));
    identity.identify(token);

    damageUnseen(changed);

    assertThat(identity.identify(token).login()).isEqualTo("alice");
  }

  @Test
  void aRecentlyChangedFileIsReadAgainEvenWithAnEqualStamp() throws Exception {
    String token = accounts.add("alice", List.of(), false);
    Instant changed = Instant.parse("2026-01-01T00:00:00Z");
    setModified(changed);
    identity = identityAt(changed.plusSeconds(1));
    identity.identify(token);

    damageUnseen(changed);

    assertFails(Kind.UNAVAILABLE, () -> identity.identify(token), "its log contains the cause");
  }

  @Test
  void aCorruptFileRefusesAllTokens() throws Exception {
    String token = accounts.add("alice", List.of(), false);
    identity.identify(token);

    Files.writeString(temp.resolve("accounts.json"), "{");

    assertFails(Kind.UNAVAILABLE, () -> identity.identify(token), "its log contains the cause");
  }

  /** Callers of {@code identify} are anonymous; the command of the administrator describes the file. */
  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"accounts\":[{\"name\":\"secret-name\"}]}", "secret-name"})
  void aCorruptFileIsDescribedInTheLogOnly(String content) throws Exception {
    Files.writeString(temp.resolve("accounts.json"), content);

    assertThatThrownBy(() -> identity.identify("gypsum_x"))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.reason()).doesNotContain("accounts.json", "secret-name", "{")
                .contains("cannot read its accounts"))
        .hasStackTraceContaining("accounts.json in the server's data directory is corrupt");
    assertFails(Kind.CORRUPT, () -> accounts.list(), "accounts.json");
  }

  @Test
  void theCurrentUserHasTheOrganizationsOfTheStartThatTheAccountStillHas() {
    accounts.add("alice", List.of("lab", "club"), true);

    assertThat(identity.current(new User("alice", Set.of("lab", "left"), false), Instant.now()))
        .contains(new User("alice", Set.of("lab"), true));
  }

  @Test
  void thereIsNoCurrentUserOnceTheTokenIsReplacedOrTheAccountIsRemoved() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    LocalAccounts timed = new LocalAccounts(DataDirectory.at(temp), now::get);
    timed.add("alice", List.of(), false);
    Instant since = now.get();
    User alice = new User("alice", Set.of(), false);
    assertThat(identity.current(alice, since)).contains(alice);

    now.set(since.plusMillis(1));
    timed.rotate("alice");
    assertThat(identity.current(alice, since)).isEmpty();
    assertThat(identity.current(alice, now.get())).contains(alice);

    timed.remove("alice");
    assertThat(identity.current(alice, now.get())).isEmpty();
    now.set(now.get().plusMillis(1));
    timed.add("alice", List.of(), false);
    assertThat(identity.current(alice, since)).as("of the removed account").isEmpty();
  }

  @Test
  void whileTheFileIsMissingItIsUnknownWhetherAnAccountWasRemoved() throws Exception {
    accounts.add("alice", List.of(), false);
    User alice = new User("alice", Set.of(), false);
    Path file = temp.resolve("accounts.json");
    Path away = Files.move(file, temp.resolve("away"));

    assertFails(
        Kind.UNAVAILABLE, () -> identity.current(alice, Instant.now()), "has no accounts");

    Files.move(away, file);
    assertThat(identity.current(alice, Instant.now())).contains(alice);
  }

  @Test
  void aServerIsUsableWhileAnyUserCanSignIn() throws Exception {
    assertFails(Kind.UNAVAILABLE, identity::requireUsable, "no user can sign in", "account add");
    accounts.add("alice", List.of(), false);
    identity.requireUsable();

    Path file = temp.resolve("accounts.json");
    Path away = Files.move(file, temp.resolve("away"));
    assertFails(Kind.UNAVAILABLE, identity::requireUsable, "no user can sign in");

    Files.writeString(file, "{");
    assertFails(Kind.UNAVAILABLE, identity::requireUsable, "cannot read its accounts");
    Files.delete(file);
    Files.createDirectory(file);
    assertFails(Kind.UNAVAILABLE, identity::requireUsable, "cannot read its accounts");

    Files.delete(file);
    Files.move(away, file);
    identity.requireUsable();
  }

  @Test
  void aFileThatCannotBeReadIsUnavailable() throws Exception {
    Files.createDirectory(temp.resolve("accounts.json"));

    assertFails(
        Kind.UNAVAILABLE, () -> identity.identify("gypsum_x"), "its log contains the cause");
  }

  private void assertRefused(String token) {
    assertFails(Kind.UNAUTHENTICATED, () -> {
      try {
        identity.identify(token);
      } catch (RuntimeException e) {
        assertThat(token.isEmpty() || !e.toString().contains(token)).isTrue();
        throw e;
      }
    }, "gypsum account");
  }

  private LocalIdentity identityAt(Instant now) {
    return new LocalIdentity(DataDirectory.at(temp), InstantSource.fixed(now));
  }

  private void setModified(Instant time) throws Exception {
    Files.setLastModifiedTime(temp.resolve("accounts.json"), FileTime.from(time));
  }

  /** Keeps size, time and inode, so that only reading detects the damage. */
  private void damageUnseen(Instant modified) throws Exception {
    Path file = temp.resolve("accounts.json");
    byte[] content = Files.readAllBytes(file);
    content[0] = 'x';
    Files.write(file, content);
    setModified(modified);
  }
}
