package io.gypsum.store.s3;

import java.io.ByteArrayInputStream;
import java.util.Random;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("ceph")
class MultipartPutsTest {
  /** Minimum size of a part that is not the last one. */
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final Key KEY = new Key("p/a/v/big.bin");

  private final S3Settings settings = Ceph.newBucket().withPartSizes(PART_BYTES, PART_BYTES);
  private final S3Store store = S3Store.open(settings);
  private final byte[] bytes = random(2 * PART_BYTES + 1);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void largeContentIsSentInParts() throws Exception {
    store.put(KEY, once(bytes), PutCondition.CREATE);
    try (StoredObject object = store.get(KEY, ByteRange.ALL).orElseThrow()) {
      assertThat(object.info().etag().value()).endsWith("-3");
      assertThat(object.body().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void contentUpToTheLimitIsSentInOneRequest() {
    byte[] most = random(PART_BYTES);
    PutResult result = store.put(KEY, once(most), PutCondition.CREATE);
    assertThat(result).isEqualTo(new PutResult.Written(new ETag(md5(most).toString())));
  }

  @Test
  void createRefusesAnExistingKeyAndSendsNothing() {
    store.put(KEY, Content.of("there"), PutCondition.CREATE);
    Content unread = new Content(bytes.length, null, () -> {
      throw new AssertionError("it was read");
    }, true);
    assertThat(store.put(KEY, unread, PutCondition.CREATE).isWritten()).isFalse();
    Ceph.requireNoParts(settings);
  }

  @Test
  void createRefusesAKeyThatWasCreatedWhileThePartsWereSent() {
    Content content = new Content(bytes.length, null, () -> {
      store.put(KEY, Content.of("first"), PutCondition.CREATE);
      return new ByteArrayInputStream(bytes);
    }, true);
    assertThat(store.put(KEY, content, PutCondition.CREATE).isWritten()).isFalse();
    assertThat(store.head(KEY).orElseThrow().sizeBytes()).isEqualTo(5);
    Ceph.requireNoParts(settings);
  }

  @Test
  void replacingConditionallyIsRefused() {
    PutCondition condition = new PutCondition.IfMatch(new ETag("0".repeat(32)));
    assertThatThrownBy(() -> store.put(KEY, once(bytes), condition))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE))
        .hasMessageContaining("over " + PART_BYTES + " bytes");
  }

  @Test
  void wrongContentLeavesNoParts() {
    Content wrong =
        Content.streamed(new ByteArrayInputStream(bytes), bytes.length, new Md5(1, 2));
    assertThatThrownBy(() -> store.put(KEY, wrong, PutCondition.OVERWRITE))
        .isInstanceOf(ContentMismatchException.class);
    assertThat(store.head(KEY)).isEmpty();
    Ceph.requireNoParts(settings);
  }

  private static Content once(byte[] bytes) {
    return Content.streamed(new ByteArrayInputStream(bytes), bytes.length, md5(bytes));
  }

  private static Md5 md5(byte[] bytes) {
    return Md5.of(Md5.newDigest().digest(bytes));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
