package io.gypsum.server.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.server.maintenance.ChangeLogCleanup;
import io.gypsum.server.maintenance.LockRecoveryTask;
import io.gypsum.server.maintenance.StagingCleanup;
import io.gypsum.server.operation.Completion;
import io.gypsum.server.operation.Deletions;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.operation.ReceivedBundle;
import io.gypsum.server.operation.Refresh;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.operation.UploadBundles;
import io.gypsum.server.operation.UploadFiles;
import io.gypsum.server.operation.UploadParts;
import io.gypsum.server.operation.UploadPolicy;
import io.gypsum.server.operation.UploadRequest;
import io.gypsum.server.operation.UploadRights;
import io.gypsum.server.operation.UploadUrls;
import io.gypsum.server.operation.UploadUrls.PresignedPut;
import io.gypsum.server.operation.Uploads;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StagedBundle;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.ProjectLocks;

/** All operations of a server on a store, without HTTP. Several instances on one store act as several servers. */
public final class TestOperations {
  public static final User ADMIN = new User("admin", Set.of(), false);
  /** An administrator by the flag of the account. */
  public static final User ROOT = new User("root", Set.of(), true);
  public static final User OWNER = new User("owner", Set.of(), false);
  /** Another process may take over a lock whose holder wrote it last this long ago. */
  public static final Duration PAST_STEP_LEASE =
      Leases.DEFAULT.step().plus(Leases.DEFAULT.grace()).plusSeconds(1);
  public static final Duration PAST_ALL_LEASES = Leases.DEFAULT.upload().plusDays(1);

  /** Minimum size of files that clients may send in parts. */
  public static final long MULTIPART_THRESHOLD = 8;
  public static final long PART_BYTES = 4;

  private static final UploadUrls.Destination ADDRESS =
      UploadUrls.Destination.of(URI.create("http://localhost"));
  private static final int MAX_FILES = 100_000;

  public final Store store;
  public final Environment env;
  public final RemovableAccounts accounts = new RemovableAccounts();
  public final ProjectLocks locks;
  public final UploadSessions sessions;
  public final Projects projects;
  public final Uploads uploads;
  public final UploadFiles files;
  public final UploadBundles bundles;
  public final UploadParts parts;
  public final Completion completion;
  public final Probation probation;
  public final Refresh refresh;
  public final Deletions removal;
  public final LockRecoveryTask abandonedLocks;
  public final ChangeLogCleanup changeLogs;
  public final StagingCleanup stagingCleanup;

  /** Every account exists unless it was removed; access tokens are not supported. */
  public static final class RemovableAccounts implements Identity {
    public final Set<String> removed = ConcurrentHashMap.newKeySet();
    /** When the token of an account was replaced. */
    public final Map<String, Instant> replaced = new ConcurrentHashMap<>();

    @Override
    public User identify(String token) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<User> current(User user, Instant since) {
      return removed.contains(user.login())
          || replaced.getOrDefault(user.login(), Instant.MIN).isAfter(since)
              ? Optional.empty()
              : Optional.of(
                  new User(
                      user.login(), user.organizations(), user.login().equals(ROOT.login())));
    }
  }

  /** Waiting advances the clock. */
  public TestOperations(Store store, TestClock clock, SigningKey key) {
    this(store, clock, key, clock::advance);
  }

  public TestOperations(Store store, Clock clock, SigningKey key, Sleeper sleeper) {
    this.store = store;
    locks = new ProjectLocks(store, clock, Leases.DEFAULT, sleeper);
    sessions = new UploadSessions(locks);
    Authorization authorization = new Authorization(Set.of(ADMIN.login()));
    env =
        new Environment(
            store, sessions, new RoleChecks(authorization),
            new UploadRights(
                sessions, new BucketReader(store), authorization, accounts, key,
                () -> TimeUnit.MILLISECONDS.toNanos(clock.millis())),
            clock, new Random());
    projects = new Projects(env);
    UploadPolicy policy = new UploadPolicy(key, 0, MULTIPART_THRESHOLD, PART_BYTES);
    UploadUrls urls = new UploadUrls(env, policy);
    uploads = new Uploads(env, urls);
    files = new UploadFiles(env, urls);
    bundles = new UploadBundles(env, urls);
    parts = new UploadParts(env, urls, TestLanes.ample());
    completion = new Completion(env);
    probation = new Probation(env);
    refresh = new Refresh(env, projects);
    removal = new Deletions(env, NoLinks.INSTANCE);
    abandonedLocks = new LockRecoveryTask(store, locks);
    stagingCleanup = new StagingCleanup(store, sessions);
    changeLogs = new ChangeLogCleanup(store, clock, Duration.ofDays(7));
  }

  public static AssetVersion version(String text) {
    return AssetVersion.parse(text);
  }

  public static ProjectAsset asset(String project, String asset) {
    return new ProjectAsset(new ProjectName(project), new AssetName(asset));
  }

  public static PermissionsChange permissions(String json) {
    return JsonInput.read(Files.bytes(json), PermissionsChange::read);
  }

  public static QuotaChange quota(String json) {
    return JsonInput.read(Files.bytes(json), QuotaChange::read);
  }

  /** Creates a project with {@link #OWNER} as its owner. */
  public void create(String project) {
    create(project, "{\"owners\":[\"owner\"]}");
  }

  public void create(String project, String permissions) {
    projects.create(
        ADMIN, new ProjectName(project), permissions(permissions), QuotaChange.NONE);
  }

  public ClientUpload start(User user, String version, String body) {
    UploadRequest request =
        JsonInput.read(Files.bytes(body), in -> UploadRequest.read(in, MAX_FILES));
    AssetVersion parsed = version(version);
    return ClientUpload.of(parsed, uploads.start(user, parsed, request));
  }

  /** @return the upload token in the address */
  public String presign(String slug, String token) {
    return ticket(files.presign(slug, token, ADDRESS));
  }

  private static String ticket(PresignedPut put) {
    return put.url().getQuery().substring("ticket=".length());
  }

  /** Sends one part as a correct client does. */
  public void sendPart(ClientUpload session, String path, int number, String content) {
    PresignedPut put =
        parts.presign(
            session.uploadTokens().get(path), number, Md5.parse(Files.md5(content)),
            session.token(),
            ADDRESS);
    send(put, content);
  }

  private void send(PresignedPut put, String content) {
    if (put.url().getHost().equals(ADDRESS.server().getHost())) {
      byte[] bytes = Files.bytes(content);
      files.receive(
          ticket(put), put.md5().base64(), bytes.length, new ByteArrayInputStream(bytes));
    } else {
      ((ReachableStore) store).put(put.url(), content);
    }
  }

  public boolean join(ClientUpload session, String path) {
    return parts.join(session.uploadTokens().get(path), session.token());
  }

  /** Sends one file as a correct client does. */
  public void send(ClientUpload session, String path, String content) {
    send(files.presign(session.uploadTokens().get(path), session.token(), ADDRESS), content);
  }

  /** Starts an upload of simple files, given as contents by path, and asks for bundles and URLs. */
  public ClientUpload startWithBundles(User user, String version, Map<String, String> files) {
    String[] declared =
        files.entrySet()
            .stream()
            .map(file -> Files.simple(file.getKey(), file.getValue()))
            .toArray(String[]::new);
    return start(
        user, version,
        Files.body(declared).replaceFirst("\\{", "{\"bundles\":true,\"presign\":true,"));
  }

  /** Sends a bundle, whose body has the declared length. */
  public ReceivedBundle sendBundle(ClientUpload session, byte[] body) {
    String _ = bundles.requireAdmissible(session.bundleToken(), session.token(), body.length);
    try {
      return bundles
          .receive(
              session.bundleToken(), session.token(), body.length, new ByteArrayInputStream(body));
    } catch (IOException e) {
      throw new AssertionError("a body in memory can be received", e);
    }
  }

  /** Stages files as a server does whose store is a service. */
  public void stageBundle(ClientUpload session, String... contents) {
    StagedBundle.Builder bundle = new StagedBundle.Builder(1000);
    for (String content : contents) {
      byte[] bytes = Files.bytes(content);
      bundle.add(new ManifestEntry(bytes.length, Md5.parse(Files.md5(content)), null), bytes);
    }
    Content content = bundle.content();
    PutResult _ =
        store.put(
            bundle.key(session.staging(), content.md5()), content, PutCondition.CREATE);
  }

  public void complete(ClientUpload session) {
    completion.complete(session.version(), session.token());
  }

  public void abort(ClientUpload session) {
    uploads.abort(session.version(), session.token());
  }

  /** Uploads and completes a version of simple files, given as alternating paths and contents. */
  public ClientUpload publish(User user, String version, String... pathsAndContents) {
    return upload(user, version, false, pathsAndContents);
  }

  /** Uploads and completes a version on probation. */
  public ClientUpload publishOnProbation(User user, String version, String... pathsAndContents) {
    return upload(user, version, true, pathsAndContents);
  }

  private ClientUpload upload(User user, String version, boolean probation, String... files) {
    String[] declared = new String[files.length / 2];
    for (int i = 0; i < declared.length; i++) {
      declared[i] = Files.simple(files[2 * i], files[2 * i + 1]);
    }
    ClientUpload session = start(user, version, Files.body(probation, declared));
    for (int i = 0; i < declared.length; i++) {
      send(session, files[2 * i], files[2 * i + 1]);
    }
    complete(session);
    return session;
  }
}
