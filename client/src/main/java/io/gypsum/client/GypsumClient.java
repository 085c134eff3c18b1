package io.gypsum.client;

import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.bucket.RemoteFileChannel;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.local.LocalNames;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.metadata.DatabaseDownloader;
import io.gypsum.client.metadata.MetadataSources;
import io.gypsum.client.metadata.SchemaDownloader;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.store.RestStore;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.SchemaName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ReadStore;

/**
 * A client of a gypsum server: lists, downloads, uploads and administers projects.
 *
 * <pre>{@code
 * try (GypsumClient gypsum = GypsumClient.builder().url("https://gypsum.example.org").token(token).build()) {
 *   gypsum.version("my-project/counts/v2").upload(Path.of("counts")).run();
 *   gypsum.asset("my-project/counts").latest().download().to(Path.of("copy")).run();
 * }
 * }</pre>
 *
 * <p>{@link #project}, {@link #asset} and {@link #version} are the fluent entry points. The other methods have the names and
 * defaults of the functions of the R and Python clients.
 *
 * <p>Immutable and thread-safe; virtual threads are supported. Calls block. Interrupting a thread ends its call with a
 * {@link RequestFailedException}, and the interrupt status stays set. Temporary failures (429, 5xx, broken connections)
 * are retried for a few seconds, or for at least a minute if the server responded before
 * ({@link GypsumClientBuilder#retryFor}). Every failure is a {@link GypsumException}: a {@link RequestFailedException} for a
 * failed request, a {@link LocalFileException} for a problem with a local file, or a plain one for an invalid argument. Files
 * are streamed, never loaded into memory completely.
 */
public final class GypsumClient implements AutoCloseable {
  private final ServerUrl server;
  private final SignIn signIn;
  private final int concurrency;
  private final TransferListener listener;
  private final CacheDirectory cache;
  private final HttpTransport http;
  private final DocumentFetcher documents;
  private final BucketListing listing;
  private final CachedDocuments cachedDocuments;
  private final UploadRequests uploadRequests;
  private final ProjectAdministration administration;
  private final LinkedRemoval removals;
  private final DatabaseDownloader databases;
  private final SchemaDownloader schemas;
  private final FileDownloader files;

  GypsumClient(
      ServerUrl server, SignIn signIn, HttpTransport http, CacheDirectory cache,
      MetadataSources metadata, Settings settings) {
    this.server = server;
    this.signIn = signIn;
    this.concurrency = settings.concurrency();
    this.listener = settings.listener();
    this.cache = cache;
    this.http = http;
    this.documents = new DocumentFetcher(http, server);
    this.listing = new BucketListing(http, server);
    this.cachedDocuments = new CachedDocuments(documents, cache);
    this.administration = new ProjectAdministration(http, server, documents, this::token);
    this.removals = new LinkedRemoval(administration, listing, documents, concurrency);
    this.uploadRequests = new UploadRequests(http, server, documents);
    this.databases =
        new DatabaseDownloader(
            http, metadata.databases(), cache, settings.clock(), settings.listener()::warns);
    this.schemas = new SchemaDownloader(http, metadata.schemas(), cache);
    this.files = new FileDownloader(http, server, settings.random());
  }

  /**
   * Further settings.
   *
   * @param concurrency maximum number of files that one call transfers at a time
   * @param random thread-safe
   */
  record Settings(
      int concurrency, TransferListener listener, RandomGenerator random, Clock clock) {}

  /** Returns a builder with the default settings. */
  public static GypsumClientBuilder builder() {
    return new GypsumClientBuilder();
  }

  /** Returns the base URL of the server, without a trailing slash. */
  public URI url() {
    return server.base();
  }

  /** Returns the cache directory of this server, which all gypsum clients of a user share. */
  public Path cacheDirectory() {
    return cache.root();
  }

  /** Returns the versions in the cache directory of this server, to list, verify and delete them. */
  public LocalCache localCache() {
    return new LocalCache(cache, cachedDocuments, InstantSource.system());
  }

  /** Returns the sign-in of this client, which provides its access token. */
  public SignIn signIn() {
    return signIn;
  }

  // Entry points

  /** Returns a project on the server; sends no request. */
  public RemoteProject project(ProjectName project) {
    return new RemoteProject(this, project);
  }

  /**
   * Returns a project on the server; sends no request.
   *
   * @throws GypsumException INVALID if the name is invalid
   */
  public RemoteProject project(String project) {
    return project(ProjectName.parse(project));
  }

  /** Returns an asset on the server; sends no request. */
  public RemoteAsset asset(ProjectAsset asset) {
    return new RemoteAsset(this, asset);
  }

  /**
   * Returns an asset on the server; sends no request.
   *
   * @param asset {@code project/asset}
   * @throws GypsumException INVALID if the text does not have this form
   */
  public RemoteAsset asset(String asset) {
    return asset(ProjectAsset.parse(asset));
  }

  /** Returns a version on the server, which need not exist; sends no request. */
  public RemoteVersion version(AssetVersion version) {
    return new RemoteVersion(this, version);
  }

  /**
   * Returns a version on the server, which need not exist; sends no request.
   *
   * @param version {@code project/asset/version}
   * @throws GypsumException INVALID if the text does not have this form
   */
  public RemoteVersion version(String version) {
    return version(AssetVersion.parse(version));
  }

  // Lists

  /** Returns all projects. */
  public List<ProjectName> listProjects() {
    return listing.directories(Prefix.ALL, ProjectName::new);
  }

  /** Returns the assets of a project; empty if the project does not exist. */
  public List<AssetName> listAssets(ProjectName project) {
    return listing.directories(BucketLayout.below(project), AssetName::new);
  }

  /**
   * Returns the versions of an asset, including unfinished ones and those on probation; empty if the asset does not exist.
   */
  public List<VersionName> listVersions(ProjectAsset asset) {
    return listing.directories(BucketLayout.below(asset), VersionName::new);
  }

  /** @see #listFiles(AssetVersion, ListOptions) */
  public List<String> listFiles(AssetVersion version) {
    return listFiles(version, ListOptions.DEFAULTS);
  }

  /**
   * Returns the objects below a version, as paths relative to it. Links are not included: only the {@linkplain #fetchManifest
   * manifest} contains them. Names that no gypsum server accepts are skipped.
   */
  public List<String> listFiles(AssetVersion version, ListOptions options) {
    return listing.paths(version, options.prefix(), options.internal());
  }

  // Documents

  /** Returns the latest version of an asset; empty if it has none. */
  public Optional<VersionName> fetchLatest(ProjectAsset asset) {
    return documents.find(BucketLayout.latest(asset), Latest::read).map(Latest::version);
  }

  /**
   * Returns the manifest of a version. The manifest of a published version is cached; other manifests may still change.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   */
  public Manifest fetchManifest(AssetVersion version) {
    return cachedDocuments.manifest(version);
  }

  /**
   * Returns the summary of a version: its uploader and times. The summary of a published version is cached.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   */
  public Summary fetchSummary(AssetVersion version) {
    return cachedDocuments.summary(version);
  }

  /**
   * Returns the summaries of all versions of an asset, in the order of {@link #listVersions}. A summary is empty if it does not
   * exist (the version is not complete) or is corrupt.
   */
  public Map<VersionName, Optional<Summary>> fetchSummaries(ProjectAsset asset) {
    List<VersionName> versions = listVersions(asset);
    List<Optional<Summary>> summaries =
        Parallel.map(
            versions, concurrency,
            e -> HttpErrors.interrupted("read the summaries of " + asset, e),
            version -> findSummary(new AssetVersion(asset.project(), asset.asset(), version)));
    Map<VersionName, Optional<Summary>> byVersion = new LinkedHashMap<>();
    for (int i = 0; i < versions.size(); i++) {
      byVersion.put(versions.get(i), summaries.get(i));
    }
    return byVersion;
  }

  private Optional<Summary> findSummary(AssetVersion version) {
    try {
      return Optional.of(fetchSummary(version));
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND
          || e.kind() == GypsumException.Kind.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the owners and uploaders of a project.
   *
   * @throws RequestFailedException NOT_FOUND if the project does not exist
   */
  public Permissions fetchPermissions(ProjectName project) {
    return documents.fetch(BucketLayout.permissions(project), Permissions::read);
  }

  /**
   * Returns the quota of a project.
   *
   * @throws RequestFailedException NOT_FOUND if the project does not exist
   */
  public Quota fetchQuota(ProjectName project) {
    return documents.fetch(BucketLayout.quota(project), Quota::read);
  }

  /**
   * Returns the usage of a project.
   *
   * @throws RequestFailedException NOT_FOUND if the project does not exist
   */
  public Usage fetchUsage(ProjectName project) {
    return documents.fetch(BucketLayout.usage(project), Usage::read);
  }

  /**
   * Asks the server once whether it can answer requests. Requires no account; other implementations of the service may not
   * offer it.
   *
   * @throws RequestFailedException UNAVAILABLE with the reason if the server is not ready or cannot be reached; NOT_FOUND if
   *     it does not offer the check
   */
  public void requireReady() {
    http.sendOnce(
        ClientRequest.get("check whether the server is ready", server.route("/health/ready")),
        HttpTransport.ignoringBody());
  }

  /** Returns how to read the server's bucket through S3, cached for a week; empty if the server does not offer it. */
  public Optional<S3Config> publicS3Config() {
    return new S3ConfigCache(documents, server, cache, Clock.systemUTC()).find();
  }

  /** Returns the change log of the server, oldest entry first. Servers keep entries for a week. */
  public List<LoggedChange> changeLog() {
    return changeLog(Instant.MIN);
  }

  /**
   * Returns the change log of the server since a time, oldest entry first.
   *
   * @param from the earliest time of an entry, inclusive
   */
  public List<LoggedChange> changeLog(Instant from) {
    return new ChangeLogReader(listing, documents, concurrency).since(from);
  }

  /**
   * Returns the users who uploaded versions, with one request for each version, several at a time. Versions that do not exist,
   * are not published, or whose summary is corrupt or contains no user, are left out. Reads nothing from the cache, since a
   * version may have been deleted and uploaded again.
   */
  public Map<AssetVersion, String> fetchUploaders(List<AssetVersion> versions) {
    List<Optional<String>> users =
        Parallel.map(
            versions, concurrency, e -> HttpErrors.interrupted("read the uploaders of versions", e),
            this::findUploader);
    Map<AssetVersion, String> byVersion = new LinkedHashMap<>();
    for (int i = 0; i < versions.size(); i++) {
      AssetVersion version = versions.get(i);
      users.get(i).ifPresent(user -> byVersion.put(version, user));
    }
    return byVersion;
  }

  private Optional<String> findUploader(AssetVersion version) {
    try {
      return documents.find(BucketLayout.summary(version), Summary::read)
          .filter(Summary::isPublished)
          .map(Summary::uploadUserId)
          .filter(user -> !user.isEmpty());
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the server's bucket as a read-only store. It contains all public objects, including internal documents. Failures
   * are {@link io.gypsum.store.StoreException}s, after the usual retries. Each open object or listing occupies one
   * connection of this client until it is closed; closing the store has no effect. Listings contain names only, without
   * sizes and times.
   */
  public ReadStore readStore() {
    return new RestStore(http, server);
  }

  // Metadata

  /**
   * Downloads the metadata database of the public server.
   *
   * @see #fetchMetadataDatabase(DatabaseName, MetadataOptions)
   */
  public Path fetchMetadataDatabase() {
    return fetchMetadataDatabase(DatabaseName.BIOCONDUCTOR, MetadataOptions.DEFAULTS);
  }

  /**
   * Downloads a metadata database into the cache, if it is missing or a newer one was published. All processes together
   * check for a newer database at most once an hour. If the check fails, the cached database is returned and a warning is
   * logged. Only one of several threads or processes downloads the database; the others wait.
   *
   * @return the path of a complete SQLite file, which must not be changed. A newer database replaces it later; processes
   *     that have the file open keep the old one
   * @throws RequestFailedException if the database is not in the cache and cannot be downloaded; NOT_FOUND if it does not
   *     exist
   * @throws LocalFileException if the cache cannot be written
   */
  public Path fetchMetadataDatabase(DatabaseName name, MetadataOptions options) {
    return databases.fetch(name, options.overwrite());
  }

  /**
   * Downloads the metadata schema of the public server.
   *
   * @see #fetchMetadataSchema(SchemaName, MetadataOptions)
   */
  public Path fetchMetadataSchema() {
    return fetchMetadataSchema(SchemaName.BIOCONDUCTOR, MetadataOptions.DEFAULTS);
  }

  /**
   * Downloads a JSON schema for metadata documents into the cache, if it is missing.
   *
   * @return the path of a complete JSON file, which must not be changed
   * @throws RequestFailedException NOT_FOUND if the schema does not exist
   * @throws LocalFileException if the cache cannot be written
   */
  public Path fetchMetadataSchema(SchemaName name, MetadataOptions options) {
    return schemas.fetch(name, options.overwrite());
  }

  // Comparisons

  /**
   * Returns the changes that lead from one version to another, of any asset.
   *
   * @throws RequestFailedException NOT_FOUND if a version does not exist
   */
  public VersionDiff compareVersions(AssetVersion from, AssetVersion to) {
    return VersionDiff.between(fetchManifest(from), fetchManifest(to));
  }

  /**
   * Returns the changes that lead from a version to the files of a directory, as an upload would publish them. Reads only files
   * whose size occurs in the version. For a link to a file that is not in the cache, the target is compared. The directory may
   * be empty.
   *
   * @param options the options of the upload
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws LocalFileException if the directory or a file cannot be read, or a name or link cannot be uploaded
   */
  public VersionDiff compareDirectory(
      AssetVersion from, Path directory, PrepareOptions options) {
    List<DirectoryScanner.ScannedFile> files =
        DirectoryScanner.find(directory, options.withAllowEmpty(true), cache);
    Map<UserPath, VersionDiff.FileContent> version = VersionDiff.contents(fetchManifest(from));
    return VersionDiff.between(
        version,
        LocalContents.read(
            files, version,
            target -> cachedDocuments.manifestEntry(target.version(), target.path())));
  }

  /** @see #compareDirectory(AssetVersion, Path, PrepareOptions) */
  public VersionDiff compareDirectory(AssetVersion from, Path directory) {
    return compareDirectory(from, directory, PrepareOptions.DEFAULTS);
  }

  // Downloads

  /** @see #saveFile(AssetVersion, UserPath, SaveOptions) */
  public Path saveFile(AssetVersion version, UserPath path) {
    return saveFile(version, path, SaveOptions.DEFAULTS);
  }

  /**
   * Downloads one file of a version into the cache, if it is missing. A link has the content of its target. A cached file of
   * an unpublished version is checked on every call, since the version may have been uploaded again; only an offline client
   * returns it unchecked.
   *
   * @param options the selection of files, {@code relink} and the concurrency have no effect
   * @return the path of the complete, correct file, which must not be changed, since other processes read it
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the version does not contain the file
   * @throws LocalFileException if the cache cannot be written
   */
  public Path saveFile(AssetVersion version, UserPath path, SaveOptions options) {
    return saver(options.transfer()).saveFile(version, path, options);
  }

  /** @see #saveVersion(AssetVersion, SaveOptions) */
  public Path saveVersion(AssetVersion version) {
    return saveVersion(version, SaveOptions.DEFAULTS);
  }

  /**
   * Downloads the missing files of a version into the cache, including links and their targets. One process at a time
   * downloads a version; the others wait. Once a published version is complete, further calls only check that on disk.
   * After a failure each file is complete or missing; a second call continues. If the options select only some files, only
   * these are downloaded, and the version does not count as complete.
   *
   * @return the directory of the version, which must not be changed, since other processes read it
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the options select none of its files
   * @throws LocalFileException if the cache cannot be written
   */
  public Path saveVersion(AssetVersion version, SaveOptions options) {
    return saver(options.transfer())
        .saveVersion(version, options, orDefault(options.concurrency()));
  }

  /** @see #resolveLinks(AssetVersion, SaveOptions) */
  public void resolveLinks(AssetVersion version) {
    resolveLinks(version, SaveOptions.DEFAULTS);
  }

  /**
   * Creates the linked files of a version in the cache. Their targets are downloaded if they are missing.
   *
   * @param options with overwriting, existing files are downloaded and created again; {@code relink} has no effect
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the options select none of its files
   * @throws LocalFileException if the cache cannot be written
   */
  public void resolveLinks(AssetVersion version, SaveOptions options) {
    saver(options.transfer())
        .resolveLinks(version, options, orDefault(options.concurrency()));
  }

  /** @see #downloadVersion(AssetVersion, Path, DownloadOptions) */
  public DownloadReport downloadVersion(AssetVersion version, Path directory) {
    return downloadVersion(version, directory, DownloadOptions.DEFAULTS);
  }

  /**
   * Downloads the files of a version to a directory, which is created if necessary. Links become files with the content of
   * their targets. After a failure each file is complete and correct, or missing; a second call downloads only the missing
   * files. The received part of a large file stays in the directory until then, under a name that starts with {@code
   * ..part-}.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the options select none of its files
   * @throws LocalFileException if a file exists with different content and the options do not allow overwriting it; before the
   *     first file is downloaded, if the file system does not support or distinguish the names of all files
   */
  public DownloadReport downloadVersion(
      AssetVersion version, Path directory, DownloadOptions options) {
    LocalNames.requireComplete(directory);
    return downloader(options.transfer()).downloadVersion(
        version, fetchManifest(version), directory, options, orDefault(options.concurrency()));
  }

  /** @see #downloadFile(AssetVersion, UserPath, Path, DownloadOptions) */
  public void downloadFile(AssetVersion version, UserPath path, Path destination) {
    downloadFile(version, path, destination, DownloadOptions.DEFAULTS);
  }

  /**
   * Downloads one file of a version. An existing file with the correct content is kept.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the version does not contain the file
   * @throws LocalFileException if the destination exists with different content and the options do not allow overwriting it
   */
  public void downloadFile(
      AssetVersion version, UserPath path, Path destination, DownloadOptions options) {
    LocalNames.requireComplete(destination);
    downloader(options.transfer())
        .downloadFile(
            new FileAddress(version, path), cachedDocuments.manifestEntry(version, path),
            destination, options.overwrite());
  }

  /** @see #downloadFileTo(Path, AssetVersion, UserPath, DownloadOptions) */
  public Path downloadFileTo(Path directory, AssetVersion version, UserPath path) {
    return downloadFileTo(directory, version, path, DownloadOptions.DEFAULTS);
  }

  /**
   * Downloads one file of a version to a directory, under the last component of its path. An existing file with the correct
   * content is kept.
   *
   * @return the local file
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the version does not contain the file
   * @throws LocalFileException if another file has its name and the options do not allow overwriting it, or the file system
   *     does not support the name
   */
  public Path downloadFileTo(
      Path directory, AssetVersion version, UserPath path, DownloadOptions options) {
    Path destination = LocalPaths.resolve(directory, path.fileName());
    downloadFile(version, path, destination, options);
    return destination;
  }

  // Random access

  /**
   * Opens a file of a version for random access, without downloading it as a whole. A cached file is read from the cache; a
   * link is read as its target. Ranges that are read from the server cannot be checked against the MD5 of the manifest; use
   * {@link #downloadFile} for that. Mapping more than 4 MiB saves the file in the cache first, as {@link #saveFile} does.
   *
   * @return a read-only, thread-safe channel. It throws {@link java.io.IOException}s with a {@link GypsumException} as cause.
   *     A file that is not cached cannot be locked
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws GypsumException NOT_FOUND if the version does not contain the file
   */
  public FileChannel openFile(AssetVersion version, UserPath path) {
    return openFile(
        new FileAddress(version, path), cachedDocuments.manifestEntry(version, path));
  }

  /**
   * Opens a file as {@link #openFile(AssetVersion, UserPath)} does, without fetching the manifest.
   *
   * @param entry the entry of the file in the manifest of its version
   */
  public FileChannel openFile(FileAddress file, ManifestEntry entry) {
    Path cached = cachedDocuments.isVerified(file, entry) ? cache.file(file) : null;
    return RemoteFileChannel.openOrCached(
        http, server, cached, file, entry, () -> saveFile(file.version(), file.path()));
  }

  // Uploads

  /** @see #prepareDirectoryUpload(Path, PrepareOptions) */
  public List<UploadFile> prepareDirectoryUpload(Path directory) {
    return prepareDirectoryUpload(directory, PrepareOptions.DEFAULTS);
  }

  /**
   * Returns the files of a directory for {@link #startUpload}, including hidden files. Checks all names and links, then
   * computes the MD5 of all files that are not links, several at a time. The listener of the client receives warnings.
   *
   * @throws LocalFileException with all problems, before the first file is hashed, if the directory or a file cannot be read,
   *     a name is not UTF-8 or the server would reject it, a file is not a regular file or is a link that the options do not
   *     allow, or there is no file and the options require one
   */
  public List<UploadFile> prepareDirectoryUpload(Path directory, PrepareOptions options) {
    return DirectoryScanner.prepare(directory, options, cache, path -> {}, listener);
  }

  /**
   * Returns the files of a directory for the upload of a version as {@link #prepareDirectoryUpload(Path, PrepareOptions)} does,
   * and checks that the version can contain them.
   */
  public List<UploadFile> prepareDirectoryUpload(
      AssetVersion version, Path directory, PrepareOptions options) {
    return directoryUploader(TransferOptions.DEFAULTS).prepare(version, directory, options);
  }

  /** @see #cloneVersion(AssetVersion, Path, CloneOptions) */
  public void cloneVersion(AssetVersion version, Path destination) {
    cloneVersion(version, destination, CloneOptions.DEFAULTS);
  }

  /**
   * Fills a directory with symbolic links to the cached files of a version, to prepare a new version. The directory is
   * created if necessary. Add, remove or replace files there; {@link #prepareDirectoryUpload(Path, PrepareOptions)} then
   * turns the remaining links into links on the server. Existing links are kept; after a failure a second call creates the
   * missing ones.
   *
   * @throws RequestFailedException NOT_FOUND if the version does not exist
   * @throws LocalFileException if another file has the name of a link; nothing has been changed then
   */
  public void cloneVersion(AssetVersion version, Path destination, CloneOptions options) {
    LocalNames.requireComplete(destination);
    if (options.download()) {
      saveVersion(version, options.save().withFiles(FileSelection.ALL));
    }
    VersionClone.create(
        version, fetchManifest(version), destination, cache, options.download());
  }

  /** @see #startUpload(AssetVersion, List, StartOptions) */
  public StartedUpload startUpload(AssetVersion version, List<UploadFile> files) {
    return startUpload(version, files, StartOptions.DEFAULTS);
  }

  /**
   * Starts the upload of a new version. The project is locked until the upload is completed or aborted.
   *
   * @throws RequestFailedException INVALID if the version already exists
   */
  public StartedUpload startUpload(
      AssetVersion version, List<UploadFile> files, StartOptions options) {
    BearerToken token = token(UploadRequests.startAction(version));
    uploadRequests.requireAbsent(version);
    return new StartedUpload(
        uploadRequests.start(
            new UploadPlan(version, files, options.onProbation()), token,
            UploadRequests.newSessionToken()));
  }

  /** @see #uploadFiles(StartedUpload, Path, TransferOptions) */
  public void uploadFiles(StartedUpload upload, Path directory) {
    uploadFiles(upload, directory, TransferOptions.DEFAULTS);
  }

  /** Sends the files of an upload from a directory. May be called again after a failure. */
  public void uploadFiles(StartedUpload upload, Path directory, TransferOptions options) {
    UploadSession session = upload.session();
    sessionUploader(options)
        .upload(
            session, session.toSend(), directory, orDefault(options.concurrency()), path -> {});
  }

  /** Completes an upload. Afterwards the version never changes. */
  public void completeUpload(StartedUpload upload) {
    uploadRequests.complete(upload.session());
  }

  /** Aborts an upload. The server deletes its files. */
  public void abortUpload(StartedUpload upload) {
    uploadRequests.abort(upload.session());
  }

  /**
   * Aborts the unfinished upload of a version by an earlier {@link #uploadDirectory(AssetVersion, Path, UploadOptions)} with
   * this cache directory. The server deletes its files and unlocks the project.
   *
   * @return false if there is no such upload, or it has ended meanwhile; the version may then be complete
   * @throws GypsumException LOCKED if another process or thread on this machine is uploading the version, or if the server
   *     refuses the abort while the project is locked for the version, for example because the upload is being completed
   */
  public boolean abortUpload(AssetVersion version) {
    return directoryUploader(TransferOptions.DEFAULTS).abort(version);
  }

  /** @see #uploadDirectory(AssetVersion, Path, UploadOptions) */
  public UploadReport uploadDirectory(AssetVersion version, Path directory) {
    return uploadDirectory(version, directory, UploadOptions.DEFAULTS);
  }

  /**
   * Uploads a directory as a new version. After a failure the upload is aborted, unless its outcome is {@linkplain
   * RequestFailedException#mayHaveHappened unknown}, the failure is temporary and large files are partly uploaded, or the
   * server cannot be reached. In these cases, and after the thread was interrupted or the process was killed, a second call
   * with the same arguments and cache directory continues: it sends only the missing files and completes the upload.
   * {@link #abortUpload(AssetVersion)} aborts it instead.
   *
   * @throws GypsumException LOCKED if another process or thread on this machine is uploading the version, or the project is
   *     locked
   */
  public UploadReport uploadDirectory(
      AssetVersion version, Path directory, UploadOptions options) {
    return directoryUploader(options.transfer()).upload(
        version, directory, options, orDefault(options.concurrency()),
        token(UploadRequests.startAction(version)));
  }

  // Review

  /**
   * Approves a version on probation. Requires an owner of the project or an administrator.
   *
   * @throws RequestFailedException INVALID if the version does not exist or is not on probation
   */
  public void approveProbation(AssetVersion version) {
    administration.approveProbation(version);
  }

  /**
   * Deletes a version on probation. Requires an owner of the project, an administrator, or the uploader of the version.
   *
   * @throws RequestFailedException INVALID if the version does not exist or is not on probation
   */
  public void rejectProbation(AssetVersion version) {
    administration.rejectProbation(version, Rejection.WITHOUT_REASON);
  }

  /**
   * Deletes a version on probation like {@link #rejectProbation(AssetVersion)}. A server that does not record reasons ignores the
   * reason.
   *
   * @param reason for the uploader; at most {@value Rejection#MAX_REASON_CHARS} characters
   * @throws GypsumException INVALID if the reason is blank or too long
   */
  public void rejectProbation(AssetVersion version, String reason) {
    administration.rejectProbation(version, new Rejection(reason));
  }

  // Ownership and administration

  /**
   * Adds owners or uploaders to a project. Requires an owner or an administrator. Existing entries are kept: an existing
   * owner is not added twice, and an uploader replaces an existing one with the same id, asset and version.
   *
   * @return the permissions before and after, and whether they were changed concurrently
   * @throws RequestFailedException NOT_FOUND if the project does not exist
   */
  public PermissionsUpdate setPermissions(ProjectName project, PermissionsChange added) {
    return administration.appendPermissions(project, added);
  }

  /**
   * Replaces all owners or all uploaders of a project, or both. A list that the change does not contain stays unchanged.
   * Requires an owner or an administrator.
   *
   * @return the permissions before and after, and whether they were changed concurrently
   * @throws GypsumException INVALID if the list of owners is empty; see {@link #replacePermissionsAllowingNoOwners}
   * @throws RequestFailedException NOT_FOUND if the project does not exist
   */
  public PermissionsUpdate replacePermissions(ProjectName project, PermissionsChange change) {
    ProjectAdministration.requireOwner(project, change);
    return administration.replacePermissions(project, change);
  }

  /**
   * Replaces permissions as {@link #replacePermissions} does, but may remove all owners. Only administrators can manage a
   * project without owners.
   */
  public PermissionsUpdate replacePermissionsAllowingNoOwners(
      ProjectName project, PermissionsChange change) {
    return administration.replacePermissions(project, change);
  }

  /** Creates a project without owners, with the server's default quota. Requires an administrator. */
  public void createProject(ProjectName project) {
    createProject(project, PermissionsChange.NONE, QuotaChange.NONE);
  }

  /**
   * Creates a project. Requires an administrator.
   *
   * @param quota the quota; missing values get the server's defaults
   * @throws RequestFailedException INVALID if the project already exists
   */
  public void createProject(
      ProjectName project, PermissionsChange permissions, QuotaChange quota) {
    administration.createProject(project, permissions, quota);
  }

  /**
   * Changes the quota of a project. Values that the change does not contain stay unchanged. Requires an administrator.
   *
   * @throws RequestFailedException INVALID if the project does not exist
   */
  public void setQuota(ProjectName project, QuotaChange quota) {
    administration.setQuota(project, quota);
  }

  /**
   * Makes the server recompute the latest version of an asset. Requires an administrator.
   *
   * @return the latest version; empty if the asset has none
   */
  public Optional<VersionName> refreshLatest(ProjectAsset asset) {
    return administration.refreshLatest(asset);
  }

  /** Makes the server recompute the usage of a project, and returns it. Requires an administrator. */
  public Usage refreshUsage(ProjectName project) {
    return administration.refreshUsage(project);
  }

  /**
   * Returns the files of other versions, of all projects, that are links to a version; call it before deleting that version.
   * If the server cannot find them, reads the manifests of at most {@value LinkSearch#MAX_VERSIONS} versions of the project,
   * those of the same asset first; the result is then not complete.
   *
   * @throws RequestFailedException UNAUTHENTICATED or FORBIDDEN if the server can find links, and the user is not an
   *     administrator
   */
  public IncomingLinks findLinksTo(AssetVersion version) {
    return removals.findLinksTo(version);
  }

  /** Returns the files of other assets that are links to an asset, as {@link #findLinksTo(AssetVersion)} does. */
  public IncomingLinks findLinksTo(ProjectAsset asset) {
    return removals.findLinksTo(asset);
  }

  /**
   * Returns the files of other projects that are links to a project, as {@link #findLinksTo(AssetVersion)} does. If the server
   * cannot find them, the result is empty and not complete.
   */
  public IncomingLinks findLinksTo(ProjectName project) {
    return removals.findLinksTo(project);
  }

  /**
   * Permanently deletes a project with all its assets. Succeeds if the project does not exist. Requires an administrator.
   */
  public void removeProject(ProjectName project) {
    removeProject(project, LinkPolicy.IGNORE);
  }

  /**
   * Permanently deletes an asset with all its versions. Succeeds if the asset does not exist. Requires an administrator.
   */
  public void removeAsset(ProjectAsset asset) {
    removeAsset(asset, LinkPolicy.IGNORE);
  }

  /** Permanently deletes a version. Succeeds if the version does not exist. Requires an administrator. */
  public void removeVersion(AssetVersion version) {
    removeVersion(version, LinkPolicy.IGNORE);
  }

  /**
   * Deletes a project as {@link #removeProject(ProjectName)} does, with the check of
   * {@link #removeVersion(AssetVersion, LinkPolicy)}.
   */
  public void removeProject(ProjectName project, LinkPolicy links) {
    removals.remove(project, links);
  }

  /**
   * Deletes an asset as {@link #removeAsset(ProjectAsset)} does, with the check of
   * {@link #removeVersion(AssetVersion, LinkPolicy)}.
   */
  public void removeAsset(ProjectAsset asset, LinkPolicy links) {
    removals.remove(asset, links);
  }

  /**
   * Permanently deletes a version, unless files of other versions are links to it. The server checks all projects; if it
   * cannot, the client checks the project as {@link #findLinksTo(AssetVersion)} does.
   *
   * @param links IGNORE to delete the version in any case
   * @throws GypsumException INVALID if {@code links} is REFUSE and other versions link to the version; contains the names of
   *     the first ones
   */
  public void removeVersion(AssetVersion version, LinkPolicy links) {
    removals.remove(version, links);
  }

  /**
   * Returns whether a project is locked at the moment: an upload or another change is in progress, or was abandoned and its lock
   * has not been recovered. Also false for a project that does not exist.
   */
  public boolean isLocked(ProjectName project) {
    return administration.isLocked(project);
  }

  /**
   * Releases the lock of a project, for example after an upload that was never completed. Requires an owner or an
   * administrator; some servers require an administrator. Has no effect if the project is not locked.
   */
  public void unlockProject(ProjectName project) {
    administration.unlock(project);
  }

  // The components of a transfer are created for each call, with its listener.

  private VersionSaver saver(TransferOptions options) {
    return new VersionSaver(
        cache, cachedDocuments, files, options.progressOr(listener), http.isOffline());
  }

  private VersionDownloader downloader(TransferOptions options) {
    return new VersionDownloader(files, cache, options.progressOr(listener));
  }

  private SessionUploader sessionUploader(TransferOptions options) {
    return new SessionUploader(http, server, options.progressOr(listener));
  }

  private DirectoryUploader directoryUploader(TransferOptions options) {
    return new DirectoryUploader(
        uploadRequests, sessionUploader(options), documents, administration, cache, server);
  }

  private BearerToken token(String action) {
    return BearerToken.from(
        () -> signIn.freshToken().map(AccessToken::token).orElse(null), action);
  }

  private int orDefault(int files) {
    return files == 0 ? concurrency : files;
  }

  /**
   * Closes all connections; calls that are still running in other threads may fail. Has no effect if the client is
   * already closed.
   */
  @Override
  public void close() {
    http.close();
  }

  @Override
  public String toString() {
    return "gypsum client of " + server;
  }
}
