package io.gypsum.client.nio;

import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Asks for the time only when somebody wants it: that takes a request of its own. */
final class NodeAttributes implements BasicFileAttributes {
  private final Node node;
  private final Supplier<Instant> finish;

  NodeAttributes(Node node, Supplier<Instant> finish) {
    this.node = node;
    this.finish = finish;
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(finish.get());
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return node instanceof Node.File;
  }

  @Override
  public boolean isDirectory() {
    return node instanceof Node.Directory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  /** 0 for directories. */
  @Override
  public long size() {
    return node instanceof Node.File file ? file.entry().sizeBytes() : 0;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }

  /** @param names as {@code Files.readAttributes} takes them: {@code *}, {@code size,isDirectory}, {@code basic:*} */
  static Map<String, Object> select(BasicFileAttributes attributes, String names) {
    int colon = names.indexOf(':');
    if (colon >= 0 && !names.substring(0, colon).equals("basic")) {
      throw new UnsupportedOperationException("only basic attributes are there, not " + names);
    }
    Map<String, Object> selected = new LinkedHashMap<>();
    for (String name : names.substring(colon + 1).split(",", -1)) {
      if (name.equals("*")) {
        for (String each : new String[] {"lastModifiedTime", "lastAccessTime", "creationTime",
            "size", "isRegularFile", "isDirectory", "isSymbolicLink", "isOther"}) {
          selected.put(each, one(attributes, each));
        }
      } else {
        selected.put(name, one(attributes, name));
      }
    }
    return selected;
  }

  private static Object one(BasicFileAttributes attributes, String name) {
    return switch (name) {
      case "lastModifiedTime" -> attributes.lastModifiedTime();
      case "lastAccessTime" -> attributes.lastAccessTime();
      case "creationTime" -> attributes.creationTime();
      case "size" -> attributes.size();
      case "isRegularFile" -> attributes.isRegularFile();
      case "isDirectory" -> attributes.isDirectory();
      case "isSymbolicLink" -> attributes.isSymbolicLink();
      case "isOther" -> attributes.isOther();
      default -> throw new IllegalArgumentException("there is no attribute '" + name + "'");
    };
  }

  /** Of a path, looked at when asked. */
  record View(GypsumPath path) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return path.getFileSystem().tree().attributes(path);
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created) {
      throw new ReadOnlyFileSystemException();
    }
  }
}
