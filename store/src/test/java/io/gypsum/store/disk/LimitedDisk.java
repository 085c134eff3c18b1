package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

import io.gypsum.store.Store;

/** A disk with limited space, which contains one directory. It can also become read-only. Deleted files release their space. */
public final class LimitedDisk implements DiskFiles {
  private final Path root;
  private volatile long capacityBytes;
  private volatile boolean readOnly;

  public LimitedDisk(Path root, long capacityBytes) {
    this.root = root;
    this.capacityBytes = capacityBytes;
  }

  /** Opens a store in the directory. */
  public Store open() {
    return DiskStore.open(
        root, this, FileSystemSync.Opener.NONE, InstantSource.system(), Runnable::run);
  }

  public void setReadOnly(boolean newReadOnly) {
    readOnly = newReadOnly;
  }

  /** Leaves no space at all until the capacity is set again. */
  public void fill() throws IOException {
    capacityBytes = usedBytes();
  }

  public void setCapacity(long bytes) {
    capacityBytes = bytes;
  }

  /** Returns the size of all files, each counted once. */
  public long usedBytes() throws IOException {
    Set<Object> counted = new HashSet<>();
    long[] bytes = new long[1];
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (counted.add(attributes.fileKey())) {
          bytes[0] += attributes.size();
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) {
        // Deleted meanwhile.
        return FileVisitResult.CONTINUE;
      }
    });
    return bytes[0];
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    if (readOnly) {
      throw new FileSystemException(file.toString(), null, "Read-only file system");
    }
    return new LimitedFile(DiskFiles.SYSTEM.create(file));
  }

  private final class LimitedFile extends FullDisk {
    private final FileChannel file;

    LimitedFile(FileChannel file) {
      super(0);
      this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (LimitedDisk.this) {
        if (usedBytes() + bytes.remaining() > capacityBytes) {
          throw new IOException("No space left on device");
        }
        return file.write(bytes);
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      file.force(metadata);
    }

    @Override
    protected void implCloseChannel() {
      try {
        file.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
