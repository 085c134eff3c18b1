package io.gypsum.store.s3;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.Deadline;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.Content;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ListEntry.PrefixEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.RetryingReadStore;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress.S3Service;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A store in a bucket of an S3-compatible service, or in the part of a bucket below a prefix. Any number of threads, stores,
 * processes and machines may use one bucket.
 *
 * <p>Calls are not retried, neither here (except the requests of a write in parts) nor by the SDK: wrap the store in a
 * {@link RetryingStore}. In addition to the contract of {@link Store}:
 *
 * <ul>
 *   <li>Keys of more than 1,024 bytes of UTF-8, including the prefix, are not supported. Objects of other software whose names
 *       are not valid keys are ignored.
 *   <li>A write that fails with a timeout, a lost connection, a 5xx or an error inside a 200 answer has an UNKNOWN outcome, unless
 *       reading the object shows that a conditional write, or a write in parts, happened or did not.
 *   <li>An object over {@link S3Settings.PartSizes#singlePutBytes} is sent in parts. A part of content that is not
 *       repeatable is sent again only if none of its bytes were read. Such an object cannot be replaced by IfMatch.
 *       Right before the parts are joined, a Create checks that the object does not exist, and requests the same check
 *       from the service; with a service that ignores it (Ceph), two concurrent Creates may both return Written, and
 *       the later one remains.
 *   <li>A listing requests 1,000 entries at a time; a delete request contains up to 1,000 keys.
 * </ul>
 */
public final class S3Store extends ForwardingReadStore implements Store {
  /** The maximum of S3 for a copy in one request. */
  private static final long MAX_COPY_BYTES = 5L << 30;
  /** With sections of this size, an object of 10 TB has 10,000 of them, the maximum of S3. */
  private static final long COPIED_SECTION_BYTES = 1L << 30;

  private final S3Client client;
  private final S3Settings settings;
  private final S3Keys keys;
  private final S3ReadStore reads;
  private final ETagFormat etagFormat;
  private final Retrier retrier;
  private final S3Puts puts;
  private final MultipartPuts multipartPuts;
  private final MultipartCopies multipartCopies;
  private final S3DirectAccess directAccess;

  /** @param retrier retries the requests of writes in parts */
  S3Store(
      S3Client client, S3Settings settings, S3ReadStore reads, ETagFormat etagFormat,
      Retrier retrier) {
    this(
        client, reads, etagFormat, retrier,
        new S3DirectAccess(S3Clients.presigner(settings), settings, reads.keys()));
  }

  private S3Store(
      S3Client client, S3ReadStore reads, ETagFormat etagFormat, Retrier retrier,
      S3DirectAccess directAccess) {
    super(reads);
    this.client = client;
    this.settings = directAccess.settings();
    this.reads = reads;
    this.keys = reads.keys();
    this.etagFormat = etagFormat;
    this.retrier = retrier;
    this.puts = new S3Puts(client, settings.bucket(), etagFormat);
    this.multipartPuts = new MultipartPuts(client, settings, retrier);
    this.multipartCopies = new MultipartCopies(client, settings, multipartPuts, retrier);
    this.directAccess = directAccess;
  }

  /** Each request of the view has the time that is left as its timeout. */
  @Override
  public Store withDeadline(Deadline deadline) {
    return new S3Store(
        new DeadlineClient(client, deadline), reads, etagFormat, retrier.withDeadline(deadline),
        directAccess);
  }

  /**
   * Opens the store in an existing bucket, after checking that the bucket enforces the conditions of writes.
   *
   * @throws StoreException when the bucket cannot be used; the message contains the reason and what to do
   */
  public static S3Store open(S3Settings settings) {
    return open(settings, InstantSource.system());
  }

  static S3Store open(S3Settings settings, InstantSource clock) {
    S3Client client = S3Clients.open(settings);
    try {
      ETagFormat etagFormat = new BucketProbe(client, settings, clock).run();
      return new S3Store(
          client, settings, new S3ReadStore(client, settings), etagFormat,
          Retrier.of(RetryingStore.DEFAULT_POLICY));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Opens a bucket for reading. Writes nothing, so credentials that can only read and list suffice.
   *
   * @throws StoreException when the bucket does not exist or cannot be accessed
   */
  public static ReadStore openToRead(S3Settings settings) {
    S3Client client = S3Clients.open(settings);
    try {
      new BucketProbe(client, settings, InstantSource.system()).requireBucket();
      return new S3ReadStore(client, settings);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Creates the bucket if it does not exist.
   *
   * @throws StoreException when the service refuses or cannot be reached
   */
  public static void createBucket(S3Settings settings) {
    try (S3Client client = S3Clients.open(settings)) {
      if (!hasBucket(client, settings.bucket())) {
        client.createBucket(bucketRequest(settings));
      }
    } catch (BucketAlreadyOwnedByYouException e) {
      // Created by another server meanwhile.
    } catch (SdkException e) {
      throw S3Errors.ofWrite("create the bucket '" + settings.bucket() + "'", e);
    }
  }

  private static boolean hasBucket(S3Client client, String bucket) {
    try {
      client.headBucket(r -> r.bucket(bucket));
      return true;
    } catch (NoSuchBucketException e) {
      return false;
    }
  }

  /** AWS requires the location outside of its default region; other services reject unknown locations. */
  private static CreateBucketRequest bucketRequest(S3Settings settings) {
    CreateBucketRequest.Builder request =
        CreateBucketRequest.builder().bucket(settings.bucket());
    if (settings.endpoint() == null && !settings.region().equals(S3Service.DEFAULT_REGION)) {
      request.createBucketConfiguration(c -> c.locationConstraint(settings.region()));
    }
    return request.build();
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    reads.requireOpen();
    String name = keys.require(key);
    return content.sizeBytes() > settings.partSizes().singlePutBytes()
        ? multipartPuts.put(key, name, content, condition)
        : puts.put(key, name, content, condition);
  }

  @Override
  public void delete(Collection<Key> deleted) {
    reads.requireOpen();
    Set<String> names = new LinkedHashSet<>();
    for (Key key : deleted) {
      String name = keys.find(key);
      if (name != null) {
        names.add(name);
      }
    }
    new S3Deletes(client, settings.bucket()).delete(new ArrayList<>(names));
  }

  @Override
  public void deleteMarkers(Collection<PrefixEntry> markers) {
    reads.requireOpen();
    new S3Deletes(client, settings.bucket())
        .delete(markers.stream().map(marker -> keys.prefix() + marker.text()).distinct().toList());
  }

  /** Copies within the service. An object that is too large for one request is copied in sections. */
  @Override
  public boolean copy(Key from, Key to) {
    reads.requireOpen();
    String source = keys.find(from);
    String target = keys.require(to);
    if (source == null) {
      return false;
    }
    try {
      client.copyObject(
          r -> r.sourceBucket(settings.bucket())
              .sourceKey(source)
              .destinationBucket(settings.bucket())
              .destinationKey(target)
              // The type of the source was chosen by the client that sent it.
              .metadataDirective(MetadataDirective.REPLACE)
              .contentType(S3Puts.CONTENT_TYPE));
      return true;
    } catch (SdkException e) {
      if (e instanceof NoSuchKeyException || S3Errors.code(e).equals("NoSuchKey")) {
        return false;
      }
      if (S3Errors.status(e) == 400) {
        return copyInSections(from, source, to, target, e);
      }
      throw S3Errors.ofWrite("copy '" + from + "' to '" + to + "'", e);
    }
  }

  /** @param refused the answer of the service to a copy in one request */
  private boolean copyInSections(
      Key from, String source, Key to, String target, SdkException refused) {
    Optional<ObjectInfo> found = reads.head(from);
    if (found.isPresent() && found.get().sizeBytes() <= MAX_COPY_BYTES) {
      throw S3Errors.ofWrite("copy '" + from + "' to '" + to + "'", refused);
    }
    found.ifPresent(
        info -> multipartCopies.copy(to, target, source, info.sizeBytes(), COPIED_SECTION_BYTES));
    return found.isPresent();
  }

  /** Joins within the service, unless a part is too small for that; the parts are read in any case, to check their MD5. */
  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    reads.requireOpen();
    String name = keys.require(to);
    List<String> sources = parts.stream().map(keys::require).toList();
    if (sources.isEmpty()) {
      return Store.super.concatenate(parts, to, sizeBytes, md5, condition);
    }
    try {
      return multipartCopies
          .write(
              to, name, sources,
              Content.ofObjects(new RetryingReadStore(reads), parts, sizeBytes, md5),
              condition);
    } catch (StoreException e) {
      if (S3Errors.isPartTooSmall(e.getCause())) {
        return Store.super.concatenate(parts, to, sizeBytes, md5, condition);
      }
      throw e;
    }
  }

  @Override
  public Optional<DirectAccess> direct() {
    return Optional.of(directAccess);
  }

  @Override
  public void requireSupported(Key key) {
    keys.require(key);
  }

  @Override
  public void close() {
    directAccess.presigner().close();
    reads.close();
  }
}
