package io.gypsum.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.server.api.Authentication;
import io.gypsum.server.api.CredentialHandlers;
import io.gypsum.server.api.ProjectHandlers;
import io.gypsum.server.api.UploadFileHandlers;
import io.gypsum.server.api.VersionHandlers;
import io.gypsum.server.bucket.PublishedVersions;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.file.BundleHandler;
import io.gypsum.server.file.CompressedFileHandler;
import io.gypsum.server.file.FileHandler;
import io.gypsum.server.file.ListHandler;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.identity.CachedIdentity;
import io.gypsum.server.identity.GitHubIdentity;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.identity.LocalIdentity;
import io.gypsum.server.index.MetadataIndex;
import io.gypsum.server.lock.Leases;
import io.gypsum.server.lock.Pause;
import io.gypsum.server.lock.ProjectLocks;
import io.gypsum.server.maintenance.AbandonedLocks;
import io.gypsum.server.maintenance.ChangeLogs;
import io.gypsum.server.maintenance.LostArrivals;
import io.gypsum.server.maintenance.Maintenance;
import io.gypsum.server.operation.Access;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.UploadParts;
import io.gypsum.server.operation.UploadPolicy;
import io.gypsum.server.schema.PublishedSchemas;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.status.HealthHandlers;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;

/** A running server: the store, the operations on it, HTTP before them, and the chores. Thread-safe. */
public final class GypsumServer implements AutoCloseable {
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration HOURLY = Duration.ofHours(1);
  /** What goes through the server in any case. */
  private static final long SMALL_FILE_BYTES = 64 * 1024;
  private static final Duration OFTEN = Duration.ofSeconds(5);
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final Store store;
  private final Maintenance maintenance;
  private final @Nullable MetadataIndex index;
  private final UploadParts parts;
  private final HealthHandlers health;
  private final Router router;
  private final HttpServer http;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private GypsumServer(
      ServerSettings settings, Store store, Maintenance maintenance,
      @Nullable MetadataIndex index, UploadParts parts, HealthHandlers health, Router router,
      HttpServer http) {
    this.settings = settings;
    this.store = store;
    this.maintenance = maintenance;
    this.index = index;
    this.parts = parts;
    this.health = health;
    this.router = router;
    this.http = http;
  }

  /**
   * Opens everything and listens; when this returns, requests are answered. The bucket must be on disk.
   *
   * @throws GypsumException when the store cannot be used or the address is taken; nothing is left open
   */
  public static GypsumServer start(ServerSettings settings) {
    return start(settings, StoreOpener::openDisk);
  }

  /**
   * As {@link #start(ServerSettings)}, with stores of other kinds, or with something around them.
   *
   * @param stores the server closes what it opens
   */
  public static GypsumServer start(ServerSettings settings, StoreOpener stores) {
    DataDirectory data = DataDirectory.at(settings.data());
    SigningKey signingKey = SigningKey.loadOrCreate(data);
    Store store = stores.open(settings.store(), settings.createBucket());
    try {
      return start(settings, data, signingKey, store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static GypsumServer start(
      ServerSettings settings, DataDirectory data, SigningKey signingKey, Store store) {
    Clock clock = Clock.systemUTC();
    ProjectLocks locks =
        new ProjectLocks(
            store, clock, new Leases(settings.uploadLease(), settings.stepLease()), Pause.SLEEP);
    Environment env =
        new Environment(
            store,
            locks,
            new Access(new Authorization(settings.administrators())),
            clock,
            new SecureRandom());
    HttpMetrics metrics = new HttpMetrics();
    HealthHandlers health = new HealthHandlers(store, HEALTH_TIMEOUT);
    MetadataIndex index = index(settings, data, store, clock);
    UploadPolicy policy = uploadPolicy(settings, signingKey);
    UploadParts parts = new UploadParts(env, policy);
    HttpSettings http = httpSettings(settings, data);
    Routes routes =
        new Routes(
            new Authentication(identity(settings, data, clock), env.access()),
            reads(settings, store, index, clock),
            writes(settings, env, policy, parts, http.bodies()),
            new Routes.Status(
                new CredentialHandlers(settings.publicS3(), settings.gitHubApp()), health,
                metrics));
    Router router = new Router(routes.groups());
    HttpServer listening = listen(http, router, metrics);
    Maintenance maintenance = maintenance(settings, store, locks, clock);
    if (index != null) {
      index.start();
    }
    return new GypsumServer(settings, store, maintenance, index, parts, health, router, listening);
  }

  private static Maintenance maintenance(
      ServerSettings settings, Store store, ProjectLocks locks, Clock clock) {
    Maintenance maintenance = new Maintenance();
    maintenance.every(
        DAILY,
        "removing old change logs",
        () -> new ChangeLogs(store, clock, settings.logRetention()).removeOld());
    maintenance.every(
        OFTEN, "ending uploads that failed to begin", locks::endForgotten);
    maintenance.every(
        HOURLY, "settling abandoned locks", () -> new AbandonedLocks(store, locks).settleAll());
    maintenance.every(
        HOURLY, "removing lost arrivals", () -> new LostArrivals(store, locks).removeAll());
    return maintenance;
  }

  private static Routes.Reads reads(
      ServerSettings settings, Store store, @Nullable MetadataIndex index, Clock clock) {
    Handler disabled = exchange -> {
      throw GypsumException.notFound(
          "metadata search is disabled on this server; start it with --index");
    };
    return new Routes.Reads(
        new FileHandler(
            store, new PublishedVersions(new BucketReader(store)), clock,
            settings.redirectDownloads() ? store.direct().orElse(null) : null),
        new ListHandler(store), new BundleHandler(store),
        new CompressedFileHandler(schemas(settings), clock),
        index == null ? disabled : index.files(), index == null ? disabled : index.search());
  }

  private static Routes.Writes writes(
      ServerSettings settings, Environment env, UploadPolicy policy, UploadParts parts,
      HttpSettings.BodyLimits bodies) {
    return new Routes.Writes(
        new ProjectHandlers(env, bodies.smallBytes()),
        new VersionHandlers(env, policy, bodies.largeBytes(), settings.maxUploadFiles()),
        new UploadFileHandlers(env, policy, parts, settings.publicUrl(), bodies.smallBytes()));
  }

  private static UploadPolicy uploadPolicy(ServerSettings settings, SigningKey signingKey) {
    return new UploadPolicy(
        signingKey, settings.directUploads() ? SMALL_FILE_BYTES : UploadPolicy.NEVER_DIRECT,
        settings.multipartThresholdBytes(), settings.partBytes());
  }

  private static @Nullable MetadataIndex index(
      ServerSettings settings, DataDirectory data, Store store, Clock clock) {
    return settings.indexes().isEmpty()
        ? null
        : new MetadataIndex(
            store, data.path().resolve("index"), settings.indexes(), settings.logRetention(),
            settings.indexInterval(), clock);
  }

  private static HttpServer listen(HttpSettings settings, Router router, HttpMetrics metrics) {
    try {
      return HttpServer.start(settings, router, metrics, TomcatEngine::start);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot listen on " + settings.address().host() + ":" + settings.address().port()
              + ": is another server running there? Choose another port with --port",
          e);
    }
  }

  private static HttpSettings httpSettings(ServerSettings settings, DataDirectory data) {
    HttpSettings http =
        HttpSettings.defaults()
            .with(new HttpSettings.ListenAddress(settings.host(), settings.port()))
            .with(HttpSettings.RequestLimits.of(settings.maxRequests()))
            .with(HttpSettings.BodyLimits.DEFAULT.within(Runtime.getRuntime().maxMemory()));
    return settings.accessLog()
        ? http.with(
            new HttpSettings.AccessLogFiles(
                data.path().resolve("access"), HttpSettings.AccessLogFiles.DEFAULT_KEPT_DAYS))
        : http;
  }

  private static ReadStore schemas(ServerSettings settings) {
    Path directory = settings.schemas();
    return directory == null ? new MemoryStore() : PublishedSchemas.read(directory);
  }

  private static Identity identity(ServerSettings settings, DataDirectory data, Clock clock) {
    return switch (settings.identity()) {
      case LOCAL -> new LocalIdentity(data, clock);
      case GITHUB -> new CachedIdentity(new GitHubIdentity(settings.gitHubApi()));
    };
  }

  Router router() {
    return router;
  }

  /** Where clients reach it; no trailing slash. */
  public URI address() {
    return settings.publicUrl(http.port());
  }

  /**
   * Takes no new requests, lets the running ones end within the grace of the settings, and frees everything. Again: does
   * nothing.
   */
  public void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    health.markStopping();
    try {
      maintenance.close();
      http.stop(settings.stopGrace());
      if (index != null) {
        index.close();
      }
      parts.close();
      store.close();
    } finally {
      stopped.countDown();
    }
  }

  /** Returns when {@link #stop} has been called from another thread and is done. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    stop();
  }
}
