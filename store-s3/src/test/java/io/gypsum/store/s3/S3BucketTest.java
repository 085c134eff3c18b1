package io.gypsum.store.s3;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Races;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Behaviour that only buckets have. */
@Tag("ceph")
class S3BucketTest {
  private final S3Settings bucket = Ceph.newBucket();

  @Test
  void aPrefixIsASeparateStore() {
    try (
        Store whole = S3Store.open(bucket);
        Store part = S3Store.open(bucket.withPrefix("some/part/"))) {
      part.put(new Key("a/b"), Content.of("inside"), PutCondition.CREATE);
      whole.put(new Key("a/b"), Content.of("outside"), PutCondition.CREATE);
      assertThat(texts(part.list(Prefix.ALL))).containsExactly("a/b");
      assertThat(texts(part.listLevel(Prefix.ALL))).containsExactly("a/");
      assertThat(texts(part.list(Prefix.ALL, "a/b"))).isEmpty();
      assertThat(texts(whole.list(Prefix.ALL)))
          .containsExactly("a/b", "some/part/a/b");
      part.delete(List.of(new Key("a/b")));
      assertThat(texts(whole.list(Prefix.ALL))).containsExactly("a/b");
    }
  }

  @Test
  void markersOfAnyNameAreListedAndDeleted() {
    try (S3Client client = Ceph.client(bucket); Store store = S3Store.open(bucket)) {
      String[] markers = {"/", "a/", "a/\u0001/", "a//", "a/../"};
      for (String marker : markers) {
        client.putObject(
            r -> r.bucket(bucket.bucket()).key(marker), RequestBody.fromString("x"));
      }
      store.put(new Key("a/b"), Content.of("kept"), PutCondition.CREATE);

      assertThat(texts(store.listMarkers(Prefix.ALL))).containsExactlyInAnyOrder(markers);
      store.deleteMarkers(store.listMarkers(new Prefix("a/")).toList());

      assertThat(texts(store.listMarkers(Prefix.ALL))).containsExactly("/");
      assertThat(texts(store.list(Prefix.ALL))).containsExactly("a/b");
    }
  }

  @Test
  void aPrefixReducesTheMaximumLengthOfKeys() {
    try (Store store = S3Store.open(bucket.withPrefix("part/"))) {
      Key longest = new Key("k".repeat(1019));
      store.put(longest, Content.of("x"), PutCondition.CREATE);
      assertThat(store.head(longest)).isPresent();
      Key tooLong = new Key("k".repeat(1020));
      assertThatThrownBy(() -> store.put(tooLong, Content.of("x"), PutCondition.CREATE))
          .isInstanceOf(GypsumException.class)
          .hasMessageContaining("1019 bytes");
      assertThatThrownBy(() -> store.requireSupported(tooLong))
          .isInstanceOf(GypsumException.class);
      assertThat(store.head(tooLong)).isEmpty();
      assertThat(store.get(tooLong, ByteRange.ALL)).isEmpty();
      store.delete(List.of(tooLong));
    }
  }

  @Test
  void listingsAndDeletesExceedOnePage() throws Exception {
    List<Key> keys =
        IntStream.range(0, 2001).mapToObj(i -> new Key("many/%04d".formatted(i))).toList();
    try (Store store = S3Store.open(bucket)) {
      Races.atOnce(16, thread -> {
        for (int i = thread; i < keys.size(); i += 16) {
          store.put(keys.get(i), Content.of(""), PutCondition.OVERWRITE);
        }
        return true;
      });
      List<String> all = texts(store.list(new Prefix("many/")));
      assertThat(all).containsExactlyElementsOf(keys.stream().map(Key::value).toList());
      store.delete(keys);
      assertThat(texts(store.list(Prefix.ALL))).isEmpty();
    }
  }

  @Test
  void invalidNamesAreNotListed() {
    try (S3Client client = Ceph.client(bucket); Store store = S3Store.open(bucket)) {
      for (String name : List.of("folder/", "a//b", "a/\u0001", "./x", "z")) {
        client.putObject(r -> r.bucket(bucket.bucket()).key(name), RequestBody.fromString("x"));
      }
      store.put(new Key("a/c"), Content.of("x"), PutCondition.CREATE);
      assertThat(texts(store.list(Prefix.ALL))).containsExactly("a/c", "z");
    }
  }

  @Test
  void keysThatXmlCannotRepresentAreDeleted() {
    try (Store store = S3Store.open(bucket)) {
      List<Key> keys =
          List.of(new Key("a\uFFFFb"), new Key("a\uFFFEb"), new Key("b"), new Key("c"));
      keys.forEach(key -> store.put(key, Content.of("x"), PutCondition.CREATE));
      store.delete(keys);
      assertThat(texts(store.list(Prefix.ALL))).isEmpty();
    }
  }

  @Test
  void aStreamIsOpenedAndReadOnce() {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    List<Integer> opened = new ArrayList<>();
    Content content = new Content(bytes.length, null, () -> {
      opened.add(1);
      return new ByteArrayInputStream(bytes);
    }, false);
    try (Store store = S3Store.open(bucket)) {
      store.put(new Key("once"), content, PutCondition.CREATE);
    }
    assertThat(opened).hasSize(1);
  }

  @Test
  void anExceptionOfTheContentIsThrownUnchanged() {
    InputStream refusing = new FilterInputStream(new ByteArrayInputStream(new byte[100_000])) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count < 0) {
          throw GypsumException.forbidden("over the limit");
        }
        return count;
      }
    };
    try (Store store = S3Store.open(bucket)) {
      Content content = Content.streamed(refusing, 200_000, null);
      assertThatThrownBy(() -> store.put(new Key("k"), content, PutCondition.CREATE))
          .hasMessage("over the limit");
      assertThat(store.head(new Key("k"))).isEmpty();
    }
  }

  @Test
  void bodiesClosedEarlyReleaseTheirConnections() throws IOException {
    try (Store store = S3Store.open(bucket.withMaxConnections(8))) {
      Key key = new Key("big");
      store.put(key, Content.of(new byte[20_000_000]), PutCondition.CREATE);
      for (int i = 0; i < 20; i++) {
        try (StoredObject object = store.get(key, ByteRange.ALL).orElseThrow()) {
          assertThat(object.body().readNBytes(10)).hasSize(10);
        }
      }
    }
  }

  @Test
  void anInterruptEndsACallAndIsKept() {
    try (Store store = S3Store.open(bucket)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.head(new Key("k"))).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static List<String> texts(Stream<? extends ListEntry> entries) {
    try (entries) {
      return entries.map(ListEntry::text).toList();
    }
  }
}
