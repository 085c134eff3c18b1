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
import io.gypsum.store.Content;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.RetryingReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Objects in a bucket of an S3 engine, all of it or what is below a prefix. Any number of threads, stores, processes and
 * machines may use one bucket.
 *
 * <p>Nothing is tried again here, by the SDK neither: {@link io.gypsum.store.RetryingStore} does that, and knows what may
 * be; the many requests of one concatenation apart. Beyond what every store says:
 *
 * <ul>
 *   <li>Keys that with the prefix are over 1,024 bytes of UTF-8 cannot be held. Objects of other software whose names
 *       are no keys are not seen.
 *   <li>A time-out, a lost connection or a 5xx in a write is UNKNOWN, unless a look at the object shows that a
 *       conditional write did happen, or did not.
 *   <li>An object over {@link S3Settings#singlePutBytes} goes in parts. It cannot be replaced by IfMatch. A Create looks
 *       for the object right before the parts become one and asks the engine to look as well; with an engine that does
 *       not (Ceph), of two Creates that end at the same moment both may be Written, and the later one stays.
 *   <li>A listing asks for 1,000 entries at a time; a delete removes up to 1,000 keys by one request.
 * </ul>
 */
public final class S3Store extends ForwardingReadStore implements Store {
  private final S3Client client;
  private final S3Settings settings;
  private final Keys keys;
  private final S3ReadStore reads;
  private final Puts puts;
  private final PartedPuts partedPuts;
  private final Concatenations concatenations;
  private final SignedAddresses addresses;

  private S3Store(S3Client client, S3Settings settings, S3ReadStore reads, ETags etags) {
    super(reads);
    this.client = client;
    this.settings = settings;
    this.reads = reads;
    this.keys = reads.keys();
    this.puts = new Puts(client, settings.bucket(), etags);
    this.partedPuts = new PartedPuts(client, settings);
    this.concatenations = new Concatenations(client, settings, partedPuts);
    this.addresses = new SignedAddresses(Clients.presigner(settings), settings, keys);
  }

  /**
   * Opens the store in a bucket that is there, after a trial of what it must keep.
   *
   * @throws StoreException when the bucket cannot be used, saying why and what to do
   */
  public static S3Store open(S3Settings settings) {
    return open(settings, InstantSource.system());
  }

  static S3Store open(S3Settings settings, InstantSource clock) {
    S3Client client = Clients.open(settings);
    try {
      ETags etags = new StartProbe(client, settings, clock).run();
      return new S3Store(client, settings, new S3ReadStore(client, settings), etags);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Opens what is in a bucket for reading. Tries and writes nothing, so that credentials that may only read and list do.
   *
   * @throws StoreException when there is no such bucket, or no access to it
   */
  public static ReadStore openToRead(S3Settings settings) {
    S3Client client = Clients.open(settings);
    try {
      new StartProbe(client, settings, InstantSource.system()).requireBucket();
      return new S3ReadStore(client, settings);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Makes the bucket, if it is not there.
   *
   * @throws StoreException when the engine refuses, or cannot be reached
   */
  public static void createBucket(S3Settings settings) {
    try (S3Client client = Clients.open(settings)) {
      new NewBucket(client, settings).createIfAbsent();
    }
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    reads.requireOpen();
    String name = keys.require(key);
    return content.sizeBytes() > settings.singlePutBytes()
        ? partedPuts.put(key, name, content, condition)
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
    new Deletes(client, settings.bucket()).delete(new ArrayList<>(names));
  }

  /** By the engine itself; an object that it finds too big for that passes through here. */
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
              // A stranger who sent the source chose its type.
              .metadataDirective(MetadataDirective.REPLACE)
              .contentType(Puts.TYPE));
      return true;
    } catch (SdkException e) {
      if (e instanceof NoSuchKeyException || Failures.code(e).equals("NoSuchKey")) {
        return false;
      }
      if (Failures.status(e) == 400) {
        return Store.super.copy(from, to);
      }
      throw Failures.ofWrite("copy '" + from + "' to '" + to + "'", e);
    }
  }

  /** By the engine itself, unless a part is too small for that; the parts are read here all the same, for their MD5. */
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
      return concatenations
          .write(
              to, name, sources,
              Content.ofObjects(new RetryingReadStore(reads), parts, sizeBytes, md5),
              condition);
    } catch (StoreException e) {
      if (Failures.isPartTooSmall(e.getCause())) {
        return Store.super.concatenate(parts, to, sizeBytes, md5, condition);
      }
      throw e;
    }
  }

  @Override
  public Optional<DirectAccess> direct() {
    return Optional.of(addresses);
  }

  @Override
  public void requireSupported(Key key) {
    keys.require(key);
  }

  @Override
  public void close() {
    addresses.presigner().close();
    reads.close();
  }
}
