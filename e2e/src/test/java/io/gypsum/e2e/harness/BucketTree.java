package io.gypsum.e2e.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** The bucket of a server, read and written without the server. */
public final class BucketTree implements AutoCloseable {
  private final Store store;
  /** Log entries are immutable, so each is read once, although every test reads the entries of its project. */
  private final Map<String, Map<String, Object>> logs = new ConcurrentHashMap<>();

  /** @param store is closed with this */
  BucketTree(Store store) {
    this.store = store;
  }

  public boolean has(String key) {
    return store.head(new Key(key)).isPresent();
  }

  public byte[] bytes(String key) {
    try (StoredObject object = store.get(new Key(key), ByteRange.ALL)
        .orElseThrow(() -> new AssertionError("object '" + key + "' does not exist"))) {
      return object.body().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("could not read " + key, e);
    }
  }

  /** Writes an object without the server's checks and locks. */
  public void write(String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE);
  }

  public void delete(String key) {
    store.delete(List.of(new Key(key)));
  }

  public Object json(String key) {
    return Json.parse(bytes(key));
  }

  public Map<String, Object> object(String key) {
    return Json.object(json(key));
  }

  /** Returns the sorted keys below {@code prefix}, which ends in {@code /} or is empty. */
  public List<String> keys(String prefix) {
    return List.copyOf(map(prefix, entry -> "").keySet());
  }

  /** Returns the content of every object below {@code prefix} by key, decoded as Latin-1. */
  public Map<String, String> contents(String prefix) {
    return map(
        prefix, entry -> new String(bytes(entry.text()), StandardCharsets.ISO_8859_1));
  }

  /** Returns a value per key that changes with every write below {@code prefix}, even of the same content. */
  public Map<String, String> fingerprint(String prefix) {
    return map(
        prefix, entry -> entry.sizeBytes() + " " + entry.lastModified() + " " + diskState(entry));
  }

  /** File times are too coarse on disk to detect every write, but reading the content is cheap there. */
  private String diskState(ObjectEntry entry) {
    return TestStore.isS3()
        ? ""
        : store.head(entry.key()).orElseThrow().etag() + " "
            + Arrays.hashCode(bytes(entry.text()));
  }

  /** Returns the names of the change logs, oldest first. */
  public List<String> logNames() {
    return keys("..logs/").stream().map(key -> key.substring("..logs/".length())).toList();
  }

  /** Returns the log entries of a project, oldest first. */
  public List<Map<String, Object>> logsOf(String project) {
    return logNames().stream()
        .map(name -> logs.computeIfAbsent(name, absent -> object("..logs/" + absent)))
        .filter(change -> project.equals(change.get("project")))
        .toList();
  }

  private Map<String, String> map(String prefix, Function<ObjectEntry, String> value) {
    Map<String, String> values = new TreeMap<>();
    try (Stream<ObjectEntry> objects = store.list(new Prefix(prefix))) {
      objects.forEach(object -> values.put(object.text(), value.apply(object)));
    }
    return values;
  }

  @Override
  public void close() {
    store.close();
  }
}
