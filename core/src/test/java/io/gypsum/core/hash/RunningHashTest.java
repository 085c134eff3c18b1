package io.gypsum.core.hash;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.Random;
import java.util.function.Function;

import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RunningHashTest {
  private static final int FIRST_BYTES = 1000;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Takes some of it before, as whoever goes on with a file. */
  private static Md5 hashed(byte[] bytes, Function<MessageDigest, RunningHash> how)
      throws InterruptedException {
    int first = Math.min(FIRST_BYTES, bytes.length);
    MessageDigest digest = Md5.newDigest();
    digest.update(bytes, 0, first);
    ByteArrayInputStream rest = new ByteArrayInputStream(bytes, first, bytes.length - first);
    try (RunningHash hash = how.apply(digest)) {
      while (rest.available() > 0) {
        byte[] buffer = hash.nextBuffer();
        hash.update(buffer, rest.readNBytes(buffer, 0, buffer.length));
      }
    }
    return Md5.of(digest.digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FIRST_BYTES, 262_144 + FIRST_BYTES, 262_145 + FIRST_BYTES, 5_000_000})
  void allBytesAreHashedInTheirOrder(int size) throws InterruptedException {
    byte[] bytes = random(size);
    Md5 expected = Md5.of(Md5.newDigest().digest(bytes));
    assertThat(hashed(bytes, RunningHash::inBackground)).isEqualTo(expected);
    assertThat(hashed(bytes, digest -> RunningHash.inline(digest, 777))).isEqualTo(expected);
  }

  @Test
  void closingWaitsForTheHashEvenWhenInterruptedAndKeepsTheInterrupt() throws Exception {
    byte[] bytes = random(1_000_000);
    MessageDigest digest = Md5.newDigest();
    RunningHash hash = RunningHash.inBackground(digest);
    int done = 0;
    while (done < bytes.length) {
      byte[] buffer = hash.nextBuffer();
      int length = Math.min(buffer.length, bytes.length - done);
      System.arraycopy(bytes, done, buffer, 0, length);
      hash.update(buffer, length);
      done += length;
    }
    Thread.currentThread().interrupt();
    hash.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Md5.of(digest.digest())).isEqualTo(Md5.of(Md5.newDigest().digest(bytes)));
  }

  @Test
  void whatNobodyWantsHashedNeedsNoDigest() throws InterruptedException {
    try (RunningHash hash = RunningHash.inline(null, 10)) {
      hash.update(hash.nextBuffer(), 10);
    }
  }
}
