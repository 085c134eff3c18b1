package io.gypsum.server.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/** Writes a version into a store, without a server. */
public final class TestVersion {
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  public static final Instant FINISH = Instant.parse("2026-03-01T12:34:56.789Z");

  private final Store store;
  private final AssetVersion version;
  private final Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
  private final Set<UserPath> emptyDirectories = new LinkedHashSet<>();

  public TestVersion(Store store, String version) {
    this.store = store;
    this.version = AssetVersion.parse(version);
  }

  public TestVersion file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  public TestVersion file(String path, byte[] content) {
    put(BucketLayout.file(version, new UserPath(path)), Content.of(content));
    files.put(
        new UserPath(path), new ManifestEntry(content.length, md5(content), null));
    return this;
  }

  /** @param target the file that has the bytes, as {@code project/asset/version/path} */
  public TestVersion link(String path, String target, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Link link = new Link(FileAddress.parse(target), null);
    files.put(new UserPath(path), new ManifestEntry(bytes.length, md5(bytes), link));
    return this;
  }

  public TestVersion emptyDirectory(String path) {
    emptyDirectories.add(new UserPath(path));
    return this;
  }

  /** Writes the documents of a published version. */
  public void publish() {
    write(new Summary("user", START, FINISH, null));
  }

  /** Writes the documents of the version, and those of its links. */
  public void write(@Nullable Summary summary) {
    Manifest manifest = new Manifest(files, emptyDirectories);
    put(BucketLayout.manifest(version), manifest);
    manifest.linksByDirectory()
        .forEach((directory, links) -> put(BucketLayout.links(version, directory), links));
    if (summary != null) {
      put(BucketLayout.summary(version), summary);
    }
  }

  /** Makes this version the latest one. */
  public TestVersion latest() {
    put(BucketLayout.latest(version.projectAsset()), new Latest(version.version()));
    return this;
  }

  private void put(Key key, JsonWritable document) {
    put(key, Content.of(JsonOutput.bytes(document)));
  }

  private void put(Key key, Content content) {
    store.put(key, content, PutCondition.OVERWRITE);
  }

  private static Md5 md5(byte[] content) {
    MessageDigest digest = Md5.newDigest();
    return Md5.of(digest.digest(content));
  }
}
