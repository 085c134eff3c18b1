package io.gypsum.store.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("ceph")
class S3ReadStoreTest {
  private final S3Settings bucket = Ceph.newBucket();

  @Test
  void readsTheObjectsOfTheStore() throws IOException {
    S3Settings part = bucket.withPrefix("part/");
    try (Store written = S3Store.open(part)) {
      written.put(new Key("a/b"), Content.of("text"), PutCondition.CREATE);
    }
    try (ReadStore store = S3Store.openToRead(part)) {
      assertThat(store.head(new Key("a/b"))).isPresent();
      assertThat(store.head(new Key("a"))).isEmpty();
      try (StoredObject object = store.get(new Key("a/b"), ByteRange.ALL).orElseThrow()) {
        assertThat(object.body().readAllBytes()).isEqualTo("text".getBytes(StandardCharsets.UTF_8));
      }
      try (Stream<ObjectEntry> entries = store.list(Prefix.ALL)) {
        assertThat(entries.map(ObjectEntry::text)).containsExactly("a/b");
      }
    }
  }

  @Test
  void openingWritesNothing() {
    S3Store.openToRead(bucket).close();
    try (S3Client client = Ceph.client(bucket)) {
      assertThat(client.listObjectVersions(r -> r.bucket(bucket.bucket())).versions()).isEmpty();
      assertThat(client.listObjectVersions(r -> r.bucket(bucket.bucket())).deleteMarkers())
          .isEmpty();
    }
  }

  @Test
  void aMissingBucketIsRefused() {
    S3Settings nowhere = S3Settings.of(bucket.endpoint(), "us-east-1", "no-" + UUID.randomUUID());
    assertThatThrownBy(() -> S3Store.openToRead(nowhere))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("it does not exist");
  }

  @Test
  void aClosedStoreRefusesReads() {
    ReadStore store = S3Store.openToRead(bucket);
    store.close();
    assertThatThrownBy(() -> store.head(new Key("a"))).hasMessageContaining("closed");
  }
}
