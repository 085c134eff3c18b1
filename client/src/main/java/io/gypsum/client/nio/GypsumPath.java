package io.gypsum.client.nio;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.PercentEncoding;
import org.jspecify.annotations.Nullable;

/** A path of a {@link GypsumFileSystem}: names separated by {@code /}. A relative path is resolved against the root. */
final class GypsumPath implements Path {
  private final GypsumFileSystem system;
  private final boolean absolute;
  /** Contains no empty name, except for the empty path, which consists of one empty name. */
  private final List<String> names;

  private GypsumPath(GypsumFileSystem system, boolean absolute, List<String> names) {
    this.system = system;
    this.absolute = absolute;
    this.names = List.copyOf(names);
  }

  static GypsumPath parse(GypsumFileSystem system, String text) {
    boolean absolute = text.startsWith("/");
    List<String> names = Arrays.stream(text.split("/")).filter(name -> !name.isEmpty()).toList();
    return new GypsumPath(system, absolute, names.isEmpty() && !absolute ? List.of("") : names);
  }

  static GypsumPath absolute(GypsumFileSystem system, List<String> names) {
    return new GypsumPath(system, true, names);
  }

  /** Returns the names from the root to this path, without {@code .} and {@code ..}. */
  List<String> absoluteNames() {
    return toAbsolutePath().normalize().names;
  }

  private boolean isEmpty() {
    return !absolute && names.equals(List.of(""));
  }

  private GypsumPath relative(List<String> relativeNames) {
    return new GypsumPath(system, false, relativeNames.isEmpty() ? List.of("") : relativeNames);
  }

  @Override
  public GypsumFileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable GypsumPath getRoot() {
    return absolute ? absolute(system, List.of()) : null;
  }

  @Override
  public @Nullable GypsumPath getFileName() {
    return names.isEmpty() ? null : relative(List.of(names.get(names.size() - 1)));
  }

  @Override
  public @Nullable GypsumPath getParent() {
    if (names.isEmpty() || (names.size() == 1 && !absolute)) {
      return null;
    }
    return new GypsumPath(system, absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public GypsumPath getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public GypsumPath subpath(int begin, int end) {
    if (begin < 0 || begin >= end || end > names.size()) {
      throw new IllegalArgumentException(
          "invalid range from " + begin + " to " + end + " for the " + names.size()
              + " names of '" + this + "'");
    }
    return relative(names.subList(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof GypsumPath that && that.system == system && that.absolute == absolute
        && that.names.size() <= names.size()
        && names.subList(0, that.names.size()).equals(that.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof GypsumPath that) || that.system != system) {
      return false;
    }
    if (that.absolute) {
      return equals(that);
    }
    int from = names.size() - that.names.size();
    return from >= 0 && names.subList(from, names.size()).equals(that.names);
  }

  @Override
  public GypsumPath normalize() {
    List<String> kept = new ArrayList<>();
    for (String name : names) {
      boolean up = name.equals("..");
      if (up && !kept.isEmpty() && !kept.get(kept.size() - 1).equals("..")) {
        kept.remove(kept.size() - 1);
      } else if (!name.equals(".") && !(up && absolute)) {
        kept.add(name);
      }
    }
    return absolute ? absolute(system, kept) : relative(kept);
  }

  @Override
  public GypsumPath resolve(Path other) {
    GypsumPath that = requireGypsumPath(other);
    if (that.absolute || isEmpty()) {
      return that;
    }
    if (that.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(names);
    all.addAll(that.names);
    return new GypsumPath(system, absolute, all);
  }

  @Override
  public GypsumPath resolve(String other) {
    return resolve(parse(system, other));
  }

  @Override
  public GypsumPath relativize(Path other) {
    GypsumPath that = requireGypsumPath(other);
    if (that.absolute != absolute) {
      throw new IllegalArgumentException(
          "cannot relativize '" + that + "' against '" + this
              + "': both must be absolute, or both relative");
    }
    List<String> mine = isEmpty() ? List.of() : names;
    List<String> theirs = that.isEmpty() ? List.of() : that.names;
    int common = 0;
    while (common < Math.min(mine.size(), theirs.size())
        && mine.get(common).equals(theirs.get(common))) {
      common++;
    }
    List<String> steps = new ArrayList<>();
    for (int i = common; i < mine.size(); i++) {
      steps.add("..");
    }
    steps.addAll(theirs.subList(common, theirs.size()));
    return relative(steps);
  }

  @Override
  public URI toUri() {
    // In ASCII only: URI.toASCIIString normalizes other characters, so that the URI would name another file.
    StringBuilder path = new StringBuilder();
    for (String name : toAbsolutePath().names) {
      path.append('/').append(PercentEncoding.encode(name));
    }
    return URI.create(
        GypsumFileSystemProvider.SCHEME + "://" + system.authority()
            + (path.isEmpty() ? "/" : path));
  }

  /** @throws UnsupportedOperationException always */
  @Override
  public File toFile() {
    throw new UnsupportedOperationException(
        "'" + toUri()
            + "' is not a file on this machine; save it with GypsumClient.saveFile, which returns a local path");
  }

  @Override
  public GypsumPath toAbsolutePath() {
    return absolute ? this : absolute(system, isEmpty() ? List.of() : names);
  }

  /** Returns the absolute, normalized path, with {@code latest} replaced by the version that it currently refers to. */
  @Override
  public GypsumPath toRealPath(LinkOption... options) throws IOException {
    return absolute(system, system.tree().realNames(this));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("a gypsum file system cannot be watched");
  }

  private static GypsumPath requireGypsumPath(Path other) {
    if (other instanceof GypsumPath that) {
      return that;
    }
    throw new ProviderMismatchException("'" + other + "' is not a path of a gypsum file system");
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(requireGypsumPath(other).toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GypsumPath that && that.system == system && that.absolute == absolute
        && that.names.equals(names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(absolute, names);
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", names);
  }
}
