package io.gypsum.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.server.ServerSettings.GitHubApp;
import io.gypsum.server.ServerSettings.PublicS3;
import io.gypsum.server.api.ApiRoutes;
import io.gypsum.server.api.OwnAddress;
import io.gypsum.server.bucket.PublishedVersions;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.HealthRoutes;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.OpenApiRoutes;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.file.CredentialRoutes;
import io.gypsum.server.http.file.CredentialRoutes.GithubApp;
import io.gypsum.server.http.file.CredentialRoutes.S3Credentials;
import io.gypsum.server.http.file.FileRoutes;
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
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final Store store;
  private final Maintenance maintenance;
  private final @Nullable MetadataIndex index;
  private final UploadParts parts;
  private final HealthRoutes health;
  private final HttpServer http;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private GypsumServer(
      ServerSettings settings, Store store, Maintenance maintenance,
      @Nullable MetadataIndex index, UploadParts parts, HealthRoutes health, HttpServer http) {
    this.settings = settings;
    this.store = store;
    this.maintenance = maintenance;
    this.index = index;
    this.parts = parts;
    this.health = health;
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
    HealthRoutes health = new HealthRoutes(store, HEALTH_PATIENCE);
    MetadataIndex index = index(settings, data, store, clock);
    UploadPolicy uploads = uploads(settings, signingKey);
    UploadParts parts = new UploadParts(env, uploads);
    HttpSettings limits = limits(settings, data);
    Router router =
        Router.of(
            files(settings, store, clock).routes(),
            credentials(settings).routes(),
            health.routes(),
            metrics.routes(),
            OpenApiRoutes.routes(),
            index == null ? MetadataIndex.noRoutes() : index.routes(),
            List.of(FileRoutes.replaced("/schemas/{name...}", schemas(settings), clock)),
            ApiRoutes.of(
                env, identity(settings, data, clock), new OwnAddress(settings.publicUrl()), limits,
                settings.maxUploadFiles(), uploads, parts));
    HttpServer http = listen(limits, router, metrics);
    Maintenance maintenance = maintenance(settings, store, locks, clock);
    if (index != null) {
      index.start();
    }
    return new GypsumServer(settings, store, maintenance, index, parts, health, http);
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

  private static FileRoutes files(ServerSettings settings, Store store, Clock clock) {
    return new FileRoutes(
        store, new PublishedVersions(new BucketReader(store)), clock,
        settings.redirectDownloads() ? store.direct().orElse(null) : null);
  }

  private static UploadPolicy uploads(ServerSettings settings, SigningKey signingKey) {
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

  private static HttpServer listen(HttpSettings limits, Router router, HttpMetrics metrics) {
    try {
      return HttpServer.start(limits, router, metrics);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot listen on " + limits.host() + ":" + limits.port()
              + ": is another server running there? Choose another with --port",
          e);
    }
  }

  private static HttpSettings limits(ServerSettings settings, DataDirectory data) {
    return HttpSettings.defaults()
        .withAddress(settings.host(), settings.port())
        .withMaxRequests(settings.maxRequests())
        .withinHeap(Runtime.getRuntime().maxMemory())
        .withAccessLog(settings.accessLog() ? data.path().resolve("access") : null);
  }

  private static ReadStore schemas(ServerSettings settings) {
    Path directory = settings.schemas();
    return directory == null ? new MemoryStore() : PublishedSchemas.read(directory);
  }

  private static CredentialRoutes credentials(ServerSettings settings) {
    PublicS3 s3 = settings.publicS3();
    GitHubApp app = settings.gitHubApp();
    return new CredentialRoutes(
        s3 == null
            ? null
            : new S3Credentials(
                s3.endpoint().toString(), s3.bucket(), s3.key(), s3.secret().value()),
        app == null ? null : new GithubApp(app.id(), app.secret().value()));
  }

  private static Identity identity(ServerSettings settings, DataDirectory data, Clock clock) {
    return switch (settings.identity()) {
      case LOCAL -> new LocalIdentity(data, clock);
      case GITHUB -> new CachedIdentity(new GitHubIdentity(settings.gitHubApi()));
    };
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
