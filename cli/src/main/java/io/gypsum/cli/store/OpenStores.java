package io.gypsum.cli.store;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ReadStore;
import io.gypsum.store.RetryingReadStore;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
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
      case StorePlace.S3 bucket -> new RetryingReadStore(
          S3Store.openToRead(engine.settings(bucket)));
      case StorePlace.Server(var url) -> {
        GypsumClient client =
            GypsumClient.builder().url(url).connections(concurrency + 1).build();
        yield new ServerStore(client);
      }
    };
  }

  /**
   * Opens a store for writing; a directory is made if it is not there, a bucket is not. What has a content that can be
   * opened again also goes on after a source that broke off.
   *
   * @throws UsageException when nothing can be written there
   */
  public static Store toWrite(StorePlace place, S3Engine engine) {
    return switch (place) {
      case StorePlace.Disk(var directory) -> new RetryingStore(DiskStore.open(directory));
      case StorePlace.S3 bucket -> new RetryingStore(S3Store.open(engine.settings(bucket)));
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

  private static ReadStore disk(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw noDirectory(directory);
    }
    return DiskReadStore.open(directory);
  }

  private static GypsumException noDirectory(Path directory) {
    return GypsumException.notFound("there is no directory '" + directory + "'");
  }

  private static final class ServerStore extends ForwardingReadStore {
    private final GypsumClient client;

    ServerStore(GypsumClient client) {
      super(client.readStore());
      this.client = client;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
