package io.gypsum.store.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.PutCondition;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("ceph")
class MultipartCopiesTest {
  /** Minimum size of a part that is not the last one. */
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final Key WHOLE = new Key("p/a/v/big.bin");

  private final S3Settings settings = Ceph.newBucket();
  private final S3Store store = S3Store.open(settings);

  @AfterEach
  void close() {
    store.close();
  }

  private List<Key> write(int... sizes) {
    List<Key> parts = new ArrayList<>();
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      Key part = new Key("parts/" + parts.size());
      store.put(part, Content.of(bytes), PutCondition.OVERWRITE);
      parts.add(part);
    }
    return parts;
  }

  @Test
  void theServiceJoinsTheParts() {
    List<Key> parts = write(PART_BYTES, PART_BYTES + 1, 1);
    store.concatenate(parts, WHOLE, 2 * PART_BYTES + 2, null, PutCondition.CREATE);
    assertThat(store.head(WHOLE).orElseThrow().etag().value()).endsWith("-3");
  }

  @Test
  void partsTooSmallForTheServiceAreTransferred() {
    List<Key> parts = write(PART_BYTES, 1, 1);
    store.concatenate(parts, WHOLE, PART_BYTES + 2, null, PutCondition.CREATE);
    assertThat(store.head(WHOLE).orElseThrow().etag().value()).doesNotContain("-");
    Ceph.requireNoParts(settings);
  }

  @Test
  void aFailureLeavesNoObjectAndNoParts() {
    List<Key> parts = write(PART_BYTES, 1);
    assertThatThrownBy(
        () -> store
            .concatenate(parts, WHOLE, PART_BYTES + 1, new Md5(1, 2), PutCondition.CREATE))
        .isInstanceOf(ContentMismatchException.class);
    store.delete(List.of(parts.get(1)));
    assertThatThrownBy(
        () -> store.concatenate(parts, WHOLE, PART_BYTES + 1, null, PutCondition.CREATE))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE))
        .hasMessageContaining(parts.get(1).value());
    assertThat(store.head(WHOLE)).isEmpty();
    Ceph.requireNoParts(settings);
  }

  @Test
  void anObjectTooLargeForOneRequestIsCopiedInSections() throws IOException {
    Key source = write(2 * PART_BYTES + 1).get(0);
    try (S3Client client = Ceph.client(settings)) {
      Retrier retrier = Retrier.of(RetryingStore.DEFAULT_POLICY);
      new MultipartCopies(
          client, settings, new MultipartPuts(client, settings, retrier), retrier)
          .copy(WHOLE, WHOLE.value(), source.value(), 2 * PART_BYTES + 1, PART_BYTES);
    }
    try (StoredObject copy = store.get(WHOLE, ByteRange.ALL).orElseThrow();
        StoredObject original = store.get(source, ByteRange.ALL).orElseThrow()) {
      assertThat(copy.info().etag().value()).endsWith("-3");
      assertThat(copy.body()).hasSameContentAs(original.body());
    }
    Ceph.requireNoParts(settings);
  }
}
