package io.gypsum.metadata.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import io.gypsum.core.name.Key;
import io.gypsum.metadata.text.SearchTerms;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A registry with unusual metadata, and the expected content of its index. */
public final class SmallRegistry {
  private static final String TOP = "registry-small/";

  private SmallRegistry() {}

  private static final Map<String, byte[]> OBJECTS = Collections.unmodifiableMap(read());

  /** Returns all objects by key. Linked files are symbolic links in the archive and not included. */
  public static Map<String, byte[]> objects() {
    return OBJECTS;
  }

  private static Map<String, byte[]> read() {
    Map<String, byte[]> objects = new TreeMap<>();
    try (TarArchiveInputStream tar = open()) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry =
          tar.getNextEntry()) {
        if (entry.isFile() && !entry.isSymbolicLink()) {
          objects.put(entry.getName().substring(TOP.length()), tar.readAllBytes());
        }
      }
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static MemoryStore inMemory() {
    MemoryStore store = new MemoryStore();
    objects().forEach((key, bytes) -> put(store, key, bytes));
    return store;
  }

  /** Unpacks the registry with its symbolic links. */
  public static void unpack(Path directory) throws IOException {
    try (TarArchiveInputStream tar = open()) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry =
          tar.getNextEntry()) {
        Path path = directory.resolve(entry.getName().substring(TOP.length()));
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.write(path, tar.readAllBytes());
        }
      }
    }
  }

  /** Returns the lines that {@link IndexDump} must return. */
  public static List<String> expectedIndex() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(resource("index-small.txt.gz")), StandardCharsets.UTF_8))) {
      return lines.lines().map(IndexDump::comparable).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void put(Store store, String key, byte[] bytes) {
    store.put(new Key(key), Content.of(bytes), PutCondition.OVERWRITE);
  }

  private static TarArchiveInputStream open() throws IOException {
    return new TarArchiveInputStream(
        new GZIPInputStream(resource("registry-small.tar.gz")), StandardCharsets.UTF_8.name());
  }

  private static InputStream resource(String name) {
    return SearchTerms.class.getResourceAsStream("/io/gypsum/metadata/" + name);
  }
}
