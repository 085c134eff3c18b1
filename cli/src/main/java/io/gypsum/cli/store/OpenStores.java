package io.gypsum.cli.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.RetryPolicy;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Sleeper;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskReadStore;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.s3.S3Store;

/** Opens the stores that people name. */
public final class OpenStores {
  private OpenStores() {}

  /**
   * Opens a store for reading; closing it frees everything that it took.
   *
   * @param concurrency how many objects will be read at once
   * @throws GypsumException NOT_FOUND when there is no such directory
   */
  public static ReadStore toRead(StorePlace place, int concurrency, S3Engine engine) {
    return switch (place) {
      case StorePlace.Disk(var directory) -> disk(directory);
      case StorePlace.S3 bucket -> retrying(
          new Unwritable(S3Store.openToRead(engine.settings(bucket))));
      case StorePlace.Server(var url) -> {
        GypsumClient client =
            GypsumClient.builder().url(url).connections(concurrency + 1).build();
        yield new ServerStore(client, client.readStore());
      }
    };
  }

  /**
   * Opens a store for writing; a directory is made if it is not there, a bucket is not.
   *
   * @throws UsageException when nothing can be written there
   */
  public static Store toWrite(StorePlace place, S3Engine engine) {
    return switch (place) {
      case StorePlace.Disk(var directory) -> retrying(DiskStore.open(directory));
      case StorePlace.S3 bucket -> retrying(S3Store.open(engine.settings(bucket)));
      case StorePlace.Server server -> throw readOnly(server);
    };
  }

  /** @throws UsageException when nothing can be written there */
  public static void requireWritable(StorePlace place) {
    if (place instanceof StorePlace.Server server) {
      throw readOnly(server);
    }
  }

  private static UsageException readOnly(StorePlace.Server server) {
    return new UsageException(
        "cannot write to the server " + server
            + ": name the directory or the bucket that its files are in, file:DIR or"
            + " s3://BUCKET/PREFIX");
  }

  /**
   * Opens a store that is there already, for writing.
   *
   * @throws UsageException when nothing can be written there
   * @throws GypsumException NOT_FOUND when there is no such directory
   */
  public static Store toChange(StorePlace place, S3Engine engine) {
    if (place instanceof StorePlace.Disk(var directory) && !Files.isDirectory(directory)) {
      throw noDirectory(directory);
    }
    return toWrite(place, engine);
  }

  /** A file's content can be opened again, so this also goes on after a source that broke off. */
  private static Store retrying(Store store) {
    return new RetryingStore(
        store, RetryPolicy.DEFAULT, InstantSource.system(), Sleeper.SYSTEM,
        () -> ThreadLocalRandom.current().nextLong());
  }

  private static ReadStore disk(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw noDirectory(directory);
    }
    return DiskReadStore.open(directory);
  }

  private static GypsumException noDirectory(Path directory) {
    return GypsumException.notFound("there is no directory '" + directory + "'");
  }

  private record ServerStore(GypsumClient client, ReadStore store) implements ReadStore {
    @Override
    public Optional<ObjectInfo> head(Key key) {
      return store.head(key);
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      return store.get(key, range);
    }

    @Override
    public Stream<ListEntry> list(ListRequest request) {
      return store.list(request);
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
