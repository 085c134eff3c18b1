package io.gypsum.store.s3;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Asks for a page when the one before is used up. Objects with names that no key can have are passed over. */
final class S3Listing implements Iterator<ListEntry> {
  private final S3Client client;
  private final Keys keys;
  private final ListRequest request;
  private final Deque<ListEntry> page = new ArrayDeque<>();
  /** The next page; null after the last. */
  private @Nullable ListObjectsV2Request next;

  S3Listing(S3Client client, String bucket, Keys keys, ListRequest request) {
    this.client = client;
    this.keys = keys;
    this.request = request;
    if (keys.canStart(request.prefix().value())) {
      String after = request.startAfter();
      this.next = ListObjectsV2Request.builder()
          .bucket(bucket)
          // XML cannot hold every character that a key can.
          .encodingType(EncodingType.URL)
          .prefix(keys.prefix() + request.prefix())
          .delimiter(request.recursive() ? null : "/")
          .startAfter(after == null ? null : keys.prefix() + after)
          .build();
    }
  }

  @Override
  public boolean hasNext() {
    while (page.isEmpty() && next != null) {
      fetch(next);
    }
    return !page.isEmpty();
  }

  @Override
  public ListEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }

  private void fetch(ListObjectsV2Request wanted) {
    ListObjectsV2Response answer;
    try {
      answer = client.listObjectsV2(wanted);
    } catch (SdkException e) {
      throw Failures.ofRead("list '" + request.prefix() + "'", e);
    }
    String token = answer.nextContinuationToken();
    next = Boolean.TRUE.equals(answer.isTruncated()) && token != null
        ? wanted.toBuilder().continuationToken(token).build()
        : null;
    List<ListEntry> entries = new ArrayList<>();
    for (S3Object object : answer.contents()) {
      Key key = keys.keyOf(object.key());
      if (key != null) {
        entries.add(new ListEntry.ObjectEntry(key, object.size(), object.lastModified()));
      }
    }
    for (CommonPrefix common : answer.commonPrefixes()) {
      String text = common.prefix();
      if (keys.keyOf(text.substring(0, text.length() - 1)) != null) {
        entries.add(
            new ListEntry.PrefixEntry(new Prefix(text.substring(keys.prefix().length()))));
      }
    }
    entries.sort((a, b) -> KeyOrder.INSTANCE.compare(a.text(), b.text()));
    entries.stream().filter(this::isWanted).forEach(page::add);
  }

  /** S3 starts after a key, and so also tells the prefix that this key itself lies below. */
  private boolean isWanted(ListEntry entry) {
    String after = request.startAfter();
    return after == null || KeyOrder.INSTANCE.compare(entry.text(), after) > 0;
  }
}
