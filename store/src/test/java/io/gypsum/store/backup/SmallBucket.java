package io.gypsum.store.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Fills stores as servers do, and reads them. */
public final class SmallBucket {
  private static final String TIMES =
      "\"upload_start\":\"2030-01-01T00:00:00.000Z\",\"upload_finish\":\"2030-01-01T00:00:0";

  private SmallBucket() {}

  /** Adds two projects and three versions, one of which links to the others; a lock, an unfinished version, logs. */
  public static void fill(Store store) {
    version(store, "p/a/v1", 1, Map.of("x.txt", "one", "d/y.txt", "two", "empty", ""), Map.of());
    version(store, "p/a/v2", 2, Map.of("z.txt", "three"), Map.of("d/x.txt", "p/a/v1/x.txt"));
    version(
        store, "q/b/w", 3, Map.of(),
        Map.of("l.txt", "p/a/v2/z.txt", "e/l.txt", "p/a/v1/d/y.txt"));
    latest(store, "p/a", "v2");
    latest(store, "q/b", "w");
    project(store, "p", 11);
    project(store, "q", 0);
    put(store, "..logs/2030-01-01T00:00:01.000Z_000001", "{\"type\":\"add-version\"}");
    put(store, "..logs/2030-01-01T00:00:02.000Z_000002", "{\"type\":\"add-version\"}");
  }

  /** Adds objects that are never copied. */
  public static void addWhatIsInTheWork(Store store) {
    put(store, "p/..LOCK", "{}");
    put(
        store, "p/a/v3/..summary",
        "{\"upload_user_id\":\"u\",\"upload_start\":\"2030-01-01T00:00:00.000Z\",\"on_probation\":true}");
    put(store, "p/a/v3/..manifest", "{}");
    put(store, "p/a/v3/new.txt", "not all of it");
    put(store, "..arrivals/p/s/1-2", "arrived");
    put(store, "..probe/1", "probe");
  }

  static void version(
      Store store, String name, int second, Map<String, String> files,
      Map<String, String> links) {
    AssetVersion version = AssetVersion.parse(name);
    Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();
    new TreeMap<>(files).forEach((path, text) -> {
      entries.put(new UserPath(path), entry(text, null));
      put(store, name + "/" + path, text);
    });
    new TreeMap<>(links).forEach((path, target) -> {
      String[] parts = target.split("/", 4);
      FileAddress address =
          new FileAddress(
              AssetVersion.of(parts[0], parts[1], parts[2]), new UserPath(parts[3]));
      entries.put(new UserPath(path), entry(text(store, target), new Link(address, null)));
    });
    Manifest manifest = new Manifest(entries);
    put(store, BucketLayout.manifest(version).value(), JsonOutput.text(manifest));
    manifest.linksByDirectory()
        .forEach(
            (directory, document) -> put(
                store, BucketLayout.links(version, directory).value(), JsonOutput.text(document)));
    put(
        store, BucketLayout.summary(version).value(),
        "{\"upload_user_id\":\"u\"," + TIMES + second + ".000Z\"}");
  }

  private static ManifestEntry entry(String text, Link link) {
    byte[] bytes = text.getBytes(UTF_8);
    return new ManifestEntry(bytes.length, Md5.of(Md5.newDigest().digest(bytes)), link);
  }

  static void latest(Store store, String asset, String version) {
    put(
        store, asset + "/..latest",
        JsonOutput.text(new Latest(AssetVersion.parse(asset + "/" + version).version())));
  }

  static void project(Store store, String name, long usage) {
    put(store, name + "/..usage", "{\"total\":" + usage + "}");
    put(store, name + "/..quota", "{\"baseline\":1,\"growth_rate\":2,\"year\":2030}");
    put(store, name + "/..permissions", "{\"owners\":[\"o\"],\"uploaders\":[]}");
  }

  public static void put(Store store, String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE);
  }

  static void delete(Store store, String... keys) {
    store.delete(Arrays.stream(keys).map(Key::new).toList());
  }

  public static String text(ReadStore store, String key) {
    try (StoredObject object = store.get(new Key(key), ByteRange.ALL).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> keys(ReadStore store) {
    try (Stream<ObjectEntry> entries = store.list(Prefix.ALL)) {
      return entries.map(ObjectEntry::text).toList();
    }
  }

  /** Returns all keys and contents of a store. */
  public static SortedMap<String, String> contents(ReadStore store) {
    SortedMap<String, String> contents = new TreeMap<>();
    keys(store).forEach(key -> contents.put(key, text(store, key)));
    return contents;
  }
}
