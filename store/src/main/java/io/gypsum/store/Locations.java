package io.gypsum.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.S3Bucket;

/** Compares the locations of directories and stores, regardless of links and spellings. */
public final class Locations {
  /** Maximum number of symbolic links followed for one path, as on most systems. */
  private static final int MAX_LINKS = 40;

  private Locations() {}

  /**
   * Returns whether one of two stores contains the other, or both are the same. Servers are compared by their address only.
   *
   * @throws IOException when a directory cannot be examined
   */
  public static boolean overlap(StoreAddress one, StoreAddress other) throws IOException {
    if (one instanceof LocalDirectory directory && other instanceof LocalDirectory second) {
      return overlap(directory.directory(), second.directory());
    }
    if (one instanceof S3Bucket bucket && other instanceof S3Bucket second) {
      return bucket.bucket().equals(second.bucket()) && bucket.service().equals(second.service())
          && (bucket.prefix().startsWith(second.prefix())
              || second.prefix().startsWith(bucket.prefix()));
    }
    return one.equals(other);
  }

  /**
   * Returns whether one of two directories contains the other, or both are the same. Symbolic links and bind mounts
   * are resolved.
   *
   * @throws IOException when a directory cannot be examined
   */
  public static boolean overlap(Path one, Path other) throws IOException {
    return contains(one, other) || contains(other, one);
  }

  /**
   * Returns whether {@code inner} is inside {@code outer}, or both are the same. Symbolic links and bind mounts are
   * resolved.
   *
   * @throws IOException when a directory cannot be examined
   */
  public static boolean contains(Path outer, Path inner) throws IOException {
    return containsReal(realPath(outer), realPath(inner));
  }

  /**
   * Returns the path of a directory without symbolic links. The part of a path that does not exist yet is appended to the
   * real path of the part that does.
   *
   * @throws IOException when a directory cannot be examined
   */
  public static Path realPath(Path directory) throws IOException {
    return realPath(directory.toAbsolutePath(), 0);
  }

  private static Path realPath(Path path, int links) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path parent = path.getParent();
    if (parent == null || links > MAX_LINKS) {
      throw new IOException("'" + path + "' does not exist and cannot be created");
    }
    Path realParent = realPath(parent, links);
    Path inParent = realParent.resolve(Objects.requireNonNull(path.getFileName())).normalize();
    if (Files.isSymbolicLink(inParent)) {
      // A link to a directory that does not exist yet.
      return realPath(realParent.resolve(Files.readSymbolicLink(inParent)), links + 1);
    }
    return inParent;
  }

  private static boolean containsReal(Path outer, Path inner) throws IOException {
    if (inner.startsWith(outer)) {
      return true;
    }
    boolean outerExists = Files.exists(outer);
    Path each = inner;
    while (outerExists && each != null) {
      if (Files.exists(each) && Files.isSameFile(each, outer)) {
        return true;
      }
      each = each.getParent();
    }
    return false;
  }
}
