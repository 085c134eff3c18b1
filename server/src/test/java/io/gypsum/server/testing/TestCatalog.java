package io.gypsum.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.server.catalog.BucketCatalog;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.CatalogSource;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.ProjectLocks;
import org.jspecify.annotations.Nullable;

/**
 * A real catalogue of a store, for tests of pages. The first query reads the store; each later one includes the changes that
 * are in the logs. The file is deleted when the process ends.
 */
public final class TestCatalog {
  private final Store store;
  private final AtomicLong queries = new AtomicLong();
  private @Nullable BucketCatalog opened;

  private TestCatalog(Store store) {
    this.store = store;
  }

  /** @param store if it is not a {@link Store}, there must be no query */
  public static Catalog of(ReadStore store) {
    if (!(store instanceof Store writable)) {
      return proxy(() -> {
        throw new UnsupportedOperationException("the catalogue of a store that is only read");
      });
    }
    TestCatalog catalog = new TestCatalog(writable);
    return proxy(catalog::open);
  }

  private interface Opener {
    Catalog open();
  }

  private static Catalog proxy(Opener opener) {
    return (Catalog) Proxy.newProxyInstance(
        Catalog.class.getClassLoader(), new Class<?>[] {Catalog.class}, (proxy, method, values) -> {
          try {
            return method.invoke(opener.open(), values);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private synchronized Catalog open() {
    BucketCatalog catalog = opened;
    if (catalog == null) {
      ProjectLocks locks =
          new ProjectLocks(store, Clock.systemUTC(), Leases.DEFAULT, Sleeper.SYSTEM);
      // A number that grows with each query is one change per query.
      CatalogSource source =
          new CatalogSource(store, locks, Duration.ofDays(7), queries::incrementAndGet)
              .withMaxPageWait(Duration.ofMinutes(1));
      Path directory = directory();
      catalog = new BucketCatalog(source, directory, "bucket", Clock.systemUTC());
      opened = catalog;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    }
    return catalog.pages();
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("catalogue");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(Path directory) {
    BucketCatalog catalog = opened;
    if (catalog != null) {
      catalog.close();
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
