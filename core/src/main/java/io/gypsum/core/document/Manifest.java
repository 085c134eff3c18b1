package io.gypsum.core.document;

import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
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
    files = files instanceof CompactFiles ? files : Collections.unmodifiableMap(files);
    emptyDirectories = Collections.unmodifiableSet(emptyDirectories);
  }

  /** Like the other constructor, for a manifest without empty directories. */
  public Manifest(Map<UserPath, ManifestEntry> files) {
    this(files, Set.of());
  }

  public @Nullable ManifestEntry get(UserPath path) {
    return files.get(path);
  }

  /**
   * Returns a new, empty set of files of this manifest. If the manifest was read from a document, the set needs one
   * bit per file.
   */
  public FileMarks newMarks() {
    return new FileMarks(this);
  }

  /** Some of the files of a manifest. Not thread-safe. */
  public static final class FileMarks {
    private final Manifest manifest;
    private final BitSet indexes = new BitSet();
    private final Set<UserPath> paths = new HashSet<>();

    private FileMarks(Manifest manifest) {
      this.manifest = manifest;
    }

    /** Marks a file of the manifest. */
    public void add(UserPath path) {
      if (manifest.files instanceof CompactFiles compact) {
        indexes.set(compact.indexOf(path));
      } else {
        paths.add(path);
      }
    }

    public boolean contains(UserPath path) {
      if (manifest.files instanceof CompactFiles compact) {
        int index = compact.indexOf(path);
        return index >= 0 && indexes.get(index);
      }
      return paths.contains(path);
    }
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
    CompactFiles files = new CompactFiles();
    Set<UserPath> emptyDirectories = new LinkedHashSet<>();
    in.forEachProperty(path -> {
      ManifestEntry entry = ManifestEntry.read(in);
      if (entry != null) {
        files.add(new UserPath(path), entry);
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
