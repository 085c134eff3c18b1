package io.gypsum.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.identity.LocalIdentity;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerBackupTest {
  @TempDir Path temp;

  private Path data;
  private Path copy;
  private Path settings;
  private String token;

  @BeforeEach
  void install() throws IOException {
    data = temp.resolve("data");
    copy = temp.resolve("copies/server");
    settings = Files.writeString(temp.resolve("settings"), "port = 4444\n");
    token = accounts().add("alice", List.of("lab"), true);
    var _ = SigningKey.loadOrCreate(DataDirectory.at(data));
  }

  private LocalAccounts accounts() {
    return new LocalAccounts(DataDirectory.at(data), InstantSource.system());
  }

  private List<String> backUp() {
    return new ServerBackup(data, settings).copyTo(copy);
  }

  private void assertRefused(GypsumException.Kind kind, String reason) {
    assertThatThrownBy(this::backUp).isInstanceOfSatisfying(
        GypsumException.class, e -> {
          assertThat(e.kind()).isEqualTo(kind);
          assertThat(e.reason()).contains(reason);
        });
  }

  @Test
  void aServerAcceptsTheTokensAndSignaturesOfTheCopy() throws IOException {
    byte[] signature = SigningKey.loadOrCreate(DataDirectory.at(data)).sign(new byte[] {1});

    assertThat(backUp()).containsExactly("accounts.json", "signing.key", "gypsum.conf");

    DataDirectory restored = DataDirectory.at(copy);
    assertThat(new LocalIdentity(restored, InstantSource.system()).identify(token).login())
        .isEqualTo("alice");
    assertThat(SigningKey.loadOrCreate(restored).verifies(new byte[] {1}, signature)).isTrue();
    assertThat(copy.resolve("gypsum.conf")).hasContent("port = 4444\n");
  }

  @Test
  void theCopyIsReadableByItsOwnerOnly() throws IOException {
    var _ = backUp();
    assertThat(Files.getPosixFilePermissions(copy))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    for (String file : List.of("accounts.json", "signing.key", "gypsum.conf")) {
      assertThat(Files.getPosixFilePermissions(copy.resolve(file))).as(file)
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aLaterBackupReplacesTheCopy() {
    var _ = backUp();
    String second = accounts().add("bob", List.of(), false);
    var _ = backUp();
    assertThat(
        new LocalIdentity(DataDirectory.at(copy), InstantSource.system()).identify(second).login())
        .isEqualTo("bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts.json", "signing.key"})
  void aCorruptFileDoesNotReplaceItsCopy(String file) throws IOException {
    var _ = backUp();
    byte[] good = Files.readAllBytes(copy.resolve(file));
    Files.writeString(data.resolve(file), "{");
    assertRefused(GypsumException.Kind.CORRUPT, file);
    assertThat(copy.resolve(file)).hasBinaryContent(good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts.json", "signing.key"})
  void aLostFileDoesNotReplaceItsCopy(String file) throws IOException {
    var _ = backUp();
    byte[] good = Files.readAllBytes(copy.resolve(file));
    Files.delete(data.resolve(file));
    assertRefused(GypsumException.Kind.NOT_FOUND, "Check that the file system of the server");
    assertThat(copy.resolve(file)).hasBinaryContent(good);
  }

  @Test
  void aDirectoryWithoutAServerIsRefused() {
    data = temp.resolve("elsewhere");
    assertRefused(GypsumException.Kind.NOT_FOUND, "choose the data directory of the server");
    assertThat(copy).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "data/copy", "", "data/bucket/copy"})
  void aCopyInTheDataDirectoryIsRefused(String to) {
    copy = temp.resolve(to);
    assertRefused(GypsumException.Kind.INVALID, "overlaps the data directory");
  }

  @Test
  void aCopyInABucketWouldBePublishedAndIsRefused() {
    DiskStore.open(temp.resolve("bucket-copy")).close();
    copy = temp.resolve("bucket-copy/server/files");
    assertRefused(GypsumException.Kind.INVALID, "would publish accounts and keys");
    assertThat(temp.resolve("bucket-copy/server")).doesNotExist();
  }
}
