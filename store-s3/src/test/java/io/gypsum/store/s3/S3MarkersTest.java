package io.gypsum.store.s3;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import io.gypsum.store.RetryingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

import static io.gypsum.store.s3.FakeS3Bucket.xml;
import static org.assertj.core.api.Assertions.assertThat;

/** Objects whose names end with a slash are directory markers. */
class S3MarkersTest {
  private final FakeS3Bucket bucket = new FakeS3Bucket();
  private final S3Client client = S3Clients.open(bucket.settings(), Ceph.ANY_KEY);
  private final S3Store store =
      new S3Store(
          client, bucket.settings(), new S3ReadStore(client, bucket.settings()), ETagFormat.QUOTED,
          new Retrier(RetryingStore.DEFAULT_POLICY, InstantSource.system(), wait -> {}, () -> 0));

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  private void list(String... names) {
    StringBuilder contents = new StringBuilder();
    for (String name : names) {
      contents.append("<Contents><Key>")
          .append(bucket.settings().address().prefix())
          .append(name)
          .append("</Key><Size>0</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>")
          .append("</Contents>");
    }
    bucket.answer(
        "GetObject", xml(
            "<ListBucketResult><IsTruncated>false</IsTruncated>" + contents
                + "</ListBucketResult>"));
  }

  private static List<String> texts(Stream<? extends ListEntry> listing) {
    try (listing) {
      return listing.map(ListEntry::text).toList();
    }
  }

  @Test
  void onlyTheListingOfMarkersContainsThem() {
    String[] names = {"", "/", "p/", "p/..permissions", "p/a/", "p/a//", "p/a/v/x"};

    list(names);
    assertThat(texts(store.list(Prefix.ALL))).containsExactly("p/..permissions", "p/a/v/x");
    list(names);
    assertThat(texts(store.listLevel(new Prefix("p/"))))
        .containsExactly("p/..permissions", "p/a/v/x");
    list(names);
    assertThat(texts(store.listMarkers(Prefix.ALL))).containsExactly("/", "p/", "p/a/", "p/a//");
  }

  @Test
  void markersAreDeletedByTheirNames() {
    store.deleteMarkers(List.of(new PrefixEntry(new Prefix("p/"))));
    store.deleteMarkers(
        List.of(new PrefixEntry(new Prefix("p/")), new PrefixEntry(new Prefix("p/a/"))));
    store.deleteMarkers(List.of());
    // XML cannot represent the control character.
    store.deleteMarkers(
        List.of(new PrefixEntry(new Prefix("p//")), new PrefixEntry(new Prefix("p/\u0001/"))));

    assertThat(bucket.requests)
        .containsExactly("DeleteObject", "DeleteObjects", "DeleteObject", "DeleteObject");
  }
}
