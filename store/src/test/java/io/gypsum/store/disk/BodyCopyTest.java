package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.Semaphore;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
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
  private static final int ALONE_BYTES = (int) BodyCopy.ALONE_BYTES;

  private final Semaphore helpers = new Semaphore(1);

  /** So many bytes, and then the client is gone. */
  private static InputStream broken(int bytes) {
    return new SequenceInputStream(
        new ByteArrayInputStream(new byte[bytes]), new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        });
  }

  private byte[] copy(InputStream body, long sizeBytes, long roomBytes) throws IOException {
    Content content = Content.streamed(body, sizeBytes, null);
    return new BodyCopy(KEY, content, new FullDisk(roomBytes), helpers).run(true);
  }

  @Test
  void theHashIsOfAllThatIsCopiedWithHelpAndWithout() throws IOException {
    for (int size : new int[] {0, 1, ALONE_BYTES, ALONE_BYTES + 1, ALONE_BYTES + MIB}) {
      byte[] expected = Md5.newDigest().digest(new byte[size]);
      assertThat(copy(new ByteArrayInputStream(new byte[size]), size, size)).isEqualTo(expected);
      assertThat(helpers.availablePermits()).isEqualTo(1);
    }
  }

  @Test
  void aFullDiskIsToldEvenIfTheClientGoesAwayMeanwhile() {
    assertThatThrownBy(() -> copy(broken(ALONE_BYTES + MIB), 100L * MIB, ALONE_BYTES))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(helpers.availablePermits()).isEqualTo(1);
  }

  @Test
  void aClientThatGoesAwayIsToldAsThat() {
    assertThatThrownBy(() -> copy(broken(ALONE_BYTES + MIB), 100L * MIB, 100L * MIB))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("could not be read to the end")
        .hasRootCauseMessage("connection reset");
    assertThat(helpers.availablePermits()).isEqualTo(1);
  }

  @Test
  void whatIsNoBiggerThanTheLimitTakesNoHelp() throws IOException {
    Semaphore refused = new Semaphore(1) {
      private static final long serialVersionUID = 1;

      @Override
      public boolean tryAcquire() {
        throw new AssertionError("asked for help");
      }
    };
    byte[] body = new byte[ALONE_BYTES];
    new BodyCopy(KEY, Content.of(body), new FullDisk(body.length), refused).run(true);
  }
}
