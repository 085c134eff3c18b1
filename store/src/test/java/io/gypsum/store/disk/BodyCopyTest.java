package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.Semaphore;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.BrokenStream;
import io.gypsum.store.Content;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BodyCopyTest {
  private static final Key KEY = new Key("p/a/v/big.bin");
  private static final int MIB = 1024 * 1024;
  private static final int INLINE_BYTES = (int) BodyCopy.MAX_INLINE_BYTES;

  private final Semaphore threadedCopies = new Semaphore(1);

  /** Returns a stream that fails after this many bytes, as if the client had disconnected. */
  private static InputStream broken(int bytes) {
    return new SequenceInputStream(
        new ByteArrayInputStream(new byte[bytes]), new BrokenStream());
  }

  private byte[] copy(InputStream body, long sizeBytes, long roomBytes) throws IOException {
    Content content = Content.streamed(body, sizeBytes, null);
    return new BodyCopy(KEY, content, new FullDisk(roomBytes), threadedCopies, true).run();
  }

  @Test
  void allBytesAreHashedInlineAndWithThreads() throws IOException {
    for (int size : new int[] {0, 1, INLINE_BYTES, INLINE_BYTES + 1, INLINE_BYTES + MIB}) {
      byte[] expected = Md5.newDigest().digest(new byte[size]);
      assertThat(copy(new ByteArrayInputStream(new byte[size]), size, size)).isEqualTo(expected);
      assertThat(threadedCopies.availablePermits()).isEqualTo(1);
    }
  }

  @Test
  void aFullDiskIsReportedEvenIfTheClientGoesAway() {
    assertThatThrownBy(() -> copy(broken(INLINE_BYTES + MIB), 100L * MIB, INLINE_BYTES))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(threadedCopies.availablePermits()).isEqualTo(1);
  }

  @Test
  void aBrokenRequestBodyIsReported() {
    assertThatThrownBy(() -> copy(broken(INLINE_BYTES + MIB), 100L * MIB, 100L * MIB))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("could not be read to the end")
        .hasRootCauseMessage(BrokenStream.MESSAGE);
    assertThat(threadedCopies.availablePermits()).isEqualTo(1);
  }

  @Test
  void contentUpToTheLimitUsesNoThreads() throws IOException {
    Semaphore refused = new Semaphore(1) {
      private static final long serialVersionUID = 1;

      @Override
      public boolean tryAcquire() {
        throw new AssertionError("requested threads");
      }
    };
    byte[] body = new byte[INLINE_BYTES];
    new BodyCopy(KEY, Content.of(body), new FullDisk(body.length), refused, true).run();
  }
}
