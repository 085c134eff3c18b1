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
 * {@code {project}/{asset}/{version}/..manifest}: every user file of a version, links included.
 *
 * @param files in the order of the upload; unmodifiable
 */
public record Manifest(Map<UserPath, ManifestEntry> files) implements JsonWritable {
  /** Takes {@code files} over without a copy (there may be very many): nobody may change it afterwards. */
  public Manifest {
    files = Collections.unmodifiableMap(files);
  }

  public @Nullable ManifestEntry get(UserPath path) {
    return files.get(path);
  }

  /** What the version's own files take, links not counted; stops at the largest long. */
  public long ownBytes() {
    Usage sum = new Usage(0);
    for (ManifestEntry entry : files.values()) {
      if (!entry.isLink()) {
        sum = sum.plus(entry.sizeBytes());
      }
    }
    return sum.totalBytes();
  }

  /** The {@code ..links} documents that follow from this, by directory (empty, or with a trailing {@code /}). */
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
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      files.put(new UserPath(name), ManifestEntry.read(in));
    }
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
