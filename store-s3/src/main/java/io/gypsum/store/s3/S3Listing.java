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
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Requests the next page when the previous one is used up. Objects whose names are not valid keys are skipped. Not
 * thread-safe.
 *
 * @param <E> type of the entries: objects of a recursive listing, objects and prefixes of one level
 */
abstract class S3Listing<E extends ListEntry> implements Iterator<E> {
  final S3Keys keys;
  private final S3Client client;
  private final Prefix prefix;
  private final @Nullable String startAfter;
  private final Deque<E> page = new ArrayDeque<>();
  /** The next page; null after the last. */
  private @Nullable ListObjectsV2Request next;

  private S3Listing(
      S3Client client, String bucket, S3Keys keys, Prefix prefix, @Nullable String startAfter) {
    this.client = client;
    this.keys = keys;
    this.prefix = prefix;
    this.startAfter = startAfter;
    if (keys.canStart(prefix.value())) {
      this.next = ListObjectsV2Request.builder()
          .bucket(bucket)
          // XML cannot represent every character that a key can contain.
          .encodingType(EncodingType.URL)
          .prefix(keys.prefix() + prefix)
          .delimiter(delimiter())
          .startAfter(startAfter == null ? null : keys.prefix() + startAfter)
          .build();
    }
  }

  /** All objects below a prefix. */
  static final class Recursive extends S3Listing<ObjectEntry> {
    Recursive(
        S3Client client, String bucket, S3Keys keys, Prefix prefix, @Nullable String startAfter) {
      super(client, bucket, keys, prefix, startAfter);
    }

    @Override
    List<ObjectEntry> entries(ListObjectsV2Response answer) {
      return objects(answer);
    }
  }

  /** Objects below a prefix whose names end with {@code /}, even if no key is like them, such as {@code a//}. */
  static final class Markers extends S3Listing<PrefixEntry> {
    Markers(
        S3Client client, String bucket, S3Keys keys, Prefix prefix, @Nullable String startAfter) {
      super(client, bucket, keys, prefix, startAfter);
    }

    @Override
    List<PrefixEntry> entries(ListObjectsV2Response answer) {
      return answer.contents()
          .stream()
          .map(S3Object::key)
          .filter(name -> name.endsWith("/") && !name.equals(keys.prefix()))
          .map(this::prefixEntry)
          .toList();
    }
  }

  /** Objects and common prefixes of one level. */
  static final class Level extends S3Listing<ListEntry> {
    Level(
        S3Client client, String bucket, S3Keys keys, Prefix prefix, @Nullable String startAfter) {
      super(client, bucket, keys, prefix, startAfter);
    }

    @Override
    String delimiter() {
      return "/";
    }

    @Override
    List<ListEntry> entries(ListObjectsV2Response answer) {
      List<ListEntry> entries = new ArrayList<>(objects(answer));
      answer.commonPrefixes()
          .stream()
          .map(CommonPrefix::prefix)
          .filter(name -> keys.keyOf(name.substring(0, name.length() - 1)) != null)
          .forEach(name -> entries.add(prefixEntry(name)));
      return entries;
    }
  }

  /** @param name the prefix of the store followed by that of the entry */
  PrefixEntry prefixEntry(String name) {
    return new PrefixEntry(new Prefix(name.substring(keys.prefix().length())));
  }

  List<ObjectEntry> objects(ListObjectsV2Response answer) {
    List<ObjectEntry> objects = new ArrayList<>();
    for (S3Object object : answer.contents()) {
      Key key = keys.keyOf(object.key());
      if (key != null) {
        objects.add(new ObjectEntry(key, object.size(), object.lastModified()));
      }
    }
    return objects;
  }

  /** Returns the delimiter of the request; null, the default, for a recursive listing. */
  @Nullable
  String delimiter() {
    return null;
  }

  /** Returns the entries of one page in any order. */
  abstract List<E> entries(ListObjectsV2Response answer);

  @Override
  public boolean hasNext() {
    while (page.isEmpty() && next != null) {
      fetch(next);
    }
    return !page.isEmpty();
  }

  @Override
  public E next() {
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
      throw S3Errors.ofRead("list '" + prefix + "'", e);
    }
    String token = answer.nextContinuationToken();
    next = Boolean.TRUE.equals(answer.isTruncated()) && token != null
        ? wanted.toBuilder().continuationToken(token).build()
        : null;
    List<E> entries = new ArrayList<>(entries(answer));
    entries.sort((a, b) -> KeyOrder.INSTANCE.compare(a.text(), b.text()));
    entries.stream().filter(this::isWanted).forEach(page::add);
  }

  /** S3 compares the start with keys, so it also returns the common prefix that contains the start. */
  private boolean isWanted(E entry) {
    return startAfter == null || KeyOrder.INSTANCE.compare(entry.text(), startAfter) > 0;
  }
}
