package io.gypsum.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.server.StoreOpener;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.Locations;
import io.gypsum.store.ReadStore;
import io.gypsum.store.RetryingReadStore;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.RestServer;
import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.backup.Backup;
import io.gypsum.store.disk.DiskReadStore;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.s3.S3Settings;
import io.gypsum.store.s3.S3Store;

/**
 * Opens stores by address. This class alone lists the backends: a new one needs a form of {@link StoreAddress}, its
 * module, and one line in {@link #backend}.
 */
public final class Stores {
  private Stores() {}

  /**
   * Opens a store for reading. Closing it releases everything that was opened for it.
   *
   * @param concurrency number of objects that will be read at the same time
   * @throws GypsumException {@code NOT_FOUND} if a directory does not exist
   */
  public static ReadStore openForReading(StoreAddress address, int concurrency) {
    return backend(address).openForReading(concurrency);
  }

  /**
   * Opens a store for reading; it is expected to contain objects.
   *
   * @throws GypsumException {@code NOT_FOUND} if a directory does not exist, {@code INVALID} if it is not a bucket
   */
  static ReadStore openSource(StoreAddress address, int concurrency) {
    ReadStore store = openForReading(address, concurrency);
    try {
      if (address instanceof LocalDirectory(var directory) && !DiskReadStore.wasStore(directory)
          && !Backup.hasAnything(store)) {
        throw GypsumException.invalid(
            "'" + directory
                + "' does not have the bucket layout of gypsum: it contains neither"
                + " PROJECT/..permissions nor PROJECT/ASSET/VERSION/..summary; choose the"
                + " directory that contains the projects, and check that its file system is"
                + " mounted");
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens a store for writing, with retries. A directory is created if it does not exist, a bucket is not.
   *
   * @throws UsageException if the store is read-only
   */
  public static Store openForWriting(StoreAddress address) {
    return new RetryingStore(backend(address).openForWriting(false));
  }

  /**
   * Opens an existing store for writing.
   *
   * @throws UsageException if the store is read-only
   * @throws GypsumException {@code NOT_FOUND} if a directory does not exist, {@code INVALID} if it is not a bucket
   */
  public static Store openExisting(StoreAddress address) {
    if (address instanceof LocalDirectory) {
      openSource(address, 1).close();
    }
    return openForWriting(address);
  }

  /** Opens the store of a server; this is a {@link StoreOpener}. */
  public static Store openForServer(StoreAddress address, boolean createBucket) {
    // A request to a local disk that failed would fail again.
    return address instanceof LocalDirectory
        ? StoreOpener.openDisk(address, createBucket)
        : new RetryingStore(backend(address).openForWriting(createBucket));
  }

  /** @throws UsageException if the store is read-only */
  public static void requireWritable(StoreAddress address) {
    if (address instanceof RestServer) {
      throw readOnly(address);
    }
  }

  /**
   * Checks that two stores do not overlap: a command would otherwise change the store that it is reading.
   *
   * @throws UsageException if they overlap
   */
  static void requireSeparate(
      String option, StoreAddress store, String otherOption, StoreAddress other) {
    try {
      if (!Locations.overlap(store, other)) {
        return;
      }
    } catch (IOException e) {
      throw new UsageException(
          "cannot compare '" + store + "' with '" + other + "': " + e.getMessage(), e);
    }
    throw new UsageException(
        option + " '" + store + "' and " + otherOption + " '" + other
            + "' are the same store or directory, or one contains the other; choose a separate one");
  }

  /**
   * Checks that the index directory is not inside the store that is read, where its files would be objects.
   *
   * @throws UsageException if it is
   */
  static void requireOutside(Path indexDirectory, StoreAddress store) {
    if (!(store instanceof LocalDirectory(var directory))) {
      return;
    }
    try {
      if (!Locations.contains(directory, indexDirectory)) {
        return;
      }
    } catch (IOException e) {
      throw new UsageException(
          "cannot compare '" + store + "' with '" + indexDirectory + "': " + e.getMessage(), e);
    }
    throw new UsageException(
        "--dir '" + indexDirectory + "' is inside the store '" + store
            + "'; choose a directory outside it");
  }

  private static UsageException readOnly(StoreAddress server) {
    return new UsageException(
        "cannot write to the server '" + server + "': pass the directory or bucket that it stores"
            + " its files in, file:DIR or s3://BUCKET/PREFIX");
  }

  private static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw GypsumException.notFound("directory '" + directory + "' does not exist");
    }
  }

  private static Backend backend(StoreAddress address) {
    return switch (address) {
      case LocalDirectory(var directory) -> new DiskBackend(directory);
      case S3Bucket bucket -> new S3Backend(bucket);
      case RestServer server -> new ServerBackend(server);
    };
  }

  /** One kind of store. */
  private interface Backend {
    ReadStore openForReading(int concurrency);

    Store openForWriting(boolean createBucket);
  }

  private record DiskBackend(Path directory) implements Backend {
    @Override
    public ReadStore openForReading(int concurrency) {
      requireDirectory(directory);
      return DiskReadStore.open(directory);
    }

    @Override
    public Store openForWriting(boolean createBucket) {
      return DiskStore.open(directory);
    }
  }

  private record S3Backend(S3Bucket address) implements Backend {
    @Override
    public ReadStore openForReading(int concurrency) {
      return new RetryingReadStore(S3Store.openToRead(settings()));
    }

    @Override
    public Store openForWriting(boolean createBucket) {
      if (createBucket) {
        S3Store.createBucket(settings());
      }
      return S3Store.open(settings());
    }

    private S3Settings settings() {
      return S3Settings.of(address);
    }
  }

  private record ServerBackend(RestServer server) implements Backend {
    @Override
    public ReadStore openForReading(int concurrency) {
      GypsumClient client =
          GypsumClient.builder().url(server.url()).connections(concurrency + 1).build();
      return new ForwardingReadStore(client.readStore()) {
        @Override
        public void close() {
          client.close();
        }
      };
    }

    @Override
    public Store openForWriting(boolean createBucket) {
      throw readOnly(server);
    }
  }
}
