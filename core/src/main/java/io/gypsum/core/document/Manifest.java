package io.gypsum.core.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/{asset}/{version}/..manifest}: every user file of a version, including links.
 *
 * @param files in the order of the upload; unmodifiable
 */
public record Manifest(Map<UserPath, ManifestEntry> files) implements JsonWritable {
  /** Wraps {@code files} without copying, since there may be very many; the caller must not change the map afterwards. */
  public Manifest {
    files = Collections.unmodifiableMap(files);
  }

  public @Nullable ManifestEntry get(UserPath path) {
    return files.get(path);
  }

  /** Returns the total size of the files that have an object of their own; at most the largest long. */
  public long ownBytes() {
    Usage sum = new Usage(0);
    for (ManifestEntry entry : files.values()) {
      if (!entry.isLink()) {
        sum = sum.plus(entry.sizeBytes());
      }
    }
    return sum.totalBytes();
  }

  /** Returns the {@code ..links} documents that the manifest implies, by directory (empty, or with a trailing {@code /}). */
  public SortedMap<String, Links> linksByDirectory() {
    SortedMap<String, Map<String, Link>> byDirectory = new TreeMap<>();
    files.forEach(
        (path, entry) -> {
          Link link = entry.link();
          if (link != null) {
            byDirectory
                .computeIfAbsent(path.directory(), directory -> new LinkedHashMap<>())
                .put(path.fileName(), link);
          }
        });
    SortedMap<String, Links> documents = new TreeMap<>();
    byDirectory.forEach((directory, links) -> documents.put(directory, new Links(links)));
    return documents;
  }

  public static Manifest read(JsonInput in) {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    in.forEachProperty(path -> files.put(new UserPath(path), ManifestEntry.read(in)));
    return new Manifest(files);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    files.forEach(
        (path, entry) -> {
          out.writeName(path.value());
          entry.writeTo(out);
        });
    out.writeEndObject();
  }
}
