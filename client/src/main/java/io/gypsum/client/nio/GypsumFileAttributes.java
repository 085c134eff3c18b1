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

/** The attributes of a directory or file. Its time is fetched on first use, since that costs one more request. */
final class GypsumFileAttributes implements BasicFileAttributes {
  private final TreeNode node;
  private final Supplier<Instant> finish;

  GypsumFileAttributes(TreeNode node, Supplier<Instant> finish) {
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
    return node instanceof TreeNode.File;
  }

  @Override
  public boolean isDirectory() {
    return node instanceof TreeNode.Directory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  /** Returns 0 for a directory. */
  @Override
  public long size() {
    return node instanceof TreeNode.File file ? file.entry().sizeBytes() : 0;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }

  /**
   * Returns the named attributes.
   *
   * @param names the names, in the syntax of {@code Files.readAttributes}: {@code *}, {@code size,isDirectory}, {@code
   *     basic:*}
   * @throws UnsupportedOperationException for a view other than {@code basic}
   * @throws IllegalArgumentException for an unknown attribute
   */
  static Map<String, Object> select(BasicFileAttributes attributes, String names) {
    int colon = names.indexOf(':');
    if (colon >= 0 && !names.substring(0, colon).equals("basic")) {
      throw new UnsupportedOperationException(
          "unsupported attributes '" + names + "': only the basic attributes are supported");
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
      default -> throw new IllegalArgumentException("unknown attribute '" + name + "'");
    };
  }

  /** The view of one path; reads the attributes on each call. */
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
