package io.gypsum.store.s3;

import java.io.EOFException;
import java.io.IOException;
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
import io.gypsum.store.BodyStream;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
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

/** The read side of an {@link S3Store}; needs no permission to write. Closing it closes the client. */
final class S3ReadStore implements ReadStore {
  private final S3Client client;
  private final S3Settings settings;
  private final S3Keys keys;
  private volatile boolean closed;

  S3ReadStore(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
    this.keys = new S3Keys(settings.prefix());
  }

  S3Keys keys() {
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
              key, found.contentLength(), ETagFormat.parse(found.eTag()), found.lastModified()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Errors.ofRead("read '" + key + "'", e);
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
      return head(key).map(S3ReadStore::withoutBytes);
    }
    try {
      ResponseInputStream<GetObjectResponse> response =
          client.getObject(
              r -> r.bucket(settings.bucket()).key(name).range(rangeHeader(range)));
      GetObjectResponse found = response.response();
      ObjectInfo info =
          new ObjectInfo(
              key, wholeSizeBytes(found), ETagFormat.parse(found.eTag()), found.lastModified());
      return Optional.of(new StoredObject(info, new S3ObjectBody(response)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      if (S3Errors.status(e) == 416) {
        return head(key).map(S3ReadStore::withoutBytes);
      }
      throw S3Errors.ofRead("read '" + key + "'", e);
    }
  }

  private static StoredObject withoutBytes(ObjectInfo info) {
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

  @Override
  public Stream<PrefixEntry> listMarkers(Prefix prefix, @Nullable String startAfter) {
    requireOpen();
    return stream(new S3Listing.Markers(client, settings.bucket(), keys, prefix, startAfter));
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

  /** Returns the value of the {@code Range} header, or null if none is needed; {@code range} must not be empty. */
  private static @Nullable String rangeHeader(ByteRange range) {
    if (range.equals(ByteRange.ALL)) {
      return null;
    }
    boolean isOpen = range.lengthBytes() > Long.MAX_VALUE - range.offset();
    return "bytes=" + range.offset() + "-"
        + (isOpen ? "" : range.offset() + range.lengthBytes() - 1);
  }

  /** Returns the size of the whole object, even if the response contains a range. */
  private static long wholeSizeBytes(GetObjectResponse response) {
    String range = response.contentRange();
    return range == null
        ? response.contentLength()
        : Long.parseLong(range.substring(range.indexOf('/') + 1));
  }

  /** The bytes of a response. Closing it early closes its connection instead of reading the rest. */
  private static final class S3ObjectBody extends BodyStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private long restBytes;
    private boolean closed;

    S3ObjectBody(ResponseInputStream<GetObjectResponse> body) {
      this.body = body;
      this.restBytes = body.response().contentLength();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("the object is closed");
      }
      int count;
      try {
        count = body.read(into, offset, length);
      } catch (SdkException e) {
        throw new IOException("the object could not be read to the end", e);
      }
      if (count < 0 && restBytes > 0) {
        throw new EOFException("the object ended " + restBytes + " bytes early");
      }
      restBytes -= Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        if (restBytes > 0) {
          body.abort();
        } else {
          body.close();
        }
      }
    }
  }
}
