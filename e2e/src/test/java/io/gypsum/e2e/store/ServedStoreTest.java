package io.gypsum.e2e.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of all stores on a server: objects are written to its store and read through its REST API. */
class ServedStoreTest extends StoreContract {
  private static final MemoryStore WRITTEN = new MemoryStore();
  @TempDir private static Path directory;
  private static GypsumServer server;
  private static GypsumClient client;

  @BeforeAll
  static void start() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    SettingsSources sources =
        SettingsSources.of(
            Map.of("data", data.toString(), "port", "0", "access-log", "false"), directory);
    server = GypsumServer
        .start(SettingsReader.read(sources), (address, createBucket) -> new Kept(WRITTEN));
    client =
        GypsumClient.builder()
            .url(server.address())
            .cacheDirectory(directory.resolve("cache"))
            .offline(false)
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    WRITTEN.close();
  }

  @Override
  protected Store openStore() {
    return new ReadElsewhere(WRITTEN, client.readStore());
  }

  @Override
  public boolean listsSizesAndTimes() {
    return false;
  }

  /** Ignores {@code close}: the server is closed after the last test. */
  private static class Kept extends ForwardingStore {
    Kept(Store delegate) {
      super(delegate);
    }

    @Override
    public void close() {}
  }

  /** A store that writes to one store and reads from another. */
  private static final class ReadElsewhere extends Kept {
    private final ReadStore read;

    ReadElsewhere(Store written, ReadStore read) {
      super(written);
      this.read = read;
    }

    @Override
    public Optional<ObjectInfo> head(Key key) {
      return read.head(key);
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      return read.get(key, range);
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return read.list(prefix, startAfter);
    }

    @Override
    public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
      return read.listLevel(prefix, startAfter);
    }

    @Override
    public void close() {
      read.close();
    }
  }
}
