package io.gypsum.server.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiPredicate;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.server.file.RecentFiles.RecentFile;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /file/{key}}: serves one object, whole or in part, if the conditions of the request hold. The slashes of a key are
 * encoded as {@code %2F}; plain ones are accepted as well, since some proxies decode them.
 */
public final class FileHandler implements Handler {
  private final String parameter;
  private final ReadStore store;
  private final RangedResponse responses;
  private final FileSender sender;
  private final @Nullable Redirects redirects;
  private final RecentFiles recent;

  /**
   * Serves the objects of a bucket; the route's path parameter {@code key} is the key.
   *
   * @param isImmutable whether that object of that version can never change again; called for every file, so it should return
   *     from memory where possible. If it fails, the file is served as changeable
   * @param direct creates the URLs to which big files are redirected; null to redirect no file
   * @param recent caches the small files that can never change
   */
  public FileHandler(
      ReadStore store, BiPredicate<AssetVersion, ObjectInfo> isImmutable, InstantSource clock,
      @Nullable DirectAccess direct, RecentFiles recent) {
    this(
        "key", store, new CachePolicy(isImmutable), clock,
        direct == null ? null : new Redirects(direct), recent);
  }

  /** @param parameter path parameter of the route that contains the key */
  FileHandler(
      String parameter, ReadStore store, CachePolicy caching, InstantSource clock,
      @Nullable Redirects redirects, RecentFiles recent) {
    this.parameter = parameter;
    this.store = store;
    this.responses = new RangedResponse(clock);
    this.redirects = redirects;
    this.recent = recent;
    this.sender = new FileSender(store, caching, redirects, recent);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    if (sendRecent(exchange)) {
      return;
    }
    RecentFiles.Moment begin = begin();
    Key key = key(exchange);
    if (!send(exchange, ServedFile.of(key), begin)) {
      throw FileSender.missing(key);
    }
  }

  /**
   * Responds like {@link #send} if the file of this address is cached.
   *
   * @return false if it is not cached; nothing was sent then
   */
  boolean sendRecent(Exchange exchange) throws IOException {
    RecentFile file = exchange.readyAnswer(RecentFile.class);
    // A malformed query is rejected by send().
    if (file == null && exchange.rawQuery() == null) {
      file = recent.find(exchange.rawPath());
    }
    if (file == null) {
      return false;
    }
    setHeaders(exchange, file.file().name());
    sender.setImmutable(exchange, file.info());
    responses.send(exchange, state(file.info()), sender.body(exchange, file));
    return true;
  }

  /** Returns the present moment, for {@link #send}. */
  RecentFiles.Moment begin() {
    return recent.now();
  }

  /**
   * Responds with a file, or as the conditions of the request demand.
   *
   * @param begin when the first object was read on which the response depends, or earlier
   * @return false if the object does not exist, and nothing was sent
   */
  boolean send(Exchange exchange, ServedFile file, RecentFiles.Moment begin) throws IOException {
    setHeaders(exchange, file.name());
    boolean isPlain =
        !exchange.isHead() && exchange.header("Range") == null
            && RequestConditions.of(exchange).isEmpty();
    if (!isPlain) {
      return sendIfConditionsHold(exchange, file, begin);
    }
    return (redirects != null && Redirects.isAllowed(exchange)
        && redirects.sendCached(exchange, file))
        || sender.sendWhole(exchange, file, begin);
  }

  private boolean sendIfConditionsHold(
      Exchange exchange, ServedFile file, RecentFiles.Moment begin) throws IOException {
    Optional<LocalFile> local =
        exchange.canSendFile() ? store.localFile(file.key()) : Optional.empty();
    Optional<ObjectInfo> found = local.map(LocalFile::info).or(() -> store.head(file.key()));
    if (found.isEmpty()) {
      return false;
    }
    ObjectInfo info = found.get();
    sender.setValidators(exchange, file, info);
    responses.send(
        exchange,
        state(info),
        sender.body(exchange, file, begin, info, local.orElse(null)));
    return true;
  }

  private static RangedResponse.State state(ObjectInfo info) {
    return new RangedResponse.State("object", info.sizeBytes(), info.etag(), info.lastModified());
  }

  Key key(Exchange exchange) {
    return new Key(exchange.pathParameter(parameter));
  }

  void setHeaders(Exchange exchange, Key key) {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("Content-Disposition", ContentDisposition.of(key));
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    if (!key.isInternal()) {
      // A browser must not run uploaded content in this server's origin.
      exchange.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    }
  }

  void setValidators(Exchange exchange, ObjectInfo info) {
    sender.setValidators(exchange, ServedFile.of(info.key()), info);
  }
}
