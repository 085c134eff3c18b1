package io.gypsum.server.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.testing.TestClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalAccountsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

  @TempDir Path temp;
  private LocalAccounts accounts;

  @BeforeEach
  void open() {
    accounts = accountsHere();
  }

  @Test
  void aTokenHas256RandomBitsAndIsNotStored() throws Exception {
    String token = accounts.add("alice", List.of("lab"), false);

    assertThat(token).matches("gypsum_[A-Za-z0-9_-]{43}");
    assertThat(accounts.add("bob", List.of(), false)).isNotEqualTo(token);
    assertThat(Files.readString(temp.resolve("accounts.json")))
        .doesNotContain(token.substring("gypsum_".length()));
  }

  @Test
  void theFileIsReadableByTheOwnerOnly() throws Exception {
    accounts.add("alice", List.of(), false);

    assertThat(
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(temp.resolve("accounts.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void listsAccountsInTheOrderOfAddition() {
    accounts.add("bob", List.of("lab", "core"), true);
    accounts.add("alice", List.of(), false);

    assertThat(accountsHere().list())
        .containsExactly(
            new Account("bob", new TreeSet<>(List.of("core", "lab")), true, NOW),
            new Account("alice", new TreeSet<>(), false, NOW));
  }

  @Test
  void noAccountsExistInitially() {
    assertThat(accounts.list()).isEmpty();
  }

  @Test
  void namesAreUnique() {
    accounts.add("alice", List.of(), false);

    assertFails(
        Kind.INVALID, () -> accounts.add("alice", List.of(), true), "gypsum account rotate");
    assertThat(accounts.list()).hasSize(1);
  }

  @Test
  void noNameIsBothAnAccountAndAnOrganization() {
    accounts.add("alice", List.of("lab"), false);

    assertFails(Kind.INVALID, () -> accounts.add("lab", List.of(), false), "'lab' would be both");
    assertFails(Kind.INVALID, () -> accounts.add("bob", List.of("alice"), false), "'alice' would");
    assertFails(Kind.INVALID, () -> accounts.add("bob", List.of("bob"), false), "'bob' would");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " alice", "alice ", "a/b", "a,b", "a\nb", "a\u0000", "a\u202Eb", "a\uD800"})
  void invalidNamesAreRefused(String name) {
    assertFails(Kind.INVALID, () -> accounts.add(name, List.of(), false), "account name");
    assertFails(Kind.INVALID, () -> accounts.add("ok", List.of(name), false), "organization");
    assertThat(accounts.list()).isEmpty();
  }

  @Test
  void aNameHasAtMost100Characters() {
    accounts.add("a".repeat(100), List.of(), false);

    assertFails(
        Kind.INVALID, () -> accounts.add("b".repeat(101), List.of(), false), "over 100 characters");
  }

  @Test
  void namesOfAllLanguagesAreAccepted() {
    accounts.add("Zoë Omega", List.of("実験室"), false);
    accounts.add("Ωμέγα", List.of("лаборатория", "GenomicsのLab"), false);

    assertThat(accounts.list().getFirst().organizations()).containsExactly("実験室");
  }

  /** The first letter of the second name is Cyrillic. */
  @Test
  void aNameThatLooksLikeAnotherOneIsRefused() {
    accounts.add("alice", List.of("lab"), false);

    assertFails(
        Kind.INVALID, () -> accounts.add("\u0430lice", List.of(), true), "looks like the existing",
        "account 'alice'");
    assertThat(accounts.list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "\u0430lice", "Alice", "ALICE", "a1ice", "aIice", "\uFF41lice", "\u03B1lice",
      "\uD835\uDC1Alice"})
  void everyKindOfLookAlikeIsRefused(String name) {
    accounts.add("alice", List.of(), false);
    accounts.add("bob", List.of("lab alice"), false);

    assertFails(Kind.INVALID, () -> accounts.add(name, List.of(), false), "looks like");
    assertFails(Kind.INVALID, () -> accounts.add("eve", List.of(name), false), "looks like");
    assertFails(
        Kind.INVALID, () -> accounts.add("eve", List.of("lab " + name), false), "looks like");
    assertFails(Kind.INVALID, () -> accounts.add("lab " + name, List.of(), false), "looks like");
    assertThat(accounts.list()).hasSize(2);
  }

  @Test
  void aNameOfAnotherScriptThatLooksLikeALatinOneIsRefused() {
    accounts.add("cope", List.of(), false);
    accounts.add("\u0421\u0410\u041D\u0410", List.of(), false);

    assertFails(
        Kind.INVALID, () -> accounts.add("\u0441\u043E\u0440\u0435", List.of(), false),
        "looks like the existing account 'cope'");
    assertFails(Kind.INVALID, () -> accounts.add("CAHA", List.of(), false), "looks like");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0430dam", "Zo\u00EB \u03A9mega", "\u5B9E\u0430", "\u05D0b\u0431"})
  void aNameOfSeveralScriptsIsRefused(String name) {
    assertFails(
        Kind.INVALID, () -> accounts.add(name, List.of(), false), "account name",
        "several scripts");
    assertFails(
        Kind.INVALID, () -> accounts.add("ok", List.of(name), false), "organization",
        "several scripts");
  }

  /** The rules for new names must not make an existing file unreadable. */
  @Test
  void existingNamesThatLookAlikeStayValid() throws Exception {
    String token = "\"token_sha256\":\"" + "0".repeat(63);
    String end = "\",\"created\":\"2026-01-01T00:00:00Z\"}";
    Files.writeString(
        temp.resolve("accounts.json"),
        "{\"accounts\":[{\"name\":\"alice\"," + token + "1" + end + ",{\"name\":\"\u0430lice\","
            + token + "2" + end + "]}");

    assertThat(accounts.list()).extracting(Account::name).containsExactly("alice", "\u0430lice");
    accounts.rotate("\u0430lice");
    accounts.add("bob", List.of(), false);
    accounts.remove("\u0430lice");
    assertThat(accounts.list()).extracting(Account::name).containsExactly("alice", "bob");
  }

  @Test
  void existingOrganizationsThatLookAlikeCanGetMembers() throws Exception {
    Files.writeString(
        temp.resolve("accounts.json"),
        "{\"accounts\":[{\"name\":\"alice\",\"token_sha256\":\"" + "0".repeat(64)
            + "\",\"created\":\"2026-01-01T00:00:00Z\",\"organizations\":[\"Lab\",\"lab\"]}]}");
    accounts.add("bob", List.of("Lab"), false);
    accounts.add("carol", List.of("lab"), false);
    assertFails(Kind.INVALID, () -> accounts.add("dave", List.of("LAB"), false), "looks like");
  }

  @Test
  void theLastAccountAndTheLastAdministratorAreRecognized() {
    accounts.add("alice", List.of(), true);
    assertThat(accounts.isLast("alice")).isTrue();
    accounts.add("bob", List.of(), false);
    assertThat(accounts.isLast("alice")).isTrue();
    assertThat(accounts.isLast("bob")).isFalse();
    assertThat(accounts.isLast("eve")).isFalse();
    accounts.add("carol", List.of(), true);
    assertThat(accounts.isLast("alice")).isFalse();
  }

  @Test
  void aMissingAccountCannotBeRemovedOrRotated() {
    assertFails(Kind.NOT_FOUND, () -> accounts.remove("alice"), "gypsum account list");
    assertFails(Kind.NOT_FOUND, () -> accounts.rotate("alice"), "gypsum account list");
  }

  @Test
  void anAccountThatHasChangedIsNeitherRotatedNorRemoved() {
    TestClock clock = new TestClock();
    LocalAccounts changing = new LocalAccounts(DataDirectory.at(temp), clock);
    changing.add("alice", List.of(), true);
    changing.add("bob", List.of(), true);
    Instant seen = changing.list().getFirst().created();
    clock.advance(Duration.ofMillis(1));

    changing.rotate("alice", seen);

    assertFails(
        Kind.INVALID, () -> changing.rotate("alice", seen), "'alice' was changed in the meantime",
        "nothing was changed now");
    assertFails(Kind.INVALID, () -> changing.removeUnlessLast("alice", seen), "was changed");
    changing.removeUnlessLast("alice", TestClock.START.plusMillis(1));
    assertThat(changing.list()).extracting(Account::name).containsExactly("bob");
    assertFails(Kind.NOT_FOUND, () -> changing.rotate("alice", seen), "does not exist");
    assertFails(
        Kind.INVALID, () -> changing.removeUnlessLast("bob", TestClock.START),
        "last account or the last administrator");
  }

  /** Two administrators remove each other at the same time. */
  @RepeatedTest(5)
  void oneOfTheLastAdministratorsAlwaysRemains() {
    accounts.add("alice", List.of(), true);
    accounts.add("bob", List.of(), true);
    accounts.add("carol", List.of(), false);
    AtomicInteger refused = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (String name : List.of("alice", "bob")) {
        threads.execute(() -> {
          try {
            accountsHere().removeUnlessLast(name, NOW);
          } catch (GypsumException e) {
            refused.incrementAndGet();
          }
        });
      }
    }
    assertThat(refused).hasValue(1);
    assertThat(accounts.list()).filteredOn(Account::administrator).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{}", "{\"accounts\":[{\"name\":\"a\"}]}",
          "{\"accounts\":[{\"name\":\"a/b\",\"token_sha256\":\"00\",\"created\":\"x\"}]}",
          "{\"accounts\":[{\"name\":\"a\",\"created\":\"x\",\"token_sha256\":"
              + "\"0000000000000000000000000000000000000000000000000000000000000000\"}]}"})
  void aCorruptFileIsReportedAndNotChanged(String content) throws Exception {
    Path file = Files.writeString(temp.resolve("accounts.json"), content);

    List<ThrowingCallable> all =
        List.of(
            () -> accounts.list(), () -> accounts.add("bob", List.of(), false),
            () -> accounts.remove("a"), () -> accounts.rotate("a"));
    for (ThrowingCallable action : all) {
      assertFails(Kind.CORRUPT, action, "accounts.json", "repair it or restore it");
    }
    assertThat(file).hasContent(content);
  }

  @Test
  void aDuplicateAccountIsReportedAsCorrupt() throws Exception {
    accounts.add("alice", List.of(), false);
    Path file = temp.resolve("accounts.json");
    String content = Files.readString(file);
    String one = content.substring(content.indexOf('[') + 1, content.lastIndexOf(']'));
    Files.writeString(file, "{\"accounts\":[" + one + "," + one + "]}");

    assertFails(Kind.CORRUPT, () -> accounts.list(), "'alice' or its token occurs twice");
  }

  @Test
  void concurrentChangesAreAllKept() {
    int count = 60;
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (int i = 0; i < count; i++) {
        String name = "user" + i;
        threads.execute(() -> accountsHere().add(name, List.of(), false));
      }
    }
    assertThat(accounts.list()).hasSize(count);
  }

  private LocalAccounts accountsHere() {
    return new LocalAccounts(DataDirectory.at(temp), InstantSource.fixed(NOW));
  }

  static void assertFails(Kind kind, ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            GypsumException.class, e -> assertThat(e.kind()).as(e.reason()).isEqualTo(kind))
        .hasMessageContainingAll(words);
  }
}
