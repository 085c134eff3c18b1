package io.gypsum.store.s3;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The read side of an {@link S3Store}; needs no right to write. Closing it closes the client. */
final class S3ReadStore implements ReadStore {
  private final S3Client client;
  private final S3Settings settings;
  private final Keys keys;
  private volatile boolean closed;

  S3ReadStore(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
    this.keys = new Keys(settings.prefix());
  }

  Keys keys() {
    return keys;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    requireOpen();
    String name = keys.find(key);
    if (name == null) {
      return Optional.empty();
    }
    try {
      HeadObjectResponse found =
          client.headObject(r -> r.bucket(settings.bucket()).key(name));
      return Optional.of(
          new ObjectInfo(
              key, found.contentLength(), ETags.parse(found.eTag()), found.lastModified()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw Failures.ofRead("read '" + key + "'", e);
    }
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    requireOpen();
    String name = keys.find(key);
    if (name == null) {
      return Optional.empty();
    }
    if (range.lengthBytes() == 0) {
      return head(key).map(S3ReadStore::nothingOf);
    }
    try {
      ResponseInputStream<GetObjectResponse> answer =
          client.getObject(
              r -> r.bucket(settings.bucket()).key(name).range(Ranges.header(range)));
      GetObjectResponse found = answer.response();
      ObjectInfo info =
          new ObjectInfo(
              key, Ranges.sizeBytes(found), ETags.parse(found.eTag()), found.lastModified());
      return Optional.of(new StoredObject(info, new ReceivedBody(answer)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      if (Failures.status(e) == 416) {
        return head(key).map(S3ReadStore::nothingOf);
      }
      throw Failures.ofRead("read '" + key + "'", e);
    }
  }

  private static StoredObject nothingOf(ObjectInfo info) {
    return new StoredObject(info, InputStream.nullInputStream());
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    requireOpen();
    return stream(
        new S3Listing.Recursive(client, settings.bucket(), keys, prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    requireOpen();
    return stream(new S3Listing.Level(client, settings.bucket(), keys, prefix, startAfter));
  }

  private static <E> Stream<E> stream(Iterator<E> entries) {
    int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(entries, traits), false);
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }

  void requireOpen() {
    if (closed) {
      throw new StoreException("the S3 store is closed", CallOutcome.NOT_DONE, false, null);
    }
  }
}
