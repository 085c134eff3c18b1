package io.gypsum.server.http.file;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiPredicate;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.http.Route;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** {@code GET /file/{key}}, {@code GET /list} and {@code POST /bundle} over a store. */
public final class FileRoutes {
  private final FileHandler files;
  private final ListHandler listings;
  private final BundleHandler bundles;

  /**
   * @param isPublished whether an object of that version, last written then, can never change any more; asked for every
   *        file, so it should answer from memory where it can. When it fails, the file is served as one that may change
   */
  public FileRoutes(
      ReadStore store, BiPredicate<AssetVersion, Instant> isPublished, InstantSource clock) {
    this(store, isPublished, clock, null);
  }

  /** @param direct where those who want big files are sent; null for nowhere */
  public FileRoutes(
      ReadStore store, BiPredicate<AssetVersion, Instant> isPublished, InstantSource clock,
      @Nullable DirectAccess direct) {
    this.files =
        new FileHandler(
            "key", store, new Caching(isPublished), clock,
            direct == null ? null : new Redirects(direct));
    this.listings = new ListHandler(store);
    this.bundles = new BundleHandler(store);
  }

  /**
   * What serves the objects of a store that are replaced from time to time, compressed to those who take it.
   *
   * @param pattern of the route, with the parameter {@code {name}}
   */
  public static Route replaced(String pattern, ReadStore store, InstantSource clock) {
    FileHandler plain =
        new FileHandler("name", store, new Caching((version, time) -> false), clock, null);
    return Route.get(pattern, new CompressedHandler(store, plain));
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/file/{key}", files), Route.get("/list", listings),
        Route.post("/bundle", bundles));
  }
}
