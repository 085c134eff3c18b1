package io.gypsum.client;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.metadata.DatabaseDownloader;
import io.gypsum.client.metadata.SchemaDownloader;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.store.RestStore;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
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
 * What a user does with a gypsum server.
 *
 * <pre>{@code
 * try (GypsumClient gypsum = GypsumClient.builder().url("https://gypsum.example.org").token(token).build()) {
 *   AssetVersion second = AssetVersion.parse("my-project/counts/v2");
 *   gypsum.uploadDirectory(second, Path.of("counts"));
 *   gypsum.downloadVersion(second, Path.of("copy"));
 * }
 * }</pre>
 *
 * <p>Immutable; all methods may be called from any thread, also a virtual one. They block; interrupting the caller ends
 * a call with a {@link RequestFailedException} and the interrupt flag set. What fails for a reason that passes (429,
 * 5xx, a broken connection) is tried again for some seconds first. Every failure is a {@link GypsumException}: a {@link
 * RequestFailedException} about the server, a {@link LocalFileException} about this machine's files, or else about what
 * was asked. File contents are streamed, never held in memory.
 */
public final class GypsumClient implements AutoCloseable {
  private final ServerUrl server;
  private final SignIn signIn;
  private final int concurrency;
  private final CacheDirectory cache;
  private final HttpTransport http;
  private final DocumentFetcher documents;
  private final BucketListing listing;
  private final UploadRequests uploads;
  private final DirectoryUploader directoryUploads;
  private final ProjectAdministration administration;
  private final CachedDocuments cachedDocuments;
  private final DatabaseDownloader databases;
  private final SchemaDownloader schemas;
  private final VersionDownloader downloads;
  private final VersionSaver saves;

  GypsumClient(
      ServerUrl server, SignIn signIn, int concurrency, HttpTransport http,
      RandomGenerator random, CacheDirectory cache, TransferListener listener,
      DatabaseDownloader databases, SchemaDownloader schemas) {
    this.server = server;
    this.cache = cache;
    this.signIn = signIn;
    this.concurrency = concurrency;
    this.http = http;
    this.documents = new DocumentFetcher(http, server);
    this.listing = new BucketListing(http, server);
    this.uploads = new UploadRequests(http, server, documents, listener);
    this.administration = new ProjectAdministration(http, server, documents);
    this.directoryUploads =
        new DirectoryUploader(uploads, documents, administration, cache, server);
    this.databases = databases;
    this.schemas = schemas;
    this.cachedDocuments = new CachedDocuments(documents, cache);
    FileDownloader fetch = new FileDownloader(http, server, random);
    this.downloads = new VersionDownloader(fetch, cache, listener);
    this.saves = new VersionSaver(cache, cachedDocuments, fetch, listener, http.isOffline());
  }

  public static GypsumClientBuilder builder() {
    return new GypsumClientBuilder();
  }

  /** The server, without a trailing slash. */
  public URI url() {
    return server.base();
  }

  /** Where what is downloaded is kept, shared with all other gypsum clients of this user. */
  public Path cacheDirectory() {
    return cache.root();
  }

  /** Who the client acts for, and how to change that. */
  public SignIn signIn() {
    return signIn;
  }

  // Look

  public List<ProjectName> listProjects() {
    return listing.directories(Prefix.ALL, ProjectName::new);
  }

  /** The assets of a project; none when there is no such project. */
  public List<AssetName> listAssets(ProjectName project) {
    return listing.directories(BucketLayout.below(project), AssetName::new);
  }

  /** The versions of an asset, also unfinished ones and those on probation; none when there is no such asset. */
  public List<VersionName> listVersions(ProjectAsset asset) {
    return listing.directories(BucketLayout.below(asset), VersionName::new);
  }

  /** The files of a version that have bytes of their own; links are only in its manifest. */
  public List<UserPath> listFiles(AssetVersion version) {
    return listFiles(version, "");
  }

  /** @param prefix what the paths start with; need not end at a {@code /} */
  public List<UserPath> listFiles(AssetVersion version, String prefix) {
    String below = BucketLayout.below(version).value();
    return listing.keys(new Prefix(below + prefix))
        .stream()
        .filter(key -> !key.isInternal())
        .map(key -> new UserPath(key.value().substring(below.length())))
        .toList();
  }

  /**
   * What the bucket has below a version, as paths relative to it; links have nothing there. Names that no gypsum server
   * takes are left out.
   *
   * @param prefix what the paths start with; need not end at a {@code /}
   * @param includeInternal whether also {@code ..manifest} and the like, which are no {@link UserPath}s
   */
  public List<String> listFiles(AssetVersion version, String prefix, boolean includeInternal) {
    String below = BucketLayout.below(version).value();
    return listing.keys(new Prefix(below + prefix))
        .stream()
        .filter(key -> includeInternal || !key.isInternal())
        .map(key -> key.value().substring(below.length()))
        .toList();
  }

  // Read documents

  /** The current version of an asset; empty when it has none. */
  public Optional<VersionName> fetchLatest(ProjectAsset asset) {
    return documents.find(BucketLayout.latest(asset), Latest::read).map(Latest::version);
  }

  /**
   * Every file of a version. That of a published one is kept in the cache and read from there; others may still change.
   *
   * @throws RequestFailedException NOT_FOUND when there is no such version
   */
  public Manifest fetchManifest(AssetVersion version) {
    return cachedDocuments.manifest(version);
  }

  /**
   * Who made a version and when. That of a published one is kept in the cache and read from there.
   *
   * @throws RequestFailedException NOT_FOUND when there is no such version
   */
  public Summary fetchSummary(AssetVersion version) {
    return cachedDocuments.summary(version);
  }

  /** @throws RequestFailedException NOT_FOUND when there is no such project */
  public Permissions fetchPermissions(ProjectName project) {
    return documents.fetch(BucketLayout.permissions(project), Permissions::read);
  }

  /** @throws RequestFailedException NOT_FOUND when there is no such project */
  public Quota fetchQuota(ProjectName project) {
    return documents.fetch(BucketLayout.quota(project), Quota::read);
  }

  /** @throws RequestFailedException NOT_FOUND when there is no such project */
  public Usage fetchUsage(ProjectName project) {
    return documents.fetch(BucketLayout.usage(project), Usage::read);
  }

  /**
   * How to read the server's bucket by S3; asked once a week, then from the cache. Empty when the server does not say.
   */
  public Optional<S3Config> publicS3Config() {
    return new S3ConfigCache(documents, server, cache, Clock.systemUTC()).find();
  }

  /** What was published and removed on this server, oldest first; servers keep it for a week. */
  public List<LoggedChange> changeLog() {
    return changeLog(Instant.MIN);
  }

  /** @param from the first moment of interest */
  public List<LoggedChange> changeLog(Instant from) {
    return new ChangeLogReader(listing, documents, concurrency).since(from);
  }

  /**
   * The server's bucket as a store that can be read: what anyone may read, internal documents included. Failures are {@link
   * io.gypsum.store.StoreException}s, after the usual tries. What is opened of it, listings too, has one of the client's
   * connections until it is closed; closing the store itself does nothing. Listings know names alone.
   */
  public ReadStore readStore() {
    return new RestStore(http, server);
  }

  // Metadata

  /** That of the public service; as {@link #fetchMetadataDatabase(DatabaseName, MetadataOptions)}. */
  public Path fetchMetadataDatabase() {
    return fetchMetadataDatabase(DatabaseName.BIOCONDUCTOR, MetadataOptions.DEFAULTS);
  }

  /**
   * Brings a metadata database into the cache, and a newer one once there is one: at most once an hour the index is asked
   * for that, by whatever process. When it cannot be asked, the one that is there has to do, with a warning in the log.
   * Any number of threads and processes may want the same one; one of them fetches it.
   *
   * @return where it is: an SQLite file, whole, and not to be changed; a newer one takes its place later, and who has this
   *     one open keeps it
   * @throws RequestFailedException when it is not there and cannot be fetched; NOT_FOUND when there is none of that name
   * @throws LocalFileException when the cache cannot be written
   */
  public Path fetchMetadataDatabase(DatabaseName name, MetadataOptions options) {
    return databases.fetch(name, options.overwrite());
  }

  /** That of the public service; as {@link #fetchMetadataSchema(SchemaName, MetadataOptions)}. */
  public Path fetchMetadataSchema() {
    return fetchMetadataSchema(SchemaName.BIOCONDUCTOR, MetadataOptions.DEFAULTS);
  }

  /**
   * Brings a JSON schema for metadata documents into the cache, unless it is there.
   *
   * @return where it is: a JSON object, whole, and not to be changed
   * @throws RequestFailedException NOT_FOUND when there is none of that name
   * @throws LocalFileException when the cache cannot be written
   */
  public Path fetchMetadataSchema(SchemaName name, MetadataOptions options) {
    return schemas.fetch(name, options.overwrite());
  }

  // Download

  /** @see #saveFile(AssetVersion, UserPath, SaveOptions) */
  public Path saveFile(AssetVersion version, UserPath path) {
    return saveFile(version, path, SaveOptions.DEFAULTS);
  }

  /**
   * Brings one file of a version into the cache, unless it is there; a linked one is the same file as the one it stands
   * for. A file of a version that is not published is checked each time, as its version may have been uploaded anew; only
   * an offline client takes what is there.
   *
   * @return where it is: whole, as the manifest says, and not to be changed, since others read it, too
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws GypsumException NOT_FOUND when the version has no such file
   * @throws LocalFileException when the cache cannot be written
   */
  public Path saveFile(AssetVersion version, UserPath path, SaveOptions options) {
    return saves.file(version, path, options.overwrite());
  }

  /** @see #saveVersion(AssetVersion, SaveOptions) */
  public Path saveVersion(AssetVersion version) {
    return saveVersion(version, SaveOptions.DEFAULTS);
  }

  /**
   * Brings every file of a version into the cache, links and what they stand for included; only what is missing is
   * fetched, by one process at a time however many want it. Once everything of a published version is there, asking again
   * costs one look at the disk. After a failure each file is there whole or not at all; asking again goes on from there.
   *
   * @return the directory of the version, where nothing may be changed: others read it, too
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws LocalFileException when the cache cannot be written
   */
  public Path saveVersion(AssetVersion version, SaveOptions options) {
    return saves.version(version, options, orDefault(options.concurrency()));
  }

  /**
   * Makes the linked files of a version that is in the cache, from the files that they stand for; those are fetched if
   * need be.
   *
   * @param overwrite whether linked files that are there are fetched and made again
   */
  public void resolveLinks(AssetVersion version, boolean overwrite) {
    saves.links(version, overwrite, concurrency);
  }

  /** @see #downloadVersion(AssetVersion, Path, DownloadOptions) */
  public DownloadReport downloadVersion(AssetVersion version, Path directory) {
    return downloadVersion(version, directory, DownloadOptions.DEFAULTS);
  }

  /**
   * Brings every file of a version into a directory, which is made if need be; links come as the files they stand for.
   * A file that is there is whole and as the manifest says, also when this fails on the way; asking again fetches only
   * what is missing. What has come of a big file stays beside it until then, under a name that starts with {@code
   * ..part-}.
   *
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws LocalFileException when a file is there with other content and may not be overwritten
   */
  public DownloadReport downloadVersion(
      AssetVersion version, Path directory, DownloadOptions options) {
    return downloads.version(
        version, fetchManifest(version), directory, options.overwrite(),
        orDefault(options.concurrency()));
  }

  /**
   * Brings one file of a version to {@code destination}; one that is there with the same content stays.
   *
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws GypsumException NOT_FOUND when the version has no such file
   * @throws LocalFileException when something else is there
   */
  public void downloadFile(AssetVersion version, UserPath path, Path destination) {
    downloads.file(new FileAddress(version, path), entry(version, path), destination, false);
  }

  // Read from within

  /**
   * Opens a file of a version for reading from anywhere in it, without downloading all of it; one that is in the cache is
   * read from there. A link is read as the file it stands for. What comes over the network in pieces cannot be checked
   * against the manifest's MD5; {@link #downloadFile} does that.
   *
   * @return read-only, thread-safe; its failures are {@link java.io.IOException}s, caused by one of ours
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws GypsumException NOT_FOUND when the version has no such file
   */
  public SeekableByteChannel openFile(AssetVersion version, UserPath path) {
    return openFile(new FileAddress(version, path), entry(version, path));
  }

  /**
   * As the other, for who has the manifest already.
   *
   * @param entry of the file in its version's manifest
   */
  public SeekableByteChannel openFile(FileAddress file, ManifestEntry entry) {
    Link link = entry.link();
    FileAddress source = link == null ? file : link.source();
    Path cached = cache.file(file);
    try {
      // Only summaries of published versions are kept: of others the file may be of an earlier try.
      if (Files.isRegularFile(cached) && Files.size(cached) == entry.sizeBytes()
          && Files.isRegularFile(cache.object(BucketLayout.summary(file.version())))) {
        return Files.newByteChannel(cached, StandardOpenOption.READ);
      }
    } catch (IOException e) {
      throw LocalFileException.failed(cached, "read", e);
    }
    return new RemoteFileChannel(
        http, server.file(source.key()), file.toString(), entry.sizeBytes());
  }

  private ManifestEntry entry(AssetVersion version, UserPath path) {
    ManifestEntry entry = fetchManifest(version).get(path);
    if (entry == null) {
      throw GypsumException.notFound("'" + version + "' has no file '" + path + "'");
    }
    return entry;
  }

  // Upload

  /** @see #prepareDirectoryUpload(Path, PrepareOptions) */
  public List<UploadFile> prepareDirectoryUpload(Path directory, boolean deduplicate) {
    return prepareDirectoryUpload(
        directory, PrepareOptions.DEFAULTS.withDeduplication(deduplicate));
  }

  /**
   * The files of a directory, ready to be announced: walks it (hidden files too), checks every path and link and then
   * reads every file that is no link once for its MD5, several at a time.
   *
   * @throws GypsumException INVALID, before any file is read, when the server would refuse a path
   * @throws LocalFileException when something cannot be read, is neither a directory nor a file, or is a link that the
   *     options do not allow
   */
  public List<UploadFile> prepareDirectoryUpload(Path directory, PrepareOptions options) {
    return DirectoryUpload.prepare(directory, options, cache, path -> {});
  }

  /**
   * Fills a directory, which is made if need be, with symbolic links to the files that a version has in the cache. What
   * is then added, removed or replaced there makes a new version, for which {@link #prepareDirectoryUpload(Path,
   * PrepareOptions)} announces the links that are left as links on the server. Links that are there already stay; asking
   * again after a failure makes the missing ones.
   *
   * @param download whether the files are brought into the cache first; without it the links dangle until they are
   * @throws RequestFailedException NOT_FOUND when there is no such version
   * @throws LocalFileException when something else is there already; nothing has been changed then
   */
  public void cloneVersion(AssetVersion version, Path destination, boolean download) {
    Manifest manifest = fetchManifest(version);
    if (download) {
      saveVersion(version);
    }
    VersionClone.make(version, manifest.files().keySet(), destination, cache);
  }

  /**
   * Opens an upload of a new version. The project is locked until it is completed or aborted.
   *
   * @param onProbation whether the version waits for approval; an untrusted uploader's does in any case
   */
  public UploadSession startUpload(
      AssetVersion version, List<UploadFile> files, boolean onProbation) {
    return uploads.start(
        version, files, onProbation, token(UploadRequests.startAsked(version)));
  }

  /** @see #uploadFiles(UploadSession, Path, int) */
  public void uploadFiles(UploadSession session, Path directory) {
    uploadFiles(session, directory, concurrency);
  }

  /**
   * Sends the files that the server wants, from where they are below {@code directory}. May be asked again after a
   * failure.
   *
   * @param files how many at a time
   */
  public void uploadFiles(UploadSession session, Path directory, int files) {
    uploads.sendFiles(session, directory, files);
  }

  /** Closes an upload; from here on the version never changes. */
  public void completeUpload(UploadSession session) {
    uploads.complete(session);
  }

  /** Gives an upload up: nothing of it stays. */
  public void abortUpload(UploadSession session) {
    uploads.abort(session);
  }

  /** @see #uploadDirectory(AssetVersion, Path, UploadOptions) */
  public UploadReport uploadDirectory(AssetVersion version, Path directory) {
    return uploadDirectory(version, directory, UploadOptions.DEFAULTS);
  }

  /**
   * Makes a directory a new version. After a failure nothing of it is on the server, unless the failure {@linkplain
   * RequestFailedException#mayHaveHappened says otherwise} or the server could not be told. Then, and when the whole
   * process was killed, asking the same again with the same cache directory ends it well and sends only what is missing.
   *
   * @throws GypsumException LOCKED when the same is being uploaded on this machine, or the project is locked
   */
  public UploadReport uploadDirectory(
      AssetVersion version, Path directory, UploadOptions options) {
    return directoryUploads.upload(
        version, directory, options, orDefault(options.concurrency()),
        token(UploadRequests.startAsked(version)));
  }

  // Review

  /**
   * Makes a version on probation an ordinary one. Only for owners of the project and administrators.
   *
   * @throws RequestFailedException INVALID when there is no such version or it is not on probation
   */
  public void approveProbation(AssetVersion version) {
    String asked = "approve " + version;
    http.sendIgnoringBody(
        ClientRequest
            .authorized(asked, "POST", server.route("/probation/approve", version), token(asked)),
        Repeat.IF_NOT_DONE);
  }

  /**
   * Deletes a version on probation. Only for owners of the project, administrators, and whoever uploaded it.
   *
   * @throws RequestFailedException INVALID when there is no such version or it is not on probation
   */
  public void rejectProbation(AssetVersion version) {
    String asked = "reject " + version;
    http.sendIgnoringBody(
        ClientRequest
            .authorized(asked, "POST", server.route("/probation/reject", version), token(asked)),
        Repeat.IF_NOT_DONE);
  }

  // Own and administer

  /** Replaces the owners or the uploaders, or both; what is null stays. Only for owners and administrators. */
  public void setPermissions(ProjectName project, PermissionsChange permissions) {
    administration.setPermissions(
        project, permissions, token(ProjectAdministration.permissionsAsked(project)));
  }

  /**
   * Replaces or extends owners and uploaders; what is null stays. Only for owners and administrators.
   *
   * @param append whether those that are there stay. An owner who is there is not added again; an uploader replaces the
   *     one with the same id, asset and version
   */
  public PermissionsUpdate setPermissions(
      ProjectName project, PermissionsChange change, boolean append) {
    return administration.setPermissions(
        project, change, append, token(ProjectAdministration.permissionsAsked(project)));
  }

  /** Makes a project without owners, with the server's usual quota. Only for administrators. */
  public void createProject(ProjectName project) {
    createProject(project, PermissionsChange.NONE, QuotaChange.NONE);
  }

  /**
   * Makes a project. Only for administrators.
   *
   * @param quota what is null is as the server's usual quota
   * @throws RequestFailedException INVALID when there is such a project
   */
  public void createProject(
      ProjectName project, PermissionsChange permissions, QuotaChange quota) {
    String asked = "create the project " + project;
    http.sendIgnoringBody(
        ClientRequest.authorized(
            asked, "POST", server.route("/create", project.value()), token(asked),
            out -> Requests.writeProject(out, permissions, quota)),
        Repeat.IF_NOT_DONE);
  }

  /**
   * Changes a project's quota; what is null stays. Only for administrators.
   *
   * @throws RequestFailedException INVALID when there is no such project
   */
  public void setQuota(ProjectName project, QuotaChange quota) {
    String asked = "set the quota of " + project;
    http.sendIgnoringBody(
        ClientRequest.authorized(
            asked, "PUT", server.route("/quota", project.value()), token(asked),
            out -> Requests.writeQuota(out, quota)),
        Repeat.ALWAYS);
  }

  /**
   * Has the server find out anew which version of an asset is the current one. Only for administrators.
   *
   * @return empty when the asset has none
   */
  public Optional<VersionName> refreshLatest(ProjectAsset asset) {
    return administration.refreshLatest(asset, token("refresh the latest version of " + asset));
  }

  /** Has the server count anew how much a project's files take. Only for administrators. */
  public Usage refreshUsage(ProjectName project) {
    return administration.refreshUsage(project, token("refresh the usage of " + project));
  }

  /** Deletes a project with everything in it, for good; one that is not there is no failure. Only for administrators. */
  public void removeProject(ProjectName project) {
    administration.remove(project.toString(), token("remove " + project));
  }

  /** Deletes an asset with all its versions, for good; one that is not there is no failure. Only for administrators. */
  public void removeAsset(ProjectAsset asset) {
    administration.remove(asset.toString(), token("remove " + asset));
  }

  /** Deletes a version, for good; one that is not there is no failure. Only for administrators. */
  public void removeVersion(AssetVersion version) {
    administration.remove(version.toString(), token("remove " + version));
  }

  /**
   * Ends whatever has locked a project, such as an upload that was never completed. Only for owners and administrators;
   * some servers allow it to administrators alone.
   */
  public void unlockProject(ProjectName project) {
    administration.unlock(project, token("unlock " + project));
  }

  private BearerToken token(String asked) {
    return BearerToken.from(
        () -> signIn.accessToken().map(AccessToken::token).orElse(null), asked);
  }

  private int orDefault(int files) {
    return files == 0 ? concurrency : files;
  }

  /** Frees connections; waits for the calls that still run in other threads. Closing twice is allowed. */
  @Override
  public void close() {
    http.close();
  }

  @Override
  public String toString() {
    return "gypsum client of " + server;
  }
}
