package io.gypsum.store.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small intact bucket for tests to damage:
 *
 * <pre>
 *   p/a/v1   a.txt, dir/b.txt
 *   p/a/v2   a.txt → v1, dir/b.txt → v1, c.txt       the latest
 *   p/a/v3   a.txt → v2 → v1                         on probation
 * </pre>
 */
final class VerifiedBucket {
  static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  static final AssetVersion V1 = AssetVersion.of("p", "a", "v1");
  static final AssetVersion V2 = AssetVersion.of("p", "a", "v2");
  static final AssetVersion V3 = AssetVersion.of("p", "a", "v3");

  final MemoryStore store = new MemoryStore();

  VerifiedBucket() {
    ProjectName p = new ProjectName("p");
    put(BucketLayout.permissions(p), Permissions.NONE);
    put(BucketLayout.quota(p), Quota.defaultFor(2030));
    put(BucketLayout.usage(p), new Usage(9));
    put(BucketLayout.latest(V1.projectAsset()), new Latest(V2.version()));
    put("..logs/2030-01-31T11:00:00.000Z_000001", "{}");
    ManifestEntry a = file(V1, "a.txt", "one");
    ManifestEntry b = file(V1, "dir/b.txt", "two");
    version(V1, 1, false, Map.of("a.txt", a, "dir/b.txt", b));
    ManifestEntry aAgain = link(a, V1, "a.txt", null);
    version(
        V2, 2, false,
        Map.of(
            "a.txt", aAgain, "dir/b.txt", link(b, V1, "dir/b.txt", null), "c.txt",
            file(V2, "c.txt", "see")));
    version(V3, 3, true, Map.of("a.txt", link(a, V2, "a.txt", address(V1, "a.txt"))));
  }

  static FileAddress address(AssetVersion version, String path) {
    return new FileAddress(version, new UserPath(path));
  }

  static ManifestEntry link(
      ManifestEntry like, AssetVersion version, String path,
      FileAddress ancestor) {
    return new ManifestEntry(
        like.sizeBytes(), like.md5(), new Link(address(version, path), ancestor));
  }

  static ManifestEntry entry(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new ManifestEntry(bytes.length, Md5.of(Md5.newDigest().digest(bytes)), null);
  }

  ManifestEntry file(AssetVersion version, String path, String content) {
    put(BucketLayout.file(version, new UserPath(path)).value(), content);
    return entry(content);
  }

  /** Adds a version that was finished at this hour, with its documents. */
  void version(
      AssetVersion version, int hour, boolean probation, Map<String, ManifestEntry> files) {
    Instant start = Instant.parse("2030-01-31T00:00:00Z").plusSeconds(3600L * hour);
    put(
        BucketLayout.summary(version),
        new Summary("alice", start, start.plusSeconds(60), probation ? true : null));
    Manifest manifest = manifest(files);
    put(BucketLayout.manifest(version), manifest);
    manifest.linksByDirectory()
        .forEach((directory, links) -> put(BucketLayout.links(version, directory), links));
  }

  static Manifest manifest(Map<String, ManifestEntry> files) {
    Map<UserPath, ManifestEntry> byPath = new LinkedHashMap<>();
    new TreeMap<>(files).forEach((path, entry) -> byPath.put(new UserPath(path), entry));
    return new Manifest(byPath);
  }

  void put(Key key, JsonWritable document) {
    put(key.value(), JsonOutput.text(document));
  }

  void put(String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE);
  }

  void delete(String... keys) {
    store.delete(Stream.of(keys).map(Key::new).toList());
  }

  Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    try (var all = store.list(Prefix.ALL)) {
      all.forEach(entry -> contents.put(entry.text(), text(entry.text())));
    }
    return contents;
  }

  String text(String key) {
    try (StoredObject object = store.get(new Key(key), ByteRange.ALL).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static VerifyOptions options() {
    return VerifyOptions.DEFAULTS.withClock(() -> NOW).withConcurrency(2);
  }

  List<Finding> findings() {
    return findings(options());
  }

  List<Finding> findings(VerifyOptions options) {
    List<Finding> found = new ArrayList<>();
    VerifyReport report = new Verifier(store, options, found::add).verify();
    assertThat(report.findings()).isEqualTo(found.size());
    assertThat(store.openHandles()).isZero();
    return found;
  }

  /** Returns the findings as {@code kind key}. */
  List<String> kindsAndKeys() {
    return kindsAndKeys(options());
  }

  List<String> kindsAndKeys(VerifyOptions options) {
    return findings(options).stream().map(finding -> finding.kind() + " " + finding.key()).toList();
  }
}
