package io.gypsum.server.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** Servers of the files, listings and bundles of a store. */
final class FileTestRoutes {
  private FileTestRoutes() {}

  /** Returns a cache that finds nothing, because the bucket seems to change all the time. */
  static RecentFiles uncached() {
    return new RecentFiles(new AtomicLong()::incrementAndGet, System::nanoTime);
  }

  static HttpServer start(
      ReadStore store, BiPredicate<AssetVersion, ObjectInfo> isPublished,
      @Nullable DirectAccess direct)
      throws IOException {
    return start(store, isPublished, direct, TestLanes.ample());
  }

  static HttpServer start(
      ReadStore store, BiPredicate<AssetVersion, ObjectInfo> isPublished,
      @Nullable DirectAccess direct, ComputeLane lane)
      throws IOException {
    return TestHttp.start(
        TestHttp.get(
            "/file/{key...}",
            new FileHandler(
                store, isPublished, InstantSource.system(), direct, uncached())),
        TestHttp.get("/list", new ListHandler(store, lane)),
        TestHttp.post("/bundle", new BundleHandler(store, lane)));
  }
}
