package io.gypsum.store.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reads of a bucket that other programs write. Nothing here needs conditional writes, so the class also passes on services
 * that have none, such as OpenStack Swift.
 */
@Tag("ceph")
class S3ReadStoreTest {
  private final S3Settings bucket = Ceph.newBucket();

  @Test
  void readsTheObjectsOfTheStore() throws IOException {
    write(bucket, "part/a/b", "text");
    write(bucket, "outside", "x");
    try (ReadStore store = S3Store.openToRead(bucket.withPrefix("part/"))) {
      assertThat(store.head(new Key("a/b")).orElseThrow().sizeBytes()).isEqualTo(4);
      assertThat(store.head(new Key("a"))).isEmpty();
      assertThat(store.get(new Key("a"), ByteRange.ALL)).isEmpty();
      assertThat(read(store, ByteRange.ALL)).isEqualTo("text");
      assertThat(read(store, new ByteRange(1, 2))).isEqualTo("ex");
      assertThat(read(store, new ByteRange(3, 100))).isEqualTo("t");
      assertThat(texts(store.list(Prefix.ALL))).containsExactly("a/b");
    }
  }

  @Test
  void keysOfAnyFormAreReadAndListedInOrder() throws IOException {
    List<String> names =
        List.of(
            "..logs/2026-11-30T12:00:00Z_1", "a b/%2F", "a+b", "a/..links", "a/..summary", "a/.b",
            "a/b", "a0", "é/ü", "\uFFFDx", "🧬/x");
    names.forEach(name -> write(bucket, name, name));
    try (ReadStore store = S3Store.openToRead(bucket)) {
      assertThat(texts(store.list(Prefix.ALL))).containsExactlyElementsOf(names);
      for (String name : names) {
        try (StoredObject object = store.get(new Key(name), ByteRange.ALL).orElseThrow()) {
          assertThat(new String(object.body().readAllBytes(), StandardCharsets.UTF_8))
              .isEqualTo(name);
        }
      }
      assertThat(texts(store.listLevel(Prefix.ALL)))
          .containsExactly("..logs/", "a b/", "a+b", "a/", "a0", "é/", "\uFFFDx", "🧬/");
      assertThat(texts(store.listLevel(new Prefix("a/"), "a/..summary")))
          .containsExactly("a/.b", "a/b");
      assertThat(texts(store.listLevel(Prefix.ALL, "a+b")))
          .containsExactly("a/", "a0", "é/", "\uFFFDx", "🧬/");
      assertThat(texts(store.list(Prefix.ALL, "é/ü"))).containsExactly("\uFFFDx", "🧬/x");
    }
  }

  @Test
  void listingsContinueOnTheNextPage() {
    List<String> names =
        IntStream.range(0, 1001).mapToObj("many/%04d/x"::formatted).toList();
    try (S3Client client = Ceph.client(bucket)) {
      Parallel.forEach(
          names, 16, IllegalStateException::new, name -> write(client, bucket, name, ""));
    }
    try (ReadStore store = S3Store.openToRead(bucket)) {
      assertThat(texts(store.list(Prefix.ALL))).containsExactlyElementsOf(names);
      assertThat(texts(store.listLevel(new Prefix("many/")))).hasSize(1001);
      assertThat(texts(store.list(Prefix.ALL, names.get(499))))
          .containsExactlyElementsOf(names.subList(500, 1001));
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

  private static void write(S3Settings bucket, String name, String content) {
    try (S3Client client = Ceph.client(bucket)) {
      write(client, bucket, name, content);
    }
  }

  private static void write(S3Client client, S3Settings bucket, String name, String content) {
    client.putObject(
        r -> r.bucket(bucket.bucket()).key(name), RequestBody.fromString(content));
  }

  private static String read(ReadStore store, ByteRange range) throws IOException {
    try (StoredObject object = store.get(new Key("a/b"), range).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> texts(Stream<? extends ListEntry> entries) {
    try (entries) {
      return entries.map(ListEntry::text).toList();
    }
  }
}
