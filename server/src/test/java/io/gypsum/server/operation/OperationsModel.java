package io.gypsum.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.server.testing.Files;
import org.jspecify.annotations.Nullable;

/**
 * A minimal implementation of the REST API specification with maps in memory. It shares nothing with the server except the kinds of failures. Sessions are numbered in the order in which uploads were started.
 */
final class OperationsModel {
  static final String OK = "ok";
  private static final Duration UPLOAD_LEASE = Duration.ofDays(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Map<String, Project> projects = new TreeMap<>();
  private final List<Log> logs = new ArrayList<>();
  /** All uploads, whether running, completed or aborted. */
  private final List<Upload> uploads = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  record Uploader(
      String id, @Nullable String asset, @Nullable String version, @Nullable Instant until,
      @Nullable Boolean trusted) {}

  record Address(String project, String asset, String version, String path) {}

  /** A file as declared in the request. */
  record Declared(
      String type, String path, long size, String md5, @Nullable Address target) {}

  /** An entry of a manifest; {@code target} is null unless the file is a link. */
  record FileEntry(
      long size, String md5, @Nullable Address target, @Nullable Address ancestor) {
    /** Returns the name of the staged file. */
    String staged() {
      return md5 + "-" + size;
    }
  }

  record Log(Instant time, String json) {}

  static final class Project {
    List<String> owners = List.of();
    List<Uploader> uploaders = List.of();
    long baseline = 10_000_000_000L;
    /** As stored: fractions are kept. */
    String baselineText = String.valueOf(baseline);
    long growth = 20_000_000_000L;
    int year;
    long usage;
    final Map<String, Map<String, Version>> assets = new TreeMap<>();
    /** The upload that holds the lock. */
    @Nullable Upload running;
  }

  static final class Version {
    final String user;
    final Instant start;
    @Nullable Instant finish;
    boolean probation;
    final Map<String, FileEntry> files;
    /** Received contents by the names of the staged files. */
    final Map<String, String> received = new TreeMap<>();

    Version(String user, Instant start, boolean probation, Map<String, FileEntry> files) {
      this.user = user;
      this.start = start;
      this.probation = probation;
      this.files = files;
    }

    long ownBytes() {
      return files.values()
          .stream()
          .filter(f -> f.target() == null)
          .mapToLong(FileEntry::size)
          .sum();
    }
  }

  static final class Upload {
    final int session;
    final User user;
    final String project;
    final String asset;
    final String versionName;
    final Version version;
    Instant until;

    Upload(
        int session, User user, String project, String asset, String versionName, Version version,
        Instant until) {
      this.session = session;
      this.user = user;
      this.project = project;
      this.asset = asset;
      this.versionName = versionName;
      this.version = version;
      this.until = until;
    }
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;

    Refused(Kind kind) {
      super(kind.name(), null, false, false);
      this.kind = kind;
    }
  }

  void at(Instant newNow) {
    now = newNow;
  }

  /** Returns {@link #OK} followed by the result, or the kind of the failure. */
  static String outcome(java.util.function.Supplier<String> operation) {
    try {
      return (OK + " " + operation.get()).strip();
    } catch (Refused e) {
      return e.kind.name();
    }
  }

  private static void check(boolean right, Kind failure) {
    if (!right) {
      throw new Refused(failure);
    }
  }

  // Permissions.

  private static boolean is(User user, String id) {
    return user.login().equals(id) || user.organizations().contains(id);
  }

  private static boolean isAdmin(User user) {
    return user.login().equals("admin") || user.administrator();
  }

  private static boolean manages(User user, Project project) {
    return isAdmin(user) || project.owners.stream().anyMatch(owner -> is(user, owner));
  }

  private static boolean applies(
      Uploader entry, User user, String asset, String version, Instant now) {
    return is(user, entry.id())
        && (entry.asset() == null || entry.asset().equals(asset))
        && (entry.version() == null || entry.version().equals(version))
        && (entry.until() == null || !entry.until().isBefore(now));
  }

  private static List<Uploader> entries(
      Project project, User user, String asset, String version, Instant now) {
    return project.uploaders.stream()
        .filter(entry -> applies(entry, user, asset, version, now))
        .toList();
  }

  private static boolean isTrusted(User user, Project project, List<Uploader> entries) {
    return manages(user, project)
        || entries.stream().anyMatch(entry -> Boolean.TRUE.equals(entry.trusted()));
  }

  /** Ends an upload whose user may no longer upload. Returns whether the user is trusted. */
  private boolean checkRight(Upload upload) {
    Project project = projects.get(upload.project);
    List<Uploader> entries =
        entries(
            project, upload.user, upload.asset, upload.versionName, upload.version.start);
    if (!manages(upload.user, project) && entries.isEmpty()) {
      project.running = null;
      throw new Refused(Kind.FORBIDDEN);
    }
    return isTrusted(upload.user, project, entries);
  }

  private static void checkName(String name) {
    check(
        !name.isEmpty() && !name.contains("/") && !name.contains("\\") && !name.startsWith(".."),
        Kind.INVALID);
  }

  private static boolean isPath(String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.startsWith("..") || part.equals(".") || part.contains("\\")) {
        return false;
      }
    }
    return true;
  }

  // Locks.

  private void lock(@Nullable Project project) {
    if (project != null && project.running != null) {
      check(mayBeTakenOver(project.running), Kind.LOCKED);
      project.running = null;
    }
  }

  private boolean mayBeTakenOver(Upload upload) {
    return upload.until.plus(GRACE).isBefore(now);
  }

  String recoverAll() {
    for (Project project : projects.values()) {
      if (project.running != null && mayBeTakenOver(project.running)) {
        project.running = null;
      }
    }
    return "";
  }

  String unlock(User user, String name) {
    checkName(name);
    Project project = projects.get(name);
    if (!isAdmin(user)) {
      check(project != null, Kind.NOT_FOUND);
      check(manages(user, project), Kind.FORBIDDEN);
    }
    if (project != null) {
      project.running = null;
    }
    return "";
  }

  // Projects.

  String create(
      User user, String name, List<String> owners, List<Uploader> uploaders,
      @Nullable Long baseline, @Nullable Long growth) {
    check(isAdmin(user), Kind.FORBIDDEN);
    checkName(name);
    check(!projects.containsKey(name), Kind.INVALID);
    Project project = new Project();
    project.owners = owners;
    project.uploaders = uploaders;
    project.year = year();
    setBaseline(project, baseline);
    project.growth = growth == null ? project.growth : growth;
    projects.put(name, project);
    return "";
  }

  private static void setBaseline(Project project, @Nullable Long baseline) {
    if (baseline != null) {
      project.baseline = baseline;
      project.baselineText = baselineText(baseline);
    }
  }

  /** Returns a baseline as requests contain it. The fraction has no effect on the limit, which is compared with integers. */
  static String baselineText(long baseline) {
    return baseline + ".5";
  }

  String setPermissions(
      User user, String name, @Nullable List<String> owners,
      @Nullable List<Uploader> uploaders) {
    checkName(name);
    Project project = projects.get(name);
    check(project != null, Kind.NOT_FOUND);
    check(manages(user, project), Kind.FORBIDDEN);
    project.owners = owners == null ? project.owners : owners;
    project.uploaders = uploaders == null ? project.uploaders : uploaders;
    return "";
  }

  String setQuota(
      User user, String name, @Nullable Long baseline, @Nullable Long growth,
      @Nullable Integer year) {
    check(isAdmin(user), Kind.FORBIDDEN);
    checkName(name);
    Project project = projects.get(name);
    check(project != null, Kind.INVALID);
    setBaseline(project, baseline);
    project.growth = growth == null ? project.growth : growth;
    project.year = year == null ? project.year : year;
    return "";
  }

  private int year() {
    return now.atZone(ZoneOffset.UTC).getYear();
  }

  // Uploads.

  /** Starts an upload and returns the paths of the files to send. */
  String start(
      User user, String projectName, String asset, String versionName, boolean probation,
      List<Declared> files) {
    checkName(projectName);
    checkName(asset);
    checkName(versionName);
    Project project = projects.get(projectName);
    check(project != null, Kind.NOT_FOUND);
    List<Uploader> entries =
        entries(project, user, asset, versionName, now);
    check(manages(user, project) || !entries.isEmpty(), Kind.FORBIDDEN);
    boolean trusted = isTrusted(user, project, entries);
    lock(project);
    check(version(projectName, asset, versionName) == null, Kind.INVALID);
    Map<String, FileEntry> manifest = manifest(projectName, asset, versionName, files);
    Version version =
        new Version(user.login(), now, !trusted || probation, manifest);
    check(
        project.usage + version.ownBytes()
            <= project.baseline + project.growth * (year() - project.year),
        Kind.INVALID);
    project.running =
        new Upload(
            uploads.size(), user, projectName, asset, versionName, version,
            now.plus(UPLOAD_LEASE));
    uploads.add(project.running);
    return manifest.entrySet()
        .stream()
        .filter(e -> e.getValue().target() == null)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(" "));
  }

  private @Nullable Version version(String project, String asset, String version) {
    Project found = projects.get(project);
    return found == null ? null : found.assets.getOrDefault(asset, Map.of()).get(version);
  }

  private Map<String, FileEntry> manifest(
      String project, String asset, String version, List<Declared> files) {
    Map<String, FileEntry> manifest = new LinkedHashMap<>();
    for (Declared file : files) {
      check(isPath(file.path()), Kind.INVALID);
      check(!manifest.containsKey(file.path()), Kind.INVALID);
      manifest.put(file.path(), entry(project, asset, version, file));
    }
    for (String path : manifest.keySet()) {
      for (String other : manifest.keySet()) {
        check(!other.startsWith(path + "/"), Kind.INVALID);
      }
    }
    return manifest;
  }

  private FileEntry entry(String project, String asset, String version, Declared file) {
    Address target = file.target();
    if (target != null) {
      check(isPath(target.path()), Kind.INVALID);
      check(
          !target.project().equals(project) || !target.asset().equals(asset)
              || !target.version().equals(version),
          Kind.INVALID);
      Version targetVersion = version(target.project(), target.asset(), target.version());
      check(targetVersion != null && !targetVersion.probation, Kind.INVALID);
      check(targetVersion.files.containsKey(target.path()), Kind.INVALID);
      return linkTo(target, targetVersion.files.get(target.path()));
    }
    Optional<String> latest = latest(project, asset);
    if (file.type().equals("dedup") && latest.isPresent()) {
      Map<String, FileEntry> latestFiles = version(project, asset, latest.get()).files;
      List<String> same =
          latestFiles.entrySet()
              .stream()
              .filter(e -> e.getValue().size() == file.size())
              .filter(e -> e.getValue().md5().equals(file.md5()))
              .filter(e -> exists(e.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (!same.isEmpty()) {
        String path = same.contains(file.path()) ? file.path() : same.get(0);
        return linkTo(new Address(project, asset, latest.get(), path), latestFiles.get(path));
      }
    }
    return new FileEntry(file.size(), file.md5(), null, null);
  }

  /** Returns whether a file exists, or the real file that it links to. */
  private boolean exists(FileEntry file) {
    Address source = file.ancestor() != null ? file.ancestor() : file.target();
    if (source == null) {
      return true;
    }
    Version version = version(source.project(), source.asset(), source.version());
    return version != null && !version.probation;
  }

  private static FileEntry linkTo(Address target, FileEntry targetEntry) {
    Address ancestor =
        targetEntry.ancestor() != null ? targetEntry.ancestor() : targetEntry.target();
    return new FileEntry(targetEntry.size(), targetEntry.md5(), target, ancestor);
  }

  /** Returns the upload of a session that holds the lock. */
  private Upload running(int session) {
    check(session >= 0 && session < uploads.size(), Kind.FORBIDDEN);
    Upload upload = uploads.get(session);
    Project project = projects.get(upload.project);
    check(project != null && project.running == upload, Kind.FORBIDDEN);
    return upload;
  }

  private Upload running(int session, String project, String asset, String version) {
    Upload upload = running(session);
    check(
        upload.project.equals(project) && upload.asset.equals(asset)
            && upload.versionName.equals(version),
        Kind.FORBIDDEN);
    return upload;
  }

  String presign(int tokenSession, int session) {
    check(tokenSession == session, Kind.FORBIDDEN);
    Upload upload = running(session);
    checkRight(upload);
    if (Duration.between(now, upload.until).compareTo(UPLOAD_LEASE.multipliedBy(9).dividedBy(10))
        < 0) {
      upload.until = now.plus(UPLOAD_LEASE);
    }
    return "";
  }

  /** Returns whether a file of a session was received. */
  boolean isReceived(int session, String path) {
    Version version = uploads.get(session).version;
    return version.received.containsKey(version.files.get(path).staged());
  }

  String receive(
      int session, String path, Instant expires, @Nullable String md5Header, long length,
      String content) {
    check(!now.isAfter(expires), Kind.FORBIDDEN);
    FileEntry file = uploads.get(session).version.files.get(path);
    check(file.md5().equals(md5Header), Kind.FORBIDDEN);
    check(length < 0 || length == file.size(), Kind.INVALID);
    Upload upload = running(session);
    checkRight(upload);
    check(
        Files.bytes(content).length == file.size() && Files.md5(content).equals(file.md5()),
        Kind.INVALID);
    upload.version.received.put(file.staged(), content);
    return "";
  }

  /** @param session the number of the session; invalid for an invalid token */
  String complete(int session, String projectName, String asset, String versionName) {
    Upload upload = running(session, projectName, asset, versionName);
    Version version = upload.version;
    boolean trusted = checkRight(upload);
    version.files.forEach(
        (path, file) -> check(
            file.target() != null || version.received.containsKey(file.staged()), Kind.INVALID));
    Project project = projects.get(projectName);
    project.running = null;
    project.usage += version.ownBytes();
    version.finish = now;
    version.probation |= !trusted;
    project.assets.computeIfAbsent(asset, a -> new TreeMap<>()).put(versionName, version);
    if (!version.probation) {
      logAddition(projectName, asset, versionName);
    }
    return "";
  }

  String abort(int session, String projectName, String asset, String versionName) {
    running(session, projectName, asset, versionName);
    projects.get(projectName).running = null;
    return "";
  }

  // Versions.

  Optional<String> latest(String project, String asset) {
    Comparator<Map.Entry<String, Version>> order =
        Comparator.comparing(e -> e.getValue().finish);
    return projects.get(project).assets.getOrDefault(asset, Map.of())
        .entrySet()
        .stream()
        .filter(e -> !e.getValue().probation)
        .max(order.thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private boolean isLatest(String project, String asset, String version) {
    return latest(project, asset).equals(Optional.of(version));
  }

  private void logAddition(String project, String asset, String version) {
    log("add-version", project, asset, version, isLatest(project, asset, version));
  }

  private void log(String type, String project, String asset, String version, boolean latest) {
    logs.add(
        new Log(
            now,
            ModelJson.object(
                "type", ModelJson.string(type), "project", ModelJson.string(project), "asset",
                ModelJson.string(asset),
                "version", ModelJson.string(version), "latest", String.valueOf(latest))));
  }

  String approve(User user, String projectName, String asset, String versionName) {
    checkName(projectName);
    Project project = projects.get(projectName);
    if (!isAdmin(user)) {
      check(project != null, Kind.NOT_FOUND);
      check(manages(user, project), Kind.FORBIDDEN);
    }
    lock(project);
    Version version = version(projectName, asset, versionName);
    check(version != null && version.probation, Kind.INVALID);
    version.probation = false;
    logAddition(projectName, asset, versionName);
    return "";
  }

  String reject(User user, String projectName, String asset, String versionName) {
    checkName(projectName);
    Project project = projects.get(projectName);
    if (!isAdmin(user)) {
      check(project != null, Kind.NOT_FOUND);
    }
    boolean manager = isAdmin(user) || manages(user, project);
    Version visible = version(projectName, asset, versionName);
    if (visible == null && project != null && project.running != null
        && project.running.asset.equals(asset)
        && project.running.versionName.equals(versionName)) {
      visible = project.running.version;
    }
    check(
        manager
            || project.uploaders.stream().anyMatch(entry -> is(user, entry.id()))
            || (visible != null && visible.user.equals(user.login())),
        Kind.FORBIDDEN);
    lock(project);
    Version version = version(projectName, asset, versionName);
    check(version != null && version.probation, Kind.INVALID);
    check(manager || version.user.equals(user.login()), Kind.INVALID);
    delete(project, asset, versionName);
    return "";
  }

  private static void delete(Project project, String asset, String versionName) {
    Map<String, Version> versions = project.assets.get(asset);
    project.usage -= versions.remove(versionName).ownBytes();
    if (versions.isEmpty()) {
      project.assets.remove(asset);
    }
  }

  String removeVersion(User user, String projectName, String asset, String versionName) {
    check(isAdmin(user), Kind.FORBIDDEN);
    Project project = projects.get(projectName);
    lock(project);
    if (version(projectName, asset, versionName) != null) {
      boolean latest = isLatest(projectName, asset, versionName);
      delete(project, asset, versionName);
      log("delete-version", projectName, asset, versionName, latest);
    }
    return "";
  }

  String removeAsset(User user, String projectName, String asset) {
    check(isAdmin(user), Kind.FORBIDDEN);
    Project project = projects.get(projectName);
    lock(project);
    if (project != null && project.assets.containsKey(asset)) {
      project.usage -=
          project.assets.remove(asset).values().stream().mapToLong(Version::ownBytes).sum();
      logs.add(
          new Log(
              now,
              ModelJson.object(
                  "type", ModelJson.string("delete-asset"), "project",
                  ModelJson.string(projectName), "asset",
                  ModelJson.string(asset))));
    }
    return "";
  }

  String removeProject(User user, String projectName) {
    check(isAdmin(user), Kind.FORBIDDEN);
    lock(projects.get(projectName));
    if (projects.remove(projectName) != null) {
      logs.add(
          new Log(
              now,
              ModelJson.object(
                  "type", ModelJson.string("delete-project"), "project",
                  ModelJson.string(projectName))));
    }
    return "";
  }

  String refreshLatest(User user, String projectName, String asset) {
    check(isAdmin(user), Kind.FORBIDDEN);
    check(projects.containsKey(projectName), Kind.INVALID);
    lock(projects.get(projectName));
    return latest(projectName, asset).orElse("");
  }

  String refreshUsage(User user, String projectName) {
    check(isAdmin(user), Kind.FORBIDDEN);
    check(projects.containsKey(projectName), Kind.INVALID);
    lock(projects.get(projectName));
    return String.valueOf(projects.get(projectName).usage);
  }

  String removeOldLogs() {
    logs.removeIf(log -> log.time().isBefore(now.minus(Duration.ofDays(7))));
    return "";
  }

  // Queries for choosing the next request.

  List<Integer> runningSessions() {
    return projects.values()
        .stream()
        .filter(project -> project.running != null)
        .map(project -> project.running.session)
        .toList();
  }

  int sessions() {
    return uploads.size();
  }

  List<String> pathsOf(int session) {
    return uploads.get(session).version.files.entrySet()
        .stream()
        .filter(e -> e.getValue().target() == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  List<String> missingPathsOf(int session) {
    return pathsOf(session).stream().filter(path -> !isReceived(session, path)).toList();
  }

  String md5Of(int session, String path) {
    return uploads.get(session).version.files.get(path).md5();
  }

  long sizeOf(int session, String path) {
    return uploads.get(session).version.files.get(path).size();
  }

  /** Returns project, asset and version. */
  String[] addressOf(int session) {
    Upload upload = uploads.get(session);
    return new String[] {upload.project, upload.asset, upload.versionName};
  }

  List<String[]> versions(boolean onlyProbational) {
    List<String[]> found = new ArrayList<>();
    projects.forEach(
        (name, project) -> project.assets.forEach(
            (asset, versions) -> versions.forEach((version, content) -> {
              if (!onlyProbational || content.probation) {
                found.add(new String[] {name, asset, version});
              }
            })));
    return found;
  }

  List<Address> files() {
    List<Address> found = new ArrayList<>();
    for (String[] v : versions(false)) {
      for (String path : version(v[0], v[1], v[2]).files.keySet()) {
        found.add(new Address(v[0], v[1], v[2], path));
      }
    }
    return found;
  }

  // The bucket.

  /**
   * Returns what {@link ModelBucket} describes.
   *
   * @param token returns the token of a session
   */
  SortedMap<String, String> bucket(Function<Integer, String> token) {
    return new ModelBucket(this, projects, logs).objects(token);
  }

  /** Checks the invariants of the model. */
  void checkInvariants() {
    Set<String> names = new HashSet<>();
    projects.forEach((name, project) -> {
      long own =
          project.assets.values()
              .stream()
              .flatMap(versions -> versions.values().stream())
              .mapToLong(Version::ownBytes)
              .sum();
      if (own != project.usage || !names.add(name)) {
        throw new AssertionError("the model is inconsistent for project '" + name + "'");
      }
    });
  }
}
