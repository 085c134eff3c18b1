package io.gypsum.server.http.file;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiPredicate;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.http.Route;
import io.gypsum.store.ReadStore;

/** {@code GET /file/{key}} and {@code GET /list} over a store. */
public final class FileRoutes {
  private final FileHandler files;
  private final ListHandler listings;

  /**
   * @param isPublished whether an object of that version, last written then, can never change any more; asked for every
   *        file, so it should answer from memory where it can. When it fails, the file is served as one that may change
   */
  public FileRoutes(
      ReadStore store, BiPredicate<AssetVersion, Instant> isPublished, InstantSource clock) {
    this.files = new FileHandler("key", store, new Caching(isPublished), clock);
    this.listings = new ListHandler(store);
  }

  /**
   * What serves the objects of a store that are replaced from time to time.
   *
   * @param pattern of the route, with the parameter {@code {name}}
   */
  public static Route replaced(String pattern, ReadStore store, InstantSource clock) {
    return Route.get(
        pattern, new FileHandler("name", store, new Caching((version, time) -> false), clock));
  }

  public List<Route> routes() {
    return List.of(Route.get("/file/{key}", files), Route.get("/list", listings));
  }
}
