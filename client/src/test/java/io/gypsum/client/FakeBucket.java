package io.gypsum.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.decision.LinkResolution;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;

/** The objects of the {@link FakeServer}, and the operations of an upload. Checks neither permissions nor quotas. */
final class FakeBucket {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final NavigableMap<String, byte[]> objects = new TreeMap<>();
  private final Map<String, byte[]> published = new LinkedHashMap<>();
  private final Map<String, URI> redirects = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();
  private Session session;
  private String s3Config;
  private int logs;

  /** The only session: the fake server has one lock for all projects. */
  record Session(String token, AssetVersion version, Manifest manifest, boolean onProbation) {}

  synchronized byte[] get(String key) {
    return objects.get(key);
  }

  synchronized List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  synchronized void put(Key key, byte[] bytes) {
    objects.put(key.value(), bytes);
  }

  /** Stores an object under any name, as another program with access to the bucket can. */
  synchronized void putUnchecked(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  /** Publishes a file outside of the bucket, below {@code /index/} or {@code /schemas/}. */
  synchronized void publishFile(String path, byte[] bytes) {
    published.put(path, bytes);
  }

  synchronized void publishFile(String path, String text) {
    publishFile(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a published file; null if there is none. */
  synchronized byte[] published(String path) {
    return published.get(path);
  }

  /** Overrides the listing of {@code prefix}. */
  synchronized void publishList(String prefix, List<String> texts) {
    lists.put(prefix, texts);
  }

  synchronized List<String> publishedList(String prefix) {
    return lists.getOrDefault(prefix, List.of());
  }

  /** Redirects requests for {@code path}. */
  synchronized void redirect(String path, URI target) {
    redirects.put(path, target);
  }

  /** Returns the redirect of a path; null if there is none. */
  synchronized URI redirectOf(String path) {
    return redirects.get(path);
  }

  /** Sets the response of {@code /credentials/s3-api}, which is 404 by default. */
  synchronized void setS3Config(String json) {
    s3Config = json;
  }

  synchronized String s3Config() {
    return s3Config;
  }

  void put(Key key, JsonWritable document) {
    put(key, FakeServer.json(document));
  }

  /** Adds a finished version without links. */
  synchronized Manifest addVersion(AssetVersion version, Map<String, String> files) {
    Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();
    files.forEach(
        (name, text) -> {
          UserPath path = new UserPath(name);
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          put(BucketLayout.file(version, path), bytes);
          entries.put(path, new ManifestEntry(bytes.length, md5(bytes), null));
        });
    Manifest manifest = new Manifest(entries);
    publish(version, manifest, false);
    return manifest;
  }

  synchronized void publish(AssetVersion version, Manifest manifest, boolean onProbation) {
    put(BucketLayout.manifest(version), manifest);
    put(BucketLayout.summary(version), new Summary("jane", NOW, NOW, onProbation ? true : null));
    if (!onProbation) {
      put(BucketLayout.latest(version.projectAsset()), new Latest(version.version()));
      put(BucketLayout.log(NOW, logs++), new ChangeLogEntry.AddVersion(version, true));
    }
  }

  synchronized Session start(
      AssetVersion version, String token, Map<UserPath, ManifestEntry> simple,
      Map<UserPath, ManifestEntry> dedup, Map<UserPath, FileAddress> links, boolean onProbation) {
    if (session != null) {
      throw GypsumException.locked("locked by the upload of " + session.version());
    }
    if (get(BucketLayout.summary(version).value()) != null) {
      throw GypsumException.invalid("version '" + version + "' exists");
    }
    Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>(simple);
    byte[] latest = get(BucketLayout.latest(version.projectAsset()).value());
    dedup.forEach((path, entry) -> entries.put(path, deduplicated(version, latest, path, entry)));
    links.forEach((path, target) -> entries.put(path, resolved(target)));
    session =
        new Session(
            token, version, new Manifest(entries), onProbation);
    put(BucketLayout.manifest(version), session.manifest());
    put(
        BucketLayout.lock(version.project()),
        new Lock(
            Lock.hash(session.token()), version.asset().value(), version.version().value(), null));
    return session;
  }

  /** Ends the session of a project, as a real server does. */
  synchronized void unlock(ProjectName project) {
    if (session != null && session.version().project().equals(project)) {
      abort(session);
    }
  }

  synchronized void remove(String prefix) {
    objects.keySet().removeIf(key -> key.startsWith(prefix));
  }

  private void end(Session ended) {
    objects.remove(BucketLayout.lock(ended.version().project()).value());
    session = null;
  }

  private ManifestEntry deduplicated(
      AssetVersion version, byte[] latest, UserPath path, ManifestEntry entry) {
    if (latest == null) {
      return entry;
    }
    AssetVersion from =
        new AssetVersion(
            version.project(), version.asset(), JsonInput.read(latest, Latest::read).version());
    return new Deduplication(from, manifest(from)).find(path, entry.sizeBytes(), entry.md5())
        .map(link -> new ManifestEntry(entry.sizeBytes(), entry.md5(), link))
        .orElse(entry);
  }

  private ManifestEntry resolved(FileAddress target) {
    return LinkResolution.resolve(
        target,
        JsonInput.read(get(BucketLayout.summary(target.version()).value()), Summary::read),
        manifest(target.version()));
  }

  Manifest manifest(AssetVersion version) {
    return JsonInput.read(get(BucketLayout.manifest(version).value()), Manifest::read);
  }

  synchronized Session session(String token) {
    if (session == null || !session.token().equals(token)) {
      throw GypsumException.forbidden("no such session");
    }
    return session;
  }

  /** Publishes the version unless files are missing, whose paths are returned then. */
  synchronized List<String> complete(Session finished) {
    List<String> missing = new ArrayList<>();
    finished.manifest()
        .files()
        .forEach(
            (path, entry) -> {
              byte[] bytes = get(BucketLayout.file(finished.version(), path).value());
              if (!entry.isLink() && (bytes == null || bytes.length != entry.sizeBytes())) {
                missing.add(path.value());
              }
            });
    if (missing.isEmpty()) {
      publish(finished.version(), finished.manifest(), finished.onProbation());
      end(finished);
    }
    return missing;
  }

  synchronized void abort(Session aborted) {
    remove(aborted.version() + "/");
    end(aborted);
  }

  static Md5 md5(byte[] bytes) {
    return Md5.of(Md5.newDigest().digest(bytes));
  }
}
