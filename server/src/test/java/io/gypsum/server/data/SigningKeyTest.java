package io.gypsum.server.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SigningKeyTest {
  private static final byte[] MESSAGE = "message".getBytes(UTF_8);

  @TempDir Path temp;

  @Test
  void serversThatStartConcurrentlyShareOneKey() throws Exception {
    int servers = 16;
    CyclicBarrier start = new CyclicBarrier(servers);
    Callable<String> server = () -> {
      start.await();
      SigningKey key = SigningKey.loadOrCreate(DataDirectory.at(temp));
      return HexFormat.of().formatHex(key.sign(MESSAGE));
    };
    Set<String> signatures = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(servers)) {
      for (Future<String> signature : threads.invokeAll(Collections.nCopies(servers, server))) {
        signatures.add(signature.get());
      }
    }
    assertThat(signatures).hasSize(1);
  }

  @Test
  void theKeyIsReadableByTheOwnerOnly() throws Exception {
    byte[] signature = SigningKey.loadOrCreate(DataDirectory.at(temp)).sign(MESSAGE);

    assertThat(SigningKey.loadOrCreate(DataDirectory.at(temp)).verifies(MESSAGE, signature))
        .isTrue();
    Path file = temp.resolve("signing.key");
    assertThat(Files.size(file)).isEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void verifiesOnlyItsOwnSignatures() {
    SigningKey key = SigningKey.loadOrCreate(DataDirectory.at(temp));
    SigningKey other = SigningKey.loadOrCreate(DataDirectory.at(temp.resolve("other")));
    byte[] signature = key.sign(MESSAGE);

    assertThat(key.verifies("Message".getBytes(UTF_8), signature)).isFalse();
    assertThat(key.verifies(MESSAGE, new byte[0])).isFalse();
    assertThat(other.verifies(MESSAGE, signature)).isFalse();
  }

  @Test
  void aCorruptKeyIsReportedAndNotChanged() throws Exception {
    Path file = Files.writeString(temp.resolve("signing.key"), "short");

    assertThatThrownBy(() -> SigningKey.loadOrCreate(DataDirectory.at(temp)))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("signing.key")
        .hasMessageContaining("5 bytes, expected 32");
    assertThat(file).hasContent("short");
  }
}
