package io.gypsum.core.decision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The differences between two versions, or between a version and a directory. Files are compared by size and MD5; links are
 * compared like other files.
 *
 * <pre>{@code
 * VersionDiff diff = gypsum.version("my-project/counts/v1").diff(Path.of("counts"));
 * for (VersionDiff.FileChange change : diff.changes()) {
 *   UserPath path = change.path();
 * }
 * }</pre>
 *
 * @param changes in the order of their paths
 * @param unchanged the files with the same path and content on both sides
 */
public record VersionDiff(List<FileChange> changes, FileTotal unchanged) {
  public VersionDiff {
    changes = List.copyOf(changes);
  }

  /** A number of files and their total size. Its JSON is {@code {"files","bytes"}}. */
  public record FileTotal(long files, long bytes) implements JsonWritable {
    public static final FileTotal NONE = new FileTotal(0, 0);

    /** Returns this total plus one file. */
    public FileTotal plus(long fileBytes) {
      return new FileTotal(files + 1, bytes + fileBytes);
    }

    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeNumberProperty("files", files);
      out.writeNumberProperty("bytes", bytes);
      out.writeEndObject();
    }
  }

  /**
   * One difference. Its JSON is {@code {"change","path","size"}}, with {@code old_size} of a changed and {@code old_path} of a moved
   * file.
   */
  public sealed interface FileChange extends JsonWritable {
    /** Returns the path on the new side, or that of a removed file on the old side. */
    UserPath path();

    /** Returns the size on the new side, or that of a removed file on the old side. */
    long sizeBytes();

    /** Returns the kind of the change in JSON. */
    String code();

    @Override
    default void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("change", code());
      out.writeStringProperty("path", path().value());
      out.writeNumberProperty("size", sizeBytes());
      if (this instanceof Changed changed) {
        out.writeNumberProperty("old_size", changed.oldSizeBytes());
      } else if (this instanceof Moved moved) {
        out.writeStringProperty("old_path", moved.oldPath().value());
      }
      out.writeEndObject();
    }

    /** A file that only the new side has. */
    record Added(UserPath path, long sizeBytes) implements FileChange {
      @Override
      public String code() {
        return "added";
      }
    }

    /** A file that only the old side has. */
    record Removed(UserPath path, long sizeBytes) implements FileChange {
      @Override
      public String code() {
        return "removed";
      }
    }

    /** A file whose content differs. */
    record Changed(UserPath path, long oldSizeBytes, long sizeBytes) implements FileChange {
      @Override
      public String code() {
        return "changed";
      }
    }

    /** A file of the old side whose content has another path on the new side. Empty files never count as moved. */
    record Moved(UserPath oldPath, UserPath path, long sizeBytes) implements FileChange {
      @Override
      public String code() {
        return "moved";
      }
    }
  }

  /**
   * The content of a file.
   *
   * @param md5 null if it was not computed, since no file of the other side has this size
   */
  public record FileContent(long sizeBytes, @Nullable Md5 md5) {
    boolean isSame(FileContent other) {
      return md5 != null && sizeBytes == other.sizeBytes && md5.equals(other.md5);
    }
  }

  /** Writes the numbers of changes of each kind, and of unchanged files, as properties of the current object. */
  public void writeTotals(JsonGenerator out) {
    writeTotal(out, "added", total(FileChange.Added.class));
    writeTotal(out, "removed", total(FileChange.Removed.class));
    writeTotal(out, "changed", total(FileChange.Changed.class));
    writeTotal(out, "moved", total(FileChange.Moved.class));
    writeTotal(out, "unchanged", unchanged);
  }

  private static void writeTotal(JsonGenerator out, String name, FileTotal total) {
    out.writeName(name);
    total.writeTo(out);
  }

  /** Returns the changes that lead from one version to another. */
  public static VersionDiff between(Manifest from, Manifest to) {
    return between(contents(from), contents(to));
  }

  /** Returns whether both sides have the same files. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Returns the number and size of the changes of one kind. */
  public FileTotal total(Class<? extends FileChange> kind) {
    FileTotal total = FileTotal.NONE;
    for (FileChange change : changes) {
      total = kind.isInstance(change) ? total.plus(change.sizeBytes()) : total;
    }
    return total;
  }

  /** Returns the contents of all files of a version, links included. */
  public static Map<UserPath, FileContent> contents(Manifest manifest) {
    Map<UserPath, FileContent> contents = new LinkedHashMap<>();
    manifest.files()
        .forEach(
            (path, entry) -> contents.put(path, new FileContent(entry.sizeBytes(), entry.md5())));
    return contents;
  }

  /** Returns the changes that lead from one side to the other. */
  public static VersionDiff between(
      Map<UserPath, FileContent> from, Map<UserPath, FileContent> to) {
    List<FileChange> changes = new ArrayList<>();
    FileTotal unchanged = FileTotal.NONE;
    Map<UserPath, FileContent> added = new TreeMap<>();
    for (Map.Entry<UserPath, FileContent> file : to.entrySet()) {
      FileContent content = file.getValue();
      FileContent old = from.get(file.getKey());
      if (old == null) {
        added.put(file.getKey(), content);
      } else if (content.isSame(old)) {
        unchanged = unchanged.plus(content.sizeBytes());
      } else {
        changes.add(
            new FileChange.Changed(file.getKey(), old.sizeBytes(), content.sizeBytes()));
      }
    }
    Map<UserPath, FileContent> removed = new TreeMap<>(from);
    removed.keySet().removeAll(to.keySet());
    changes.addAll(takeMoves(removed, added));
    added.forEach(
        (path, content) -> changes.add(new FileChange.Added(path, content.sizeBytes())));
    removed.forEach(
        (path, content) -> changes.add(new FileChange.Removed(path, content.sizeBytes())));
    changes.sort(Comparator.comparing(FileChange::path));
    return new VersionDiff(changes, unchanged);
  }

  /**
   * Removes the moved files from both maps. Each file is moved at most once. Files that keep their name are matched first, then
   * the others in the order of their paths.
   */
  private static List<FileChange> takeMoves(
      Map<UserPath, FileContent> removed, Map<UserPath, FileContent> added) {
    List<FileChange> moves = new ArrayList<>();
    for (boolean sameName : new boolean[] {true, false}) {
      Map<List<Object>, Deque<UserPath>> sources = new HashMap<>();
      removed.forEach(
          (path, content) -> sources
              .computeIfAbsent(identity(path, content, sameName), key -> new ArrayDeque<>())
              .add(path));
      for (Iterator<Map.Entry<UserPath, FileContent>> files = added.entrySet().iterator(); files
          .hasNext();) {
        Map.Entry<UserPath, FileContent> file = files.next();
        FileContent content = file.getValue();
        Deque<UserPath> matching =
            content.md5() == null || content.sizeBytes() == 0
                ? null
                : sources.get(identity(file.getKey(), content, sameName));
        UserPath oldPath = matching == null ? null : matching.poll();
        if (oldPath != null) {
          moves.add(new FileChange.Moved(oldPath, file.getKey(), content.sizeBytes()));
          removed.remove(oldPath);
          files.remove();
        }
      }
    }
    return moves;
  }

  private static List<Object> identity(UserPath path, FileContent content, boolean withName) {
    return List.of(content, withName ? path.fileName() : "");
  }
}
