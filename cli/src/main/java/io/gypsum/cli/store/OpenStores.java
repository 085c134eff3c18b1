package io.gypsum.cli.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskReadStore;

/** Opens the stores that people name. */
public final class OpenStores {
  private OpenStores() {}

  /**
   * Opens a store for reading; closing it frees everything that it took.
   *
   * @param concurrency how many objects will be read at once
   * @throws GypsumException NOT_FOUND when there is no such directory
   */
  public static ReadStore toRead(StorePlace place, int concurrency) {
    return switch (place) {
      case StorePlace.Disk(var directory) -> disk(directory);
      case StorePlace.Server(var url) -> {
        GypsumClient client =
            GypsumClient.builder().url(url).connections(concurrency + 1).build();
        yield new ServerStore(client, client.readStore());
      }
    };
  }

  private static ReadStore disk(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw GypsumException.notFound("there is no directory '" + directory + "'");
    }
    return DiskReadStore.open(directory);
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
