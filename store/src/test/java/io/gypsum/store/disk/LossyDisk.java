package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

import io.gypsum.store.Store;

/**
 * A disk that loses what was not synced when its power fails: contents become durable when their file is synced, names
 * when their directory is, everything when the file system is. It stores one directory. Thread-safe.
 */
public final class LossyDisk implements DiskFiles, AutoCloseable {
  /** What a power failure does to writes that were not synced. */
  public enum Loss {
    /** The names are lost. */
    NAMES,
    /** The names are kept, and the contents are empty. */
    CONTENTS,
    /** The names are kept, and half of the contents. */
    HALF_OF_CONTENTS
  }

  private final Path root;
  private final String bootId;
  /** Open until the end, so that no other file gets their inode numbers. */
  private final List<FileChannel> files = new ArrayList<>();
  /** Durable contents by file key. */
  private final Map<Object, byte[]> contents = new HashMap<>();
  /** The keys of files by name, by directory. */
  private final Map<Path, Map<String, Object>> names = new TreeMap<>();
  private int fileSyncs;
  private int fileSystemSyncs;
  private int successfulSyncs = Integer.MAX_VALUE;
  private Event event = () -> {};

  /**
   * @param root what it contains is durable
   * @param bootId another one after each power failure
   */
  public LossyDisk(Path root, String bootId) throws IOException {
    this.root = root;
    this.bootId = bootId;
    Files.createDirectories(root);
    syncAll();
  }

  /** Opens a store that can sync the whole disk. */
  public Store open(InstantSource clock) {
    return open(clock, Runnable::run);
  }

  /** Opens a store that can sync the whole disk from the moment at which the executor runs its task. */
  public Store open(InstantSource clock, Executor executor) {
    return DiskStore.open(
        root, this, directory -> Optional.of(new WholeDisk()), clock, executor);
  }

  /** Opens a store that syncs each file. */
  public Store openWithoutDeferring(InstantSource clock) {
    return DiskStore.open(root, this, FileSystemSync.Opener.NONE, clock, Runnable::run);
  }

  /** Returns the number of syncs of files and directories so far. */
  public synchronized int fileSyncs() {
    return fileSyncs;
  }

  /** Returns the number of syncs of the whole disk so far. */
  public synchronized int fileSystemSyncs() {
    return fileSystemSyncs;
  }

  /** Makes the syncs of the whole disk fail after this many more. */
  public synchronized void failSyncsAfter(int successful) {
    successfulSyncs = fileSystemSyncs + successful;
  }

  /** Calls {@code newEvent} before each file that is created and each sync, one at a time. */
  public synchronized void beforeEachEvent(Event newEvent) {
    event = newEvent;
  }

  /** A call that may examine the disk. */
  @FunctionalInterface
  public interface Event {
    void run() throws IOException;
  }

  /** Returns a disk with the content that remains after a power failure at this moment. */
  public synchronized LossyDisk afterPowerFailure(Path newRoot, Loss loss) throws IOException {
    Map<Path, Map<String, Object>> found = loss == Loss.NAMES ? names : currentNames();
    Map<Object, Path> first = new HashMap<>();
    for (Map.Entry<Path, Map<String, Object>> directory : found.entrySet()) {
      Path target = newRoot.resolve(root.relativize(directory.getKey()).toString());
      Files.createDirectories(target);
      for (Map.Entry<String, Object> name : directory.getValue().entrySet()) {
        Path file = target.resolve(name.getKey());
        Path other = first.putIfAbsent(name.getValue(), file);
        if (other == null) {
          Files.write(file, contentAfter(directory.getKey().resolve(name.getKey()), name, loss));
        } else {
          Files.createLink(file, other);
        }
      }
    }
    return new LossyDisk(newRoot, bootId + "+");
  }

  private byte[] contentAfter(Path file, Map.Entry<String, Object> name, Loss loss)
      throws IOException {
    byte[] durable = contents.get(name.getValue());
    if (durable != null) {
      return durable;
    }
    byte[] all = loss == Loss.HALF_OF_CONTENTS ? Files.readAllBytes(file) : new byte[0];
    return Arrays.copyOf(all, all.length / 2);
  }

  @Override
  public synchronized FileChannel create(Path file) throws IOException {
    event.run();
    FileChannel channel = DiskFiles.SYSTEM.create(file);
    files.add(channel);
    // The inode number may have been that of a file that existed before and was deleted.
    contents.remove(key(file));
    return new Forced(() -> contents.put(key(file), Files.readAllBytes(file))) {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
      }
    };
  }

  @Override
  public FileChannel openDirectory(Path directory) throws IOException {
    FileChannel.open(directory, StandardOpenOption.READ).close();
    return new Forced(() -> syncNames(directory));
  }

  private void syncNames(Path directory) throws IOException {
    names.keySet().removeIf(known -> !Files.isDirectory(known, LinkOption.NOFOLLOW_LINKS));
    names.put(directory, currentNames(directory));
  }

  private void syncAll() throws IOException {
    names.clear();
    names.putAll(currentNames());
    for (Map.Entry<Path, Map<String, Object>> directory : names.entrySet()) {
      for (Map.Entry<String, Object> name : directory.getValue().entrySet()) {
        contents.put(
            name.getValue(), Files.readAllBytes(directory.getKey().resolve(name.getKey())));
      }
    }
  }

  /** Returns the files of all directories, without those of {@code ..tmp}, which are not objects. */
  private Map<Path, Map<String, Object>> currentNames() throws IOException {
    Map<Path, Map<String, Object>> found = new TreeMap<>();
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
          throws IOException {
        if (directory.endsWith(TemporaryDirectory.NAME)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        found.put(directory, currentNames(directory));
        return FileVisitResult.CONTINUE;
      }
    });
    return found;
  }

  private static Map<String, Object> currentNames(Path directory) throws IOException {
    Map<String, Object> found = new TreeMap<>();
    for (String name : DirectoryTree.names(directory)) {
      Path path = directory.resolve(name);
      try {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          found.put(name, key(path));
        }
      } catch (NoSuchFileException e) {
        // Deleted meanwhile.
      }
    }
    return found;
  }

  private static Object key(Path file) throws IOException {
    return Objects.requireNonNull(KeyPaths.attributes(file).fileKey());
  }

  @Override
  public synchronized void close() throws IOException {
    for (FileChannel file : files) {
      file.close();
    }
  }

  /** Called when a file or directory becomes durable. */
  private interface Forcing {
    void run() throws IOException;
  }

  private class Forced extends FullDisk {
    private final Forcing forcing;

    Forced(Forcing forcing) {
      super(0);
      this.forcing = forcing;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      synchronized (LossyDisk.this) {
        event.run();
        fileSyncs++;
        forcing.run();
      }
    }
  }

  private final class WholeDisk implements FileSystemSync {
    @Override
    public void sync() throws IOException {
      synchronized (LossyDisk.this) {
        event.run();
        fileSystemSyncs++;
        if (fileSystemSyncs > successfulSyncs) {
          throw new IOException("Input/output error");
        }
        syncAll();
      }
    }

    @Override
    public String bootId() {
      return bootId;
    }

    @Override
    public void close() {}
  }
}
