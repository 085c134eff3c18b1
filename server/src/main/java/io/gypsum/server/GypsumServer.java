package io.gypsum.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.name.Key;
import io.gypsum.server.api.AuditedRequests;
import io.gypsum.server.api.Authentication;
import io.gypsum.server.api.CredentialHandlers;
import io.gypsum.server.api.CredentialHandlers.OidcLogin;
import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.api.ProjectHandlers;
import io.gypsum.server.api.UploadFileHandlers;
import io.gypsum.server.api.VersionHandlers;
import io.gypsum.server.api.WhoAmIHandler;
import io.gypsum.server.archive.ChecksumFile;
import io.gypsum.server.archive.Sha256Computation;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.audit.AuditLog;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.BucketCatalog;
import io.gypsum.server.catalog.CatalogSource;
import io.gypsum.server.catalog.ChangeCountingStore;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.KnownBuckets;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.file.ArchiveHandler;
import io.gypsum.server.file.BundleHandler;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.file.ChecksumListHandler;
import io.gypsum.server.file.CompressedFileHandler;
import io.gypsum.server.file.CompressedForms;
import io.gypsum.server.file.DataHandler;
import io.gypsum.server.file.FileHandler;
import io.gypsum.server.file.ListHandler;
import io.gypsum.server.file.PublishedVersions;
import io.gypsum.server.file.RecentFiles;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.ListenHost;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.identity.Identities;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.index.IndexSearch;
import io.gypsum.server.index.MetadataIndex;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.server.maintenance.ChangeLogCleanup;
import io.gypsum.server.maintenance.LockRecoveryTask;
import io.gypsum.server.maintenance.MaintenanceSchedule;
import io.gypsum.server.maintenance.RunningUploads;
import io.gypsum.server.maintenance.StagingCleanup;
import io.gypsum.server.metrics.CountedIdentity;
import io.gypsum.server.metrics.MeteredStore;
import io.gypsum.server.metrics.ServerFigures;
import io.gypsum.server.metrics.ServerMetrics;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.operation.UploadParts;
import io.gypsum.server.operation.UploadPolicy;
import io.gypsum.server.operation.UploadRights;
import io.gypsum.server.operation.UploadUrls;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.SiteFiles;
import io.gypsum.server.page.folder.FileTrees;
import io.gypsum.server.page.publish.PublishRoutes.UploadStart;
import io.gypsum.server.schema.DocumentValidator;
import io.gypsum.server.schema.PublishedSchemas;
import io.gypsum.server.settings.BodySettings;
import io.gypsum.server.settings.ClientLimitSettings;
import io.gypsum.server.settings.ComputeSettings;
import io.gypsum.server.settings.IndexSettings;
import io.gypsum.server.settings.ListenSettings;
import io.gypsum.server.settings.LogSettings;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.StoreSettings;
import io.gypsum.server.settings.UploadSettings;
import io.gypsum.server.status.HealthChecks;
import io.gypsum.server.status.HealthChecks.HealthCheck;
import io.gypsum.server.status.HealthHandlers;
import io.gypsum.server.status.PacedCheck;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.ProjectLocks;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: wires the store, the operations on it, HTTP and the maintenance jobs together. Read {@link Routes}
 * next. Thread-safe.
 */
public final class GypsumServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GypsumServer.class);
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration MINUTELY = Duration.ofMinutes(1);
  private static final Duration HOURLY = Duration.ofHours(1);
  private static final Duration FORGOTTEN_SESSIONS_INTERVAL = Duration.ofSeconds(5);
  /** Smaller files are always sent through the server: a second request would take longer. */
  private static final long MIN_DIRECT_UPLOAD_BYTES = 64 * 1024;
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);
  /** This object does not have to exist: a lookup of it shows whether the store responds. */
  private static final Key HEALTH_PROBE = new Key("..health");

  private final ServerSettings settings;
  private final DataDirectory data;
  private final Clock clock = Clock.systemUTC();
  private final Store store;
  private final HttpMetrics metrics = new HttpMetrics();
  private final ServerMetrics serverMetrics = new ServerMetrics(metrics.registry());
  private final Identities identities;
  private final Environment env;
  private final ComputeLanes lanes;
  private final ReadStore schemas;
  private final List<CompressedForms> compressedForms = new ArrayList<>();
  private final @Nullable MetadataIndex index;
  private final BucketCatalog catalog;
  private final ChecksumFile checksums;
  private final @Nullable Sha256Computation sha256;
  private final UploadParts parts;
  private @Nullable AuditLog audit;
  private final HealthChecks health;
  private final Router router;
  private final List<Route> pageRoutes;
  private final RecentFiles recentFiles;
  private final HttpServer http;
  private final MaintenanceSchedule maintenance = new MaintenanceSchedule();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** @param nanoTime determines when the store is checked again, and refills the limits of clients */
  private GypsumServer(
      ServerSettings settings, DataDirectory data, SigningKey signingKey, SiteFiles siteFiles,
      Store opened, LongSupplier nanoTime) {
    this.settings = settings;
    this.data = data;
    ChangeCountingStore counting =
        new ChangeCountingStore(new MeteredStore(opened, metrics.registry()));
    store = counting;
    recentFiles = new RecentFiles(counting.changes(), nanoTime);
    addDisks();
    ComputeSettings computing = settings.limits().compute();
    lanes =
        ComputeLanes.of(
            new ComputeLane.Limits(computing.threads(), computing.queue(), computing.maxWait()),
            !(settings.store().address() instanceof LocalDirectory));
    UploadSettings uploads = settings.uploads();
    ProjectLocks locks =
        new ProjectLocks(
            store, clock, new Leases(uploads.lease(), uploads.stepLease()), Sleeper.SYSTEM);
    UploadSessions sessions = new UploadSessions(locks);
    identities = Identities.create(settings.identity(), data, clock);
    Identity identity = new CountedIdentity(identities.identity(), metrics.registry());
    Authorization authorization = new Authorization(settings.identity().administrators());
    env =
        new Environment(
            store, sessions, new RoleChecks(authorization),
            new UploadRights(
                sessions, new BucketReader(store), authorization, identity, signingKey),
            clock, new SecureRandom());
    UploadUrls urls =
        new UploadUrls(
            env,
            new UploadPolicy(
                signingKey, uploads.direct() ? MIN_DIRECT_UPLOAD_BYTES : UploadPolicy.NEVER_DIRECT,
                uploads.multipartThresholdBytes(), uploads.partBytes()));
    index = newIndex();
    schemas = schemas(settings.index().schemas());
    catalog =
        new BucketCatalog(
            new CatalogSource(
                store, locks, settings.store().logRetention(), counting.changes()),
            data.path().resolve("catalogue"), settings.store().address().toString(), clock);
    checksums = new ChecksumFile(data.path().resolve("checksums"));
    sha256 =
        settings.store().address() instanceof LocalDirectory || computing.sha256OnS3()
            ? new Sha256Computation(new BucketReader(store), checksums)
            : null;
    parts = new UploadParts(env, urls, lanes.operations());
    Runnable storeCheck = new PacedCheck(store::requireUsable, nanoTime);
    health =
        new HealthChecks(
            List.of(
                new HealthCheck("The store answers", () -> store.head(HEALTH_PROBE)),
                new HealthCheck("Users can sign in", identity::requireUsable),
                new HealthCheck("The store can be written to", storeCheck)),
            HEALTH_TIMEOUT, nanoTime);
    addCatalogGauges();
    ClientLimits limits = clientLimits(settings.limits().clients(), metrics, nanoTime);
    HttpSettings httpSettings = httpSettings();
    LimitedSignIn signIn = new LimitedSignIn(identity, limits);
    List<Filter> audited = auditFilters(metrics, nanoTime);
    List<Filter> filters = new ArrayList<>(audited);
    filters.add(new Authentication(signIn, env.roles()));
    IndexSearch search =
        index == null
            ? null
            : index.search(lanes.searches(), settings.limits().compute().searchSteps());
    CachedManifests manifests = new CachedManifests(new BucketReader(store));
    ServerPages pages =
        settings.pages().isOn() ? pages(siteFiles, search, manifests) : null;
    ErrorRenderer errors = pages == null ? ErrorRenderer.JSON : pages.apiErrors();
    Routes routes =
        new Routes(
            errors, filters, reads(search, manifests), writes(urls, httpSettings.bodies()),
            new Routes.Status(
                new WhoAmIHandler(env.roles()),
                new CredentialHandlers(
                    settings.store().publicS3(), settings.identity().publishedGitHubApp(),
                    OidcLogin.of(settings.identity())),
                new HealthHandlers(health), metrics));
    List<RouteGroup> groups = new ArrayList<>(routes.groups());
    List<RouteGroup> pageGroups =
        pages == null
            ? List.of()
            : pages.groups(
                new ServerPages.Access(signingKey, signIn, audited), urls,
                new UploadStart(
                    DocumentValidator.of(schemas), httpSettings.bodies().largeBytes(),
                    settings.uploads().maxFiles()));
    groups.addAll(pageGroups);
    pageRoutes = pageGroups.stream().flatMap(group -> group.routes().stream()).toList();
    router = new Router(groups, errors);
    http = listen(httpSettings, metrics, limits);
    // The first task, since it creates the reserve for a full disk. It runs even without a load balancer, so that a
    // disk that fills up is logged.
    maintenance.every(MINUTELY, "checking the store", storeCheck);
    startMaintenance(sessions);
    store.nameFolding().warning().ifPresent(LOG::warn);
    catalog.start();
    if (index != null) {
      serverMetrics.addIndex(index);
      index.start();
    }
  }

  private void addCatalogGauges() {
    metrics.gauge(
        "gypsum.catalogue.age", "seconds", "Time since the catalogue included all changes",
        catalog::ageSeconds);
    metrics.gauge(
        "gypsum.catalogue.size", "bytes", "Size of the catalogue", catalog::sizeBytes);
  }

  /**
   * Starts a server whose bucket is a local directory; requests are answered when this returns.
   *
   * @throws GypsumException when the store cannot be used, the port is in use, or the directories of the server contain
   *     each other; nothing is left open
   */
  public static GypsumServer start(ServerSettings settings) {
    return start(settings, StoreOpener::openDisk);
  }

  /**
   * Starts a server with other kinds of stores, or with wrapped ones.
   *
   * @param stores opens the store; the server closes it
   * @throws GypsumException as {@link #start(ServerSettings)}
   */
  public static GypsumServer start(ServerSettings settings, StoreOpener stores) {
    return start(settings, stores, System::nanoTime);
  }

  static GypsumServer start(
      ServerSettings settings, StoreOpener stores, LongSupplier nanoTime) {
    settings.requireSeparateDirectories();
    DataDirectory data = DataDirectory.at(settings.store().data());
    SigningKey signingKey = SigningKey.loadOrCreate(data);
    SiteFiles siteFiles =
        settings.pages().isOn() ? SiteFiles.read(settings.pages()) : SiteFiles.NONE;
    Store store = openStore(settings.store(), data, stores);
    try {
      return new GypsumServer(settings, data, signingKey, siteFiles, store, nanoTime);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static Store openStore(
      StoreSettings settings, DataDirectory data, StoreOpener stores) {
    if (!(settings.address() instanceof LocalDirectory(Path bucket))) {
      return stores.open(settings.address(), settings.createBucket());
    }
    KnownBuckets known = new KnownBuckets(data);
    known.requireUnlost(bucket);
    Store store = stores.open(settings.address(), settings.createBucket());
    try {
      known.add(bucket);
    } catch (UncheckedIOException e) {
      // A data directory that is full or read-only does not prevent a server from starting.
      LOG.warn("cannot record that the bucket '{}' was used: {}", bucket, LogLine.of(e));
    }
    return store;
  }

  private void addDisks() {
    serverMetrics.addDisk("data", data.path());
    if (settings.store().address() instanceof LocalDirectory(Path bucket)) {
      serverMetrics.addDisk("bucket", bucket);
    }
    if (settings.listen().logs().access()) {
      serverMetrics.addDisk("access", data.path().resolve("access"));
    }
    if (settings.listen().logs().audit()) {
      serverMetrics.addDisk("audit", data.path().resolve(AuditFiles.DIRECTORY));
    }
    if (!settings.index().classes().isEmpty()) {
      serverMetrics.addDisk("index", data.path().resolve("index"));
    }
  }

  private void startMaintenance(UploadSessions sessions) {
    Duration retention = settings.store().logRetention();
    maintenance.every(
        DAILY, "deleting old change logs",
        () -> new ChangeLogCleanup(store, clock, retention).removeOld());
    maintenance.every(
        FORGOTTEN_SESSIONS_INTERVAL, "rolling back uploads that failed to start",
        sessions::rollBackFailedStarts);
    maintenance.every(
        HOURLY, "recovering abandoned locks",
        () -> serverMetrics.setLockedProjects(
            new LockRecoveryTask(store, sessions.locks()).recoverAll()));
    maintenance.every(
        MINUTELY, "counting uploads",
        () -> serverMetrics.setRunningUploads(
            new RunningUploads(store, sessions.locks()).count()));
    maintenance.every(
        HOURLY, "deleting orphaned staged files",
        () -> new StagingCleanup(store, sessions).removeAll());
  }

  private List<Filter> auditFilters(HttpMetrics metrics, LongSupplier nanoTime) {
    LogSettings logs = settings.listen().logs();
    if (!logs.audit()) {
      return List.of();
    }
    AuditLog log =
        AuditLog.start(
            new AuditFiles(data, logs.auditFileBytes(), logs.auditFiles()), clock, nanoTime);
    audit = log;
    metrics.addCounter("gypsum.audit.events", "Events written to the audit log", log::written);
    metrics.addCounter(
        "gypsum.audit.events.lost", "Events that could not be written to the audit log", log::lost);
    metrics.addCounter(
        "gypsum.audit.events.suppressed",
        "Refused or failed attempts over the limit, which are not in the audit log",
        log::suppressed);
    metrics.addCounter(
        "gypsum.audit.write.failures", "Failed writes of the audit log, which are retried",
        log::writeFailures);
    return List.of(new AuditedRequests(log));
  }

  private Routes.Reads reads(@Nullable IndexSearch search, CachedManifests manifests) {
    MetadataIndex current = index;
    Handler disabled = exchange -> {
      throw GypsumException.notFound(
          "metadata search is disabled on this server; start it with --index");
    };
    BucketReader bucket = new BucketReader(store);
    PublishedVersions published = new PublishedVersions(bucket, lanes.reads());
    FileHandler files =
        new FileHandler(
            store, published, clock,
            settings.store().redirectDownloads() ? store.direct().orElse(null) : null,
            recentFiles);
    return new Routes.Reads(
        files,
        new Routes.Permanent(
            new DataHandler(bucket, files, published, lanes.reads()),
            new ArchiveHandler(manifests, published, checksums, lanes.reads(), clock),
            new ChecksumListHandler(manifests, published, sha256, lanes.reads())),
        new ListHandler(store, lanes.reads()), new BundleHandler(store, lanes.reads()),
        new Routes.Published(
            compressed("schemas", schemas),
            current == null ? disabled : compressed("index", current.files()),
            search == null ? disabled : search.handler()));
  }

  /** @param name the directory of the compressed forms */
  private CompressedFileHandler compressed(String name, ReadStore published) {
    CompressedForms forms =
        new CompressedForms(
            published, data.path().resolve("compressed").resolve(name), lanes.reads());
    compressedForms.add(forms);
    return new CompressedFileHandler(forms, clock);
  }

  private Routes.Writes writes(UploadUrls urls, HttpSettings.BodyLimits bodies) {
    return new Routes.Writes(
        new ProjectHandlers(env, catalog, lanes.operations(), bodies.smallBytes()),
        new VersionHandlers(
            env, urls, lanes.operations(), bodies.largeBytes(), settings.uploads().maxFiles()),
        new UploadFileHandlers(
            env, urls, parts, settings.listen().publicUrl()));
  }

  private ServerPages pages(
      SiteFiles files, @Nullable IndexSearch search, CachedManifests manifests) {
    return new ServerPages(
        settings,
        new ServerPages.Parts(
            data, identities, env, catalog, lanes, health, new ServerFigures(metrics.registry()),
            clock),
        new ServerPages.Shown(
            files, () -> address().resolve("/").toString().replaceAll("/$", ""), sha256 != null,
            new PageSources(
                new FileTrees(manifests), catalog.pages(), lanes, search, clock,
                new AuditTrail(settings.listen().logs().audit() ? data.path() : null))));
  }

  private @Nullable MetadataIndex newIndex() {
    IndexSettings indexing = settings.index();
    return indexing.classes().isEmpty()
        ? null
        : new MetadataIndex(
            store, data.path().resolve("index"), indexing.classes(),
            settings.store().logRetention(), indexing.interval(), clock);
  }

  private static ReadStore schemas(@Nullable Path directory) {
    return directory == null ? new MemoryStore() : PublishedSchemas.read(directory);
  }

  private static ClientLimits clientLimits(
      ClientLimitSettings limits, HttpMetrics metrics, LongSupplier nanoTime) {
    return new ClientLimits(
        new ClientAddresses(limits.trustedProxies()), limits.concurrency(), limits.rates(),
        limits.limitLoopback(), nanoTime, metrics::countRefusal);
  }

  private HttpSettings httpSettings() {
    ListenSettings listen = settings.listen();
    BodySettings bodies = settings.limits().bodies();
    HttpSettings result =
        HttpSettings.defaults()
            .with(new HttpSettings.ListenAddress(listen.host(), listen.port(), listen.publicPath()))
            .with(HttpSettings.RequestLimits.of(listen.maxRequests()))
            .with(
                HttpSettings.BodyLimits.DEFAULT.withBudget(bodies.memoryBytes())
                    .withWait(bodies.maxWait())
                    .within(Runtime.getRuntime().maxMemory()))
            .with(
                HttpSettings.ClientPace.DEFAULT
                    .withTimeouts(bodies.headerTimeout(), bodies.timeout()));
    return listen.logs().access()
        ? result.with(
            new HttpSettings.AccessLogFiles(
                data.path().resolve("access"), HttpSettings.AccessLogFiles.DEFAULT_KEPT_DAYS))
        : result;
  }

  private HttpServer listen(
      HttpSettings httpSettings, HttpMetrics metrics, ClientLimits limits) {
    try {
      return HttpServer
          .start(httpSettings, router, metrics, limits, recentFiles, TomcatEngine::start);
    } catch (IOException e) {
      closeAudit();
      throw ListenHost.failure(httpSettings.address(), e);
    }
  }

  Router router() {
    return router;
  }

  /** Returns the routes of the web pages; the other routes of the router are those of the API. */
  List<Route> pageRoutes() {
    return pageRoutes;
  }

  ComputeLanes lanes() {
    return lanes;
  }

  /** Returns the URL at which clients reach this server, without a trailing slash. */
  public URI address() {
    return settings.listen().publicUrl(http.port());
  }

  /**
   * Rejects new requests, lets running ones finish within the grace period of the settings, and releases all resources.
   * May be called again.
   */
  public void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    health.markStopping();
    try {
      List<Runnable> steps = new ArrayList<>();
      steps.add(maintenance::close);
      steps.add(() -> http.stop(settings.listen().stopGrace()));
      steps.add(this::closeAudit);
      steps.add(lanes::close);
      compressedForms.forEach(forms -> steps.add(forms::close));
      steps.add(catalog::close);
      if (sha256 != null) {
        steps.add(sha256::close);
      }
      steps.add(checksums::close);
      if (index != null) {
        steps.add(index::close);
      }
      steps.add(parts::close);
      steps.add(store::close);
      steps.forEach(GypsumServer::runLogged);
    } finally {
      stopped.countDown();
    }
  }

  /** A failure to release one resource does not prevent the release of the others. */
  private static void runLogged(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.warn("Cannot release a resource of the server: {}", LogLine.of(e), e);
    }
  }

  private void closeAudit() {
    if (audit != null) {
      audit.close();
    }
  }

  /** Waits until {@link #stop}, called by another thread, has completed. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    stop();
  }
}
