package io.gypsum.core.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
 * @param emptyDirectories directories without files that other server software has listed; they have no object
 */
public record Manifest(Map<UserPath, ManifestEntry> files, Set<UserPath> emptyDirectories)
    implements JsonWritable {
  /** Wraps {@code files} without a copy, since there may be very many; the caller must not change it afterwards. */
  public Manifest {
    files = Collections.unmodifiableMap(files);
    emptyDirectories = Collections.unmodifiableSet(emptyDirectories);
  }

  /** Like the other constructor, for a manifest without empty directories. */
  public Manifest(Map<UserPath, ManifestEntry> files) {
    this(files, Set.of());
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
    Set<UserPath> emptyDirectories = new LinkedHashSet<>();
    in.forEachProperty(path -> {
      ManifestEntry entry = ManifestEntry.read(in);
      if (entry != null) {
        files.put(new UserPath(path), entry);
      } else if (!path.equals(".")) {
        // The path '.' is that of the version itself.
        emptyDirectories.add(new UserPath(path));
      }
    });
    return new Manifest(files, emptyDirectories);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    files.forEach(
        (path, entry) -> {
          out.writeName(path.value());
          entry.writeTo(out);
        });
    for (UserPath directory : emptyDirectories) {
      out.writeName(directory.value());
      ManifestEntry.writeEmptyDirectory(out);
    }
    out.writeEndObject();
  }
}
